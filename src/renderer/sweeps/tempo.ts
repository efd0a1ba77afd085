import { costOfRun } from '../../core/sweep/cost.ts';
import type { Points } from '../../core/sweep/points.ts';
import { cellOf, type Results } from './cells.ts';

/** Multiply-adds a second of one trainer process before any run was measured: that of small networks on a slow computer. */
const GUESS = 1e9;

/** How fast a sweep goes: runs a minute by what ended lately, and seconds of a run by what others took. */
export class Tempo {
  private readonly points: Points;
  private readonly costs = new Map<number, number>();
  private ended: { at: number; count: number }[] = [];

  constructor(points: Points) {
    this.points = points;
  }

  /** So many runs have ended by now. @param going false forgets: a pause is no speed */
  note(count: number, at: number, going: boolean): void {
    if (!going) this.ended = [];
    else this.ended = [...this.ended.filter((one) => at - one.at < WINDOW_MS), { at, count }];
  }

  /** Runs a minute over the last half minute; null while that is not known. */
  perMinute(): number | null {
    const [first, last] = [this.ended[0], this.ended.at(-1)];
    if (!first || !last || last.at - first.at < 1000 || last.count <= first.count) return null;
    return ((last.count - first.count) / (last.at - first.at)) * 60_000;
  }

  /** What a run of a point costs, in multiply-adds; its seed costs nothing. */
  cost(point: number): number {
    const cell = cellOf(this.points, point);
    const known = this.costs.get(cell) ?? costOfRun(this.points.planAt(point));
    this.costs.set(cell, known);
    return known;
  }

  /** Multiply-adds a second of one process, by some runs that have ended; null before any has. */
  throughput(results: Results): number | null {
    let [cost, seconds, found] = [0, 0, 0];
    for (const result of results) {
      if (!result?.metrics || !(result.metrics.seconds > 0)) continue;
      cost += this.cost(result.point);
      seconds += result.metrics.seconds;
      if (++found >= MOST_ASKED) break;
    }
    return seconds > 0 ? cost / seconds : null;
  }

  /** Seconds that a run is likely to take. */
  seconds(point: number, throughput: number | null): number | null {
    return throughput === null ? null : this.cost(point) / throughput;
  }
}

const WINDOW_MS = 30_000;
const MOST_ASKED = 24;

/** Seconds that so many runs are likely to take, by what one costs. @param throughput of one process, where it was measured */
export const secondsOf = (runs: number, cost: number, processes: number, throughput: number | null): number =>
  (runs * cost) / (throughput ?? GUESS) / Math.max(1, Math.min(processes, runs));

/** Cores of this computer, and how many of them a sweep is likely to have: one is left to the person. */
export const cores = (): number => navigator.hardwareConcurrency || 1;
export const coresToSpare = (): number => Math.max(1, cores() - 1);
