import type { FromTrainer } from '../core/contract/trainer.ts';

/** Work for one answer, done in turns between those of the sessions. */
export class Task {
  readonly request: number;
  private readonly work: Generator<0, FromTrainer>;

  /** @param work takes no memory before its first turn, and gives it back when it ends */
  constructor(request: number, work: Generator<0, FromTrainer>) {
    this.request = request;
    this.work = work;
  }

  /** Works for up to `ms`. @returns the answer when it is there @throws RangeError when there is not enough memory */
  turn(ms: number): FromTrainer | null {
    const started = performance.now();
    do {
      const { done, value } = this.work.next();
      if (done) return value;
    } while (performance.now() - started < ms);
    return null;
  }

  /** Gives up: nobody waits for the answer. */
  drop(): void {
    this.work.return({ type: 'failed', request: this.request, message: 'given up' });
  }
}
