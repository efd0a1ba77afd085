import { bestPoint, cellOf, isAtWork, pointsOf, seedsIn, statusOf } from './cells.ts';
import type { FigureLooks } from './looks.svelte.ts';
import type { OpenSweep } from './open.svelte.ts';

/** Which run of a sweep is looked at. Before anybody points at one it is the best so far. */
export class Pick {
  private readonly sweep: OpenSweep;
  private readonly looks: FigureLooks;
  private chosen = $state<number | null>(null);
  readonly point: number | null = $derived.by(() => this.chosen ?? bestPoint(this.sweep.results, this.looks.metric));

  constructor(sweep: OpenSweep, looks: FigureLooks) {
    this.sweep = sweep;
    this.looks = looks;
  }

  choose(point: number): void {
    this.chosen = point;
  }

  /** Whether a point has a run that can be looked at. */
  private has(point: number): boolean {
    return statusOf(this.sweep.results, point) !== 'queued';
  }

  /** To the next value of an axis that has a run, ascending or descending. @param axis counted as the sweep has them */
  along(axis: number, by: 1 | -1): void {
    const { points } = this.sweep;
    if (this.point === null) return;
    const { index } = points.at(this.point);
    const shape = points.shape;
    const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    const order = this.ordered(axis);
    let at = order.indexOf(index[axis] ?? 0) + by;
    for (; at >= 0 && at < order.length; at += by) {
      const to = this.point + ((order[at] ?? 0) - (index[axis] ?? 0)) * stride;
      const found = this.has(to) ? to : pointsOf(points, cellOf(points, to)).find((point) => this.has(point));
      if (found !== undefined) {
        this.chosen = found;
        return;
      }
    }
  }

  /** To another seed of the same setting. */
  among(by: 1 | -1): void {
    const { points } = this.sweep;
    if (this.point === null || seedsIn(points) === 1) return;
    const seeds = pointsOf(points, cellOf(points, this.point)).filter((point) => this.has(point));
    const next = seeds[seeds.indexOf(this.point) + by];
    if (next !== undefined) this.chosen = next;
  }

  /** To the run that is next in a metric, among some; up is better. */
  ranked(points: readonly number[], by: 1 | -1): void {
    const next = points[Math.max(0, Math.min(points.length - 1, points.indexOf(this.point ?? -1) + by))];
    if (next !== undefined) this.chosen = next;
  }

  /** The values of an axis from the least to the largest: a list may have them in any order. */
  private ordered(axis: number): number[] {
    const values = this.sweep.points.lines[axis]?.values ?? [];
    const order = values.map((_, i) => i);
    if (!values.every((v) => typeof v === 'number')) return order;
    return order.sort((a, b) => Number(values[a]) - Number(values[b]));
  }

  get working(): boolean {
    return this.point !== null && isAtWork(statusOf(this.sweep.results, this.point));
  }
}
