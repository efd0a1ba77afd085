import type { LabEvent } from '../../core/contract/window.ts';

/** Milliseconds between two events of one sweep. */
const INTERVAL = 250;

/** Tells how sweeps move on: at most four times a second each, or at once where a sweep turned. */
export class SweepNews {
  private readonly resting = new Map<number, NodeJS.Timeout>();
  private readonly report: (sweep: number) => LabEvent;
  private readonly tell: (event: LabEvent) => void;

  /** @param report how a sweep stands, and what of it was not told yet */
  constructor(report: (sweep: number) => LabEvent, tell: (event: LabEvent) => void) {
    this.report = report;
    this.tell = tell;
  }

  /** Something of a sweep is otherwise than it was. */
  moved(sweep: number): void {
    if (this.resting.has(sweep)) return;
    this.resting.set(
      sweep,
      setTimeout(() => this.turned(sweep), INTERVAL),
    );
  }

  /** A sweep began, ended or was held up. */
  turned(sweep: number): void {
    this.forget(sweep);
    this.tell(this.report(sweep));
  }

  deleted(sweep: number): void {
    this.forget(sweep);
    this.tell({ type: 'sweepDeleted', sweep });
  }

  close(): void {
    for (const sweep of [...this.resting.keys()]) this.forget(sweep);
  }

  private forget(sweep: number): void {
    clearTimeout(this.resting.get(sweep));
    this.resting.delete(sweep);
  }
}
