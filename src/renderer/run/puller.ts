import { LabError } from '../../core/errors.ts';
import { isLive, type Progress } from '../../core/run.ts';
import type { Reply } from '../lab/client.ts';
import { connected, type Lab } from './lab.ts';
import type { Recording } from './recording.ts';

/** What one pull may bring: what is taken in within a few milliseconds. */
const PULL_BYTES = 2 ** 20;

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

/** Pulls a run into its recording until it has ended and nothing is left. One pull is on its way at a time, and the next
 *  is asked for only after the window has drawn: that is the credit which bounds what a slow window can be sent.
 *  Throws the LabErrors of the pull, but for a lost connection: then it asks again once there is one. */
export async function pull(
  lab: Lab,
  recording: Recording,
  taken: (progress: Progress, damaged: number[]) => void,
  signal: AbortSignal,
  pace: Pace = windowPace,
): Promise<void> {
  const over = (): boolean => signal.aborted;
  for (;;) {
    await pace.shown();
    if (over()) return;
    const reply = await ask(lab, recording);
    if (over()) return;
    if (!reply) continue;
    const { frames, damaged, progress, more } = reply.value;
    for (const { ordinal, offset, length } of frames)
      recording.append(ordinal, reply.payload.subarray(offset, offset + length));
    recording.last = Math.max(recording.last, ...damaged);
    taken(progress, damaged);
    if (!isLive(progress.status) && !more) return;
    await pace.nextFrame();
  }
}

/** One pull; null when the connection was lost on the way and is there again. */
async function ask(lab: Lab, recording: Recording): Promise<Reply<'pull'> | null> {
  try {
    return await lab.call('pull', { run: recording.run, after: recording.last, maxBytes: PULL_BYTES });
  } catch (error) {
    if (!(error instanceof LabError && error.code === 'disconnected')) throw error;
    await connected(lab);
    return null;
  }
}
