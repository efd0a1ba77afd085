import { LabError } from '../core/errors.ts';
import type { WindowLink } from './window-link.ts';

interface Waiting {
  work: () => Promise<void>;
  refuse: (error: LabError) => void;
}

/** Looks at steps: one at a time in the trainer, and of each window at most one that waits. A newer one takes its place. */
export class Looks {
  private readonly waiting = new Map<WindowLink, Waiting>();
  private busy = false;

  /** Does the work when it is its turn. @throws LabError look-superseded, or what the work throws */
  take<T>(window: WindowLink, work: () => Promise<T>): Promise<T> {
    this.waiting.get(window)?.refuse(new LabError('look-superseded'));
    return new Promise<T>((resolve, reject) => {
      this.waiting.delete(window); // behind the others again
      this.waiting.set(window, { work: () => work().then(resolve, reject), refuse: reject });
      void this.next();
    });
  }

  private async next(): Promise<void> {
    const first = this.waiting.entries().next();
    if (this.busy || first.done) return;
    const [window, { work }] = first.value;
    this.waiting.delete(window);
    this.busy = true;
    await work();
    this.busy = false;
    void this.next();
  }
}
