import type { DataSpec } from '../plan/schema.ts';
import type { DataPart } from '../plan/shape.ts';
import { MOST, MOST_CLASSES, LIMIT, toGrid, type DrawnPoint } from './spray.ts';
import { partsOf, type Shares } from './split.ts';

type Inline = Extract<DataSpec, { kind: 'inline' }>;
type Pair = [number, number];

/** Everything that is set where points are drawn. */
export interface DrawnSet {
  points: readonly DrawnPoint[];
  /** Whether y is a number, and not a label. */
  valued: boolean;
  shares: Shares;
  /** Whether the network gets inputs of mean 0 and deviation 1. */
  scaled: boolean;
}

/** Mean and standard deviation of both inputs over some points; a deviation of 0 is 1, so that nothing is divided by it. */
export function momentsOf(points: readonly DrawnPoint[]): { mean: Pair; deviation: Pair } {
  const of = (pick: (point: DrawnPoint) => number): Pair => {
    const mean = points.reduce((sum, point) => sum + pick(point), 0) / Math.max(1, points.length);
    const squares = points.reduce((sum, point) => sum + (pick(point) - mean) ** 2, 0);
    return [mean, Math.sqrt(squares / Math.max(1, points.length)) || 1];
  };
  const [m1, d1] = of(({ x1 }) => x1);
  const [m2, d2] = of(({ x2 }) => x2);
  return { mean: [m1, m2], deviation: [d1, d2] };
}

/** Seven digits: float32 has no more. */
const short = (v: number): number => Number(v.toPrecision(7));

/** Drawn points as data of a plan: split by the seed, and the inputs scaled by what the training part alone says. */
export function inlineOf({ points, valued, shares, scaled }: DrawnSet, seed: number): Inline {
  const parts = partsOf(points, shares, seed, valued);
  const of = (part: DataPart): DrawnPoint[] => points.filter((_, i) => parts[i] === part);
  const { mean, deviation } = scaled ? momentsOf(of('train')) : { mean: [0, 0] as Pair, deviation: [1, 1] as Pair };
  const drawn = { mean: mean.map(short) as Pair, deviation: deviation.map(short) as Pair };
  const rows = (own: readonly DrawnPoint[]): Pick<Inline, 'x' | 'y'> => ({
    x: own.map(({ x1, x2 }) => [x1, x2].map((v, j) => short((v - (drawn.mean[j] ?? 0)) / (drawn.deviation[j] ?? 1)))),
    y: valued ? own.map(({ y }) => [y]) : own.map(({ y }) => y),
  });
  const [test, validation] = [of('test'), of('validation')];
  return {
    kind: 'inline',
    ...rows(of('train')),
    ...(validation.length > 0 && { validation: rows(validation) }),
    ...(test.length > 0 && { test: rows(test) }),
    drawn,
  };
}

/** The drawing that data of a plan came from, or null where it is none that can be drawn: other than two inputs, more classes or
 *  points than there are brushes, or points outside of the square. */
export function drawnOf(data: DataSpec): DrawnSet | null {
  if (data.kind !== 'inline') return null;
  const { mean, deviation } = data.drawn ?? { mean: [0, 0], deviation: [1, 1] };
  const of = (part: Pick<Inline, 'x' | 'y'> | undefined): DrawnPoint[] =>
    (part?.x ?? []).map((row, i) => {
      const [x1 = NaN, x2 = NaN] = row.map((v, j) => toGrid(v * (deviation[j] ?? 1) + (mean[j] ?? 0)));
      const y = part?.y[i] ?? NaN;
      return { x1, x2, y: typeof y === 'number' ? y : (y[0] ?? NaN) };
    });
  const [train, validation, test] = [of(data), of(data.validation), of(data.test)];
  const points = [...train, ...validation, ...test];
  const valued = Array.isArray(data.y[0]);
  const columns = valued ? (data.y[0] as number[]).length : 1;
  const fits =
    data.x[0]?.length === 2 &&
    columns === 1 &&
    points.length <= MOST &&
    points.every(({ x1, x2, y }) => Math.abs(x1) <= LIMIT && Math.abs(x2) <= LIMIT && (valued || y < MOST_CLASSES));
  if (!fits) return null;
  const share = (part: readonly DrawnPoint[]): number => Math.round((100 * part.length) / points.length) / 100;
  const scaled = data.drawn !== undefined && !(mean.every((v) => v === 0) && deviation.every((v) => v === 1));
  return { points, valued, shares: { test: share(test), validation: share(validation) }, scaled };
}
