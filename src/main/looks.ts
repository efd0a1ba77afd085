import { LabError } from '../core/errors.ts';
import type { WindowLink } from './window-link.ts';

interface Waiting {
  work: (signal: AbortSignal) => Promise<void>;
  refuse: (error: LabError) => void;
}

/** Looks at steps: one at a time in the trainer, and of each seat of a window at most one that waits. A newer one takes its place, and
 *  signals the one under way, which may go on all the same. */
export class Looks {
  private readonly waiting = new Map<string, Waiting>();
  private underWay: { who: string; end: AbortController } | null = null;

  /** Does the work when it is its turn. @throws LabError look-superseded, or what the work throws */
  take<T>(window: WindowLink, seat: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const who = `${window.id} ${seat}`;
    this.waiting.get(who)?.refuse(new LabError('look-superseded'));
    if (this.underWay?.who === who) this.underWay.end.abort();
    return new Promise<T>((resolve, reject) => {
      this.waiting.delete(who); // behind the others again
      this.waiting.set(who, { work: (signal) => work(signal).then(resolve, reject), refuse: reject });
      void this.next();
    });
  }

  private async next(): Promise<void> {
    const first = this.waiting.entries().next();
    if (this.underWay || first.done) return;
    const [who, { work }] = first.value;
    this.waiting.delete(who);
    const end = new AbortController();
    this.underWay = { who, end };
    await work(end.signal);
    this.underWay = null;
    void this.next();
  }
}
