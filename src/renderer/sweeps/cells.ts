import type { Metrics, PointResult, PointStatus } from '../../core/sweep/results.ts';
import type { Points } from '../../core/sweep/points.ts';
import { readMetric, type MetricId } from './metrics.ts';

/** What is known of every point, by its number; a hole is a point that is queued. */
export type Results = readonly (PointResult | undefined)[];

/** Where the runs of one setting lie: from best to worst, and the middle. */
export interface Spread {
  median: number;
  low: number;
  high: number;
  count: number;
}

/** The median of some numbers with the least and the largest; null for none. The median of an even count is the mean of the
 *  middle two. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const [low, high] = [sorted[0], sorted[n - 1]];
  if (low === undefined || high === undefined) return null;
  const median = ((sorted[(n - 1) >> 1] ?? low) + (sorted[n >> 1] ?? high)) / 2;
  return { median, low, high, count: n };
}

/** Points are counted with the seed last and fastest, so a setting is so many that follow each other. */
export const seedsIn = ({ seeds }: Points): number => seeds?.length ?? 1;
export const cellCount = (points: Points): number => points.total / seedsIn(points);
export const cellOf = (points: Points, point: number): number => Math.floor(point / seedsIn(points));
export const pointsOf = (points: Points, cell: number): number[] =>
  Array.from({ length: seedsIn(points) }, (_, s) => cell * seedsIn(points) + s);

export const statusOf = (results: Results, point: number): PointStatus => results[point]?.status ?? 'queued';

/** A run that is being trained now, or was begun and is held. */
export const isAtWork = (status: PointStatus): boolean => status === 'running' || status === 'paused';
/** A run that came to its end without a result that counts. */
export const hasFailed = (status: PointStatus): boolean =>
  status === 'diverged' || status === 'failed' || status === 'interrupted' || status === 'stopped';

/** The value of a metric for a finished run, else null. */
export function valueOf(results: Results, point: number, metric: MetricId): number | null {
  const result = results[point];
  return result?.status === 'finished' ? readMetric(metric, result.metrics) : null;
}

/** How the runs of one setting spread in a metric. */
export const cellSpread = (points: Points, results: Results, cell: number, metric: MetricId): Spread | null =>
  spreadOf(
    pointsOf(points, cell).flatMap((point) => {
      const value = valueOf(results, point, metric);
      return value === null ? [] : [value];
    }),
  );

/** The finished run that is best by a metric: the least of it; null while none is finished. */
export function bestPoint(results: Results, metric: MetricId): number | null {
  let best: number | null = null;
  let least = Infinity;
  for (const result of results) {
    const value = result && valueOf(results, result.point, metric);
    if (value === null || value === undefined || value >= least) continue;
    [best, least] = [result?.point ?? null, value];
  }
  return best;
}

/** The metrics of the runs of one setting, each its median over the seeds. */
export function medianMetrics(points: Points, results: Results, cell: number): Metrics | null {
  const all = pointsOf(points, cell).flatMap((point) => {
    const result = results[point];
    return result?.status === 'finished' && result.metrics ? [result.metrics] : [];
  });
  const [first] = all;
  if (!first) return null;
  const median = (read: (of: Metrics) => number | null): number | null =>
    spreadOf(all.flatMap((one) => read(one) ?? []))?.median ?? null;
  return {
    trainLoss: median((one) => one.trainLoss),
    testLoss: median((one) => one.testLoss),
    gap: median((one) => one.gap),
    trainAccuracy: median((one) => one.trainAccuracy),
    testAccuracy: median((one) => one.testAccuracy),
    validationLoss: median((one) => one.validationLoss ?? null),
    validationAccuracy: median((one) => one.validationAccuracy ?? null),
    norm: median((one) => one.norm),
    norms: first.norms.map((_, k) => median((one) => one.norms[k] ?? null)),
    steps: median((one) => one.steps) ?? first.steps,
    seconds: median((one) => one.seconds) ?? first.seconds,
  };
}
