import type { Args, FrameRef } from '../core/contract/window.ts';
import { offsetsOf } from '../core/contract/wire.ts';
import { LabError } from '../core/errors.ts';
import { headOfLarge } from '../core/frame/frame.ts';
import { isLive, type RunInfo, type RunStatus } from '../core/run.ts';
import type { Stored } from './recorder.ts';
import type { Reading } from './store/frames.ts';
import type { Answer, Asker, WindowLink } from './window-link.ts';

/** An unanswered pull is answered after this long, with nothing, so that both sides know of each other. */
const KEEP_ALIVE = 10_000;
/** A run that another process trains: nobody tells us of its frames, so we look. */
const LOOK_AGAIN = 500;

/** Bytes of the newest frames of a live run that are kept for windows that ask a little late: thirty of them would else each have
 *  the same frames read from the database. */
const RECENT = 2 ** 21;

interface Waiting {
  from: Asker;
  args: Args<'pull'>;
  timer: NodeJS.Timeout;
}

/** What pulls need to know of a run. */
export interface PullSource {
  info(run: number): RunInfo;
  trainedHere(run: number): boolean;
  read(args: Args<'pull'>): Reading;
}

/** The credits windows have given. Per window and run at most one waits, and it holds no frames: what a window has not
 *  asked for stays on disk. That is the flow control. */
export class Pulls {
  private readonly source: PullSource;
  private readonly waiting = new Map<WindowLink, Map<number, Waiting>>();
  /** By run: its newest frames, and the ordinal of the first of them. */
  private readonly recent = new Map<number, { first: number; frames: Uint8Array[]; bytes: number }>();
  /** The status each window was last told with a pull, so that none is missed between two pulls. */
  private readonly told = new Map<WindowLink, Map<number, RunStatus>>();

  constructor(source: PullSource) {
    this.source = source;
  }

  connect(window: WindowLink): void {
    this.waiting.set(window, new Map());
    this.told.set(window, new Map());
  }

  disconnect(window: WindowLink): void {
    for (const { timer } of this.waiting.get(window)?.values() ?? []) clearTimeout(timer);
    this.waiting.delete(window);
    this.told.delete(window);
  }

  /** @returns the answer, or null when it has to wait. @throws LabError run-unknown */
  pull(args: Args<'pull'>, from: Asker): Answer<'pull'> | null {
    this.end(from.window, args.run); // the window asks anew: it has given up the old question
    const info = this.source.info(args.run);
    const status = this.told.get(from.window)?.get(args.run);
    const wait =
      args.after >= info.frames - 1 &&
      isLive(info.progress.status) &&
      (status === undefined || status === info.progress.status);
    if (!wait) return this.answer(args, from);
    this.tell(from.window, args.run, info.progress.status);
    const ms = this.source.trainedHere(args.run) ? KEEP_ALIVE : LOOK_AGAIN;
    const timer = setTimeout(() => this.end(from.window, args.run), ms);
    this.waiting.get(from.window)?.set(args.run, { from, args, timer });
    return null;
  }

  /** Answers who waited for these frames, from these very bytes. */
  stored({ info, first, frames }: Stored): void {
    if (isLive(info.progress.status)) this.keep(info.id, first, frames);
    else this.recent.delete(info.id);
    if (frames.length === 0) return;
    for (const [window, pulls] of this.waiting) {
      const pull = pulls.get(info.id);
      if (!pull || pull.args.after >= first + frames.length - 1) continue;
      this.finish(window, pull, this.answerOf(readingOf(first, frames, pull.args), info, window));
    }
  }

  private keep(run: number, first: number, frames: readonly Uint8Array[]): void {
    const kept = this.recent.get(run) ?? { first, frames: [], bytes: 0 };
    for (const frame of frames) {
      kept.frames.push(frame);
      kept.bytes += frame.length;
    }
    while (kept.bytes > RECENT) {
      kept.bytes -= kept.frames.shift()?.length ?? 0;
      kept.first++;
    }
    this.recent.set(run, kept);
  }

  private read(args: Args<'pull'>): Reading {
    const kept = this.recent.get(args.run);
    return kept && args.after + 1 >= kept.first ? readingOf(kept.first, kept.frames, args) : this.source.read(args);
  }

  /** Answers everyone who waits for this run: its status changed. */
  turned(run: number): void {
    for (const window of [...this.waiting.keys()]) this.end(window, run);
  }

  /** The run is gone. */
  deleted(run: number): void {
    this.recent.delete(run);
    for (const [window, pulls] of this.waiting) {
      const pull = pulls.get(run);
      this.told.get(window)?.delete(run);
      if (!pull) continue;
      clearTimeout(pull.timer);
      pulls.delete(run);
      window.refuse(pull.from.id, new LabError('run-unknown', { run }));
    }
  }

  /** Answers the pull that waits, with what there is by now. */
  private end(window: WindowLink, run: number): void {
    const pull = this.waiting.get(window)?.get(run);
    if (pull) this.finish(window, pull, this.answer(pull.args, pull.from));
  }

  private finish(window: WindowLink, { timer, from, args }: Waiting, answer: Answer<'pull'>): void {
    clearTimeout(timer);
    this.waiting.get(window)?.delete(args.run);
    window.reply(from.id, answer);
  }

  private answer(args: Args<'pull'>, { window }: Asker): Answer<'pull'> {
    const info = this.source.info(args.run);
    const reading = args.after >= info.frames - 1 ? { frames: [], damaged: [] } : this.read(args);
    return this.answerOf(reading, info, window);
  }

  private answerOf(reading: Reading, { id, frames, progress }: RunInfo, window: WindowLink): Answer<'pull'> {
    this.tell(window, id, progress.status);
    const last = Math.max(reading.frames.at(-1)?.ordinal ?? -1, reading.damaged.at(-1) ?? -1);
    const { refs, payload } = packed(reading, true);
    const value = { frames: refs, progress, more: last >= 0 && last < frames - 1, damaged: reading.damaged };
    return { value, payload };
  }

  private tell(window: WindowLink, run: number, status: RunStatus): void {
    const told = this.told.get(window);
    if (isLive(status)) told?.set(run, status);
    else told?.delete(run);
  }
}

/** Of frames that follow each other from an ordinal on, those that a pull asks for: as many as fit, and one at least. */
function readingOf(first: number, frames: readonly Uint8Array[], { after, maxBytes }: Args<'pull'>): Reading {
  const from = Math.max(0, after + 1 - first);
  const found: Reading['frames'] = [];
  let size = 0;
  for (let i = from; i < frames.length; i++) {
    const bytes = frames[i] ?? new Uint8Array();
    size += (headOfLarge(bytes) ?? bytes).length;
    if (size > maxBytes && i > from) break;
    found.push({ ordinal: first + i, bytes });
  }
  return { frames: found, damaged: [] };
}

/** Frames as a payload and where each lies in it.
 *  @param heads whether of large keyframes the heads are enough */
export function packed({ frames }: Reading, heads = false): { refs: FrameRef[]; payload: Uint8Array[] } {
  const shortened = frames.map(({ bytes }) => (heads ? headOfLarge(bytes) : null));
  const payload = frames.map(({ bytes }, i) => shortened[i] ?? bytes);
  const offsets = offsetsOf(payload.map(({ length }) => length));
  const refs = frames.map(({ ordinal, bytes }, i): FrameRef => {
    const length = payload[i]?.length ?? 0;
    return { ordinal, offset: offsets[i] ?? 0, length, ...(shortened[i] && { headOf: bytes.length }) };
  });
  return { refs, payload };
}
