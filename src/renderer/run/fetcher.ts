import { LabError } from '../../core/errors.ts';
import { connected, type Lab } from './lab.ts';
import type { Recording } from './recording.ts';

/** Frames asked for at once. */
const AHEAD = 32;

/** Asks for frames again that the window no longer has: one request at a time, with those that come next. */
export class Fetcher {
  private readonly lab: Lab;
  private readonly recording: Recording;
  private readonly came: () => void;
  private readonly failed: (error: unknown) => void;
  private readonly damaged = new Set<number>();
  private busy = false;

  constructor(lab: Lab, recording: Recording, came: () => void, failed: (error: unknown) => void) {
    this.lab = lab;
    this.recording = recording;
    this.came = came;
    this.failed = failed;
  }

  /** A frame that cannot be had. It is said once, and not asked for again. */
  miss(ordinal: number): void {
    if (this.damaged.has(ordinal)) return;
    this.damaged.add(ordinal);
    this.failed(new LabError('frame-damaged', { frame: ordinal, run: this.recording.run }));
  }

  /** Asks for these, and for the frames after a row. `came` is called when there is news: time to look again. */
  async ask(missing: readonly number[], row: number): Promise<void> {
    if (this.busy || missing.every((ordinal) => this.damaged.has(ordinal))) return;
    const ahead = Array.from({ length: AHEAD }, (_, i) => this.recording.ordinalOf(row + 1 + i));
    const ordinals = [...new Set([...missing, ...ahead])].filter(
      (o) => Number.isInteger(o) && !this.damaged.has(o) && !this.recording.has(o),
    );
    this.busy = true;
    try {
      await this.fetch(ordinals);
    } finally {
      this.busy = false;
      this.came();
    }
  }

  /** Brings frames into the window again, at most 256. @returns those that cannot be had, as where they are damaged or the run
   *  was thinned; none when the connection was lost on the way: it is there again, and asking again makes sense */
  async fetch(ordinals: readonly number[]): Promise<number[]> {
    const wanted = ordinals.filter((ordinal) => !this.damaged.has(ordinal));
    if (wanted.length === 0) return [...ordinals];
    try {
      const { value, payload } = await this.lab.call('frames', { run: this.recording.run, ordinals: wanted });
      for (const { ordinal, offset, length } of value.frames)
        this.recording.append(ordinal, payload.subarray(offset, offset + length));
      const came = new Set(value.frames.map(({ ordinal }) => ordinal));
      this.recording.thinned(value.gone);
      const thinned = new Set(value.gone);
      // what is behind the last that came did not fit into the answer, and is asked for again
      const end = came.size > 0 ? wanted.findLastIndex((o) => came.has(o) || value.damaged.includes(o)) : Infinity;
      const missing = ordinals.filter((o) => !came.has(o) && (thinned.has(o) || !(wanted.indexOf(o) > end)));
      for (const ordinal of missing) if (!thinned.has(ordinal)) this.miss(ordinal);
      return missing;
    } catch (error) {
      if (error instanceof LabError && error.code === 'disconnected') {
        await connected(this.lab);
        return [];
      }
      this.failed(error);
      return [...ordinals];
    }
  }
}
