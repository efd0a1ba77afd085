import { Points } from '../../core/sweep/points.ts';
import type { PointResult, SweepDetail, SweepInfo } from '../../core/sweep/results.ts';
import type { Sweep } from '../../core/sweep/schema.ts';
import { hasFailed, isAtWork, type Results } from './cells.ts';
import { Tempo } from './tempo.ts';

/** A sweep that is looked at: how it stands, and what has come of its points so far. */
export class OpenSweep {
  readonly id: number;
  readonly sweep: Sweep;
  readonly points: Points;
  /** The points in the order they are run. */
  readonly order: readonly number[];
  readonly tempo: Tempo;
  info = $state.raw<SweepInfo>() as SweepInfo;
  /** By the number of the point; replaced and never changed. */
  results = $state.raw<Results>([]);

  /** Those at work, by the last that was heard of each, and those that came to no result. */
  readonly atWork: readonly PointResult[] = $derived.by(() => this.having(isAtWork));
  /** Of those at work the ones that a process has, or that are held: the others have come to their end and are being stored. */
  readonly trained: readonly PointResult[] = $derived.by(() => {
    const { results, info } = this;
    const begun = this.order.filter((point) => results[point]?.status === 'running');
    const newest = begun.slice(Math.max(0, begun.length - info.running));
    return this.atWork.filter(({ point, status }) => status === 'paused' || newest.includes(point));
  });
  readonly failed: readonly PointResult[] = $derived.by(() => this.having(hasFailed));
  /** The numbers of the points that have no run yet, in the order they come. */
  readonly queued: readonly number[] = $derived.by(() => {
    const { results } = this;
    return this.order.filter((point) => (results[point]?.status ?? 'queued') === 'queued');
  });
  readonly perMinute: number | null = $derived.by(() =>
    this.info.status === 'running' ? this.tempo.perMinute() : null,
  );
  readonly throughput: number | null = $derived.by(() => this.tempo.throughput(this.results));

  constructor({ info, sweep, points }: SweepDetail) {
    this.id = info.id;
    this.sweep = sweep;
    this.points = new Points(sweep);
    this.order = this.points.order();
    this.tempo = new Tempo(this.points);
    this.take(info, points);
  }

  /** Whether anything is still to be done by itself. */
  get going(): boolean {
    return this.info.status === 'running';
  }
  /** Whether it is of this lab; results that came with a lesson cannot be renamed, deleted or run again. */
  get stored(): boolean {
    return this.id > 0;
  }
  get over(): boolean {
    return this.info.status === 'finished' || this.info.status === 'cancelled';
  }

  /** Takes in how it stands, and the points that stand otherwise. */
  take(info: SweepInfo, changed: readonly PointResult[] = []): void {
    this.tempo.note(info.done + info.failed, performance.now(), info.status === 'running');
    this.info = info;
    if (changed.length === 0) return;
    const next = this.results.length === 0 ? new Array<PointResult | undefined>(info.total) : [...this.results];
    for (const result of changed) next[result.point] = result;
    this.results = next;
  }

  /** Where the window lost the lab for a while: everything as it is now. */
  renew({ info, points }: SweepDetail): void {
    this.results = [];
    this.take(info, points);
  }

  private having(holds: (status: PointResult['status']) => boolean): PointResult[] {
    return this.results.flatMap((result) => (result && holds(result.status) ? [result] : []));
  }
}
