import { LabError } from '../../core/errors.ts';
import { isLive, type Progress } from '../../core/run.ts';
import type { Reply } from '../lab/client.ts';
import { connected, type Lab } from './lab.ts';
import type { Recording } from './recording.ts';

/** What one pull may bring: what is taken in within a few milliseconds. More where many wait, as when a run is opened. */
const PULL_BYTES = 2 ** 20;
const CATCH_UP_BYTES = 4 * 2 ** 20;

/** When the window can take more. */
export interface Pace {
  /** The next time the window draws. */
  nextFrame(): Promise<void>;
  /** Resolves at once, or when a hidden window is shown again. */
  shown(): Promise<void>;
}

export const windowPace: Pace = {
  nextFrame: () => new Promise((resolve) => requestAnimationFrame(() => resolve())),
  shown: () =>
    new Promise((resolve) => {
      if (!document.hidden) {
        resolve();
        return;
      }
      const check = (): void => {
        if (document.hidden) return;
        document.removeEventListener('visibilitychange', check);
        resolve();
      };
      document.addEventListener('visibilitychange', check);
    }),
};

/** Pulls a run into its recording until it has ended and nothing is left. One pull is on its way at a time, while the window
 *  draws what the one before brought; its answer is taken in only after that. This is the credit which bounds what a slow
 *  window can be sent: one answer waits, and no more.
 *  Throws the LabErrors of the pull, but for a lost connection: then it asks again once there is one. */
export async function pull(
  lab: Lab,
  recording: Recording,
  taken: (progress: Progress, damaged: number[]) => void,
  signal: AbortSignal,
  pace: Pace = windowPace,
): Promise<void> {
  const over = (): boolean => signal.aborted;
  let drawn = Promise.resolve();
  let bytes = PULL_BYTES;
  for (;;) {
    await pace.shown();
    if (over()) return;
    const [reply] = await Promise.all([ask(lab, recording, bytes), drawn]);
    if (over()) return;
    if (!reply) continue;
    const { frames, damaged, progress, more } = reply.value;
    for (const { ordinal, offset, length, headOf } of frames)
      recording.append(ordinal, reply.payload.subarray(offset, offset + length), headOf);
    recording.last = Math.max(recording.last, ...damaged);
    taken(progress, damaged);
    if (!isLive(progress.status) && !more) return;
    drawn = pace.nextFrame();
    bytes = more ? CATCH_UP_BYTES : PULL_BYTES;
  }
}

/** One pull; null when the connection was lost on the way and is there again. */
async function ask(lab: Lab, recording: Recording, maxBytes: number): Promise<Reply<'pull'> | null> {
  try {
    return await lab.call('pull', { run: recording.run, after: recording.last, maxBytes });
  } catch (error) {
    if (!(error instanceof LabError && error.code === 'disconnected')) throw error;
    await connected(lab);
    return null;
  }
}
