import type { LabEvent } from '../core/contract/window.ts';
import type { RunInfo } from '../core/run.ts';
import type { WindowLink } from './window-link.ts';

/** Milliseconds between two events of one run. */
const INTERVAL = 250;

/** Tells everyone how runs move on: at most four times a second each, the newest always last, a turn at once. And tells
 *  all windows but one what that one did. */
export class News {
  readonly tell: (event: LabEvent, except?: WindowLink) => void;
  private readonly resting = new Map<number, { timer: NodeJS.Timeout; newest: RunInfo | null }>();

  constructor(tell: (event: LabEvent, except?: WindowLink) => void) {
    this.tell = tell;
  }

  /** @param urgent the run's status is another now, or it is new */
  moved(info: RunInfo, urgent: boolean): void {
    const resting = this.resting.get(info.id);
    if (resting && !urgent) resting.newest = info;
    else this.send(info);
  }

  /** What a window did to something that others may have open. */
  others(window: WindowLink, event: LabEvent): void {
    this.tell(event, window);
  }

  close(): void {
    for (const run of [...this.resting.keys()]) this.forget(run);
  }

  private send(info: RunInfo): void {
    this.forget(info.id);
    this.tell({ type: 'run', info });
    const timer = setTimeout(() => {
      const newest = this.resting.get(info.id)?.newest;
      this.resting.delete(info.id);
      if (newest) this.send(newest);
    }, INTERVAL);
    this.resting.set(info.id, { timer, newest: null });
  }

  /** Says nothing more of a run that waits to be told. */
  forget(run: number): void {
    clearTimeout(this.resting.get(run)?.timer);
    this.resting.delete(run);
  }
}
