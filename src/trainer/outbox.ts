import type { FromTrainer } from '../core/contract/trainer.ts';
import type { Progress } from '../core/run.ts';

const MOST_BYTES = 256 * 1024;
const MOST_WAIT = 12;
/** Batches on their way to the store. Beyond this the session waits, so that memory never grows. */
const MOST_UNSTORED = 4;

/** Collects frames into batches and holds back when main has not stored the earlier ones. */
export class Outbox {
  /** Bytes of all frames of the run. */
  total = 0;
  private frames: Uint8Array[] = [];
  private bytes = 0;
  private since = 0;
  private unstored = 0;
  private readonly run: number;
  private readonly post: (message: FromTrainer) => void;

  constructor(run: number, post: (message: FromTrainer) => void) {
    this.run = run;
    this.post = post;
  }

  add(frame: Uint8Array): void {
    if (this.frames.length === 0) this.since = performance.now();
    this.frames.push(frame);
    this.bytes += frame.length;
    this.total += frame.length;
  }

  /** Whether no more frames should be made until main has stored some. */
  get full(): boolean {
    return this.unstored >= MOST_UNSTORED && this.bytes >= MOST_BYTES;
  }

  get due(): boolean {
    if (this.frames.length === 0 || this.unstored >= MOST_UNSTORED) return false;
    return this.bytes >= MOST_BYTES || performance.now() - this.since >= MOST_WAIT;
  }

  /** Sends what there is with where the run stands. A change of status goes out at once, with or without frames. */
  flush(progress: Progress): void {
    const { frames } = this;
    this.frames = [];
    this.bytes = 0;
    this.unstored++;
    this.post({ type: 'batch', run: this.run, frames, progress });
  }

  stored(): void {
    this.unstored--;
  }
}
