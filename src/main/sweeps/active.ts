import { costOfRun } from '../../core/sweep/cost.ts';
import { Points } from '../../core/sweep/points.ts';
import type { PointResult, SweepInfo, SweepStatus } from '../../core/sweep/results.ts';
import type { Sweep } from '../../core/sweep/schema.ts';
import type { SweepRow, Tally } from '../store/sweeps.ts';

/** A sweep that is being run: what is left of it, what it has come to, and how fast it goes. */
export class Active {
  readonly row: SweepRow;
  readonly points: Points;
  /** Points with some of a run stored, which goes on from there. */
  readonly halves: Set<number>;
  /** Points at work, and those whose ends are to be stored. */
  readonly working = new Set<number>();
  readonly storing = new Set<number>();
  /** How often a point has lost its process. */
  readonly lost = new Map<number, number>();
  /** Whether it takes on no more points: it is being paused. */
  settling = false;
  readonly tally: Tally;
  /** What is new since the windows were told. */
  readonly fresh = new Map<number, PointResult>();
  /** The points to come, the next last. */
  private readonly queue: number[];
  private costLeft: number;
  private costDone = 0;
  private readonly began = performance.now();

  constructor(row: SweepRow, sweep: Sweep, results: readonly PointResult[], tally: Tally) {
    this.row = row;
    this.tally = tally;
    this.points = new Points(sweep);
    this.halves = new Set(results.flatMap(({ point, status }) => (status === 'paused' ? [point] : [])));
    const ended = new Set(results.flatMap(({ point, status }) => (status === 'paused' ? [] : [point])));
    const order = this.points.order().filter((point) => !ended.has(point));
    // what was begun goes on first
    const begun = order.filter((point) => this.halves.has(point));
    this.queue = [...begun, ...order.filter((point) => !this.halves.has(point))].reverse();
    this.costLeft = this.queue.reduce((sum, point) => sum + this.costOf(point), 0);
  }

  /** The next point to be run, or undefined. */
  take(): number | undefined {
    const point = this.queue.pop();
    if (point !== undefined) this.working.add(point);
    return point;
  }

  /** A point goes on before all others. */
  putBack(point: number): void {
    this.working.delete(point);
    this.queue.push(point);
  }

  /** A point is run after all others. */
  add(point: number): void {
    this.queue.unshift(point);
    this.costLeft += this.costOf(point);
  }

  /** The end of a point is stored. */
  stored(result: PointResult, bytes: number): void {
    if (result.status === 'finished') this.tally.done++;
    else this.tally.failed++;
    this.tally.bytes += bytes;
    const cost = this.costOf(result.point);
    this.costDone += cost;
    this.costLeft -= cost;
    this.fresh.set(result.point, result);
  }

  /** What is new since this was asked last. */
  told(): PointResult[] {
    const results = [...this.fresh.values()];
    this.fresh.clear();
    return results;
  }

  /** The runs of some points are gone. */
  forget(points: readonly number[], tally: Tally): void {
    Object.assign(this.tally, tally);
    for (const point of points) this.fresh.set(point, { point, run: null, status: 'queued', metrics: null });
  }

  /** Whether nothing of it is under way. */
  get isIdle(): boolean {
    return this.working.size === 0 && this.storing.size === 0;
  }

  get isDone(): boolean {
    return this.isIdle && this.queue.length === 0;
  }

  info(status: SweepStatus = this.row.status): SweepInfo {
    const { lab: _lab, ...row } = this.row;
    const going = status === 'running' && !this.settling && this.costDone > 0;
    const perSecond = (1000 * this.costDone) / (performance.now() - this.began);
    const eta = going ? this.costLeft / perSecond : null;
    return { ...row, ...this.tally, status, running: this.working.size, eta };
  }

  private costOf(point: number): number {
    return costOfRun(this.points.planAt(point));
  }
}
