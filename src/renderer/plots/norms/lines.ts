import type { NormKind, Norms } from '../flow/norms.ts';
import { fewOf } from '../../paint/series.ts';
import type { Axis, Line, Point } from '../chart/lines.ts';
import { decadesOf } from '../flow/norms.ts';
import { thin } from '../../paint/series.ts';

/** Lines that can still be told apart. */
const MOST_LINES = 6;
/** More points than the plot has pixels would be drawn for nothing. */
const MOST_POINTS = 300;
/** Dashes by line, the first solid. */
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [6, 3], [2, 3], [9, 3, 2, 3], [14, 4], [1, 5]];
/** Ticks that fit a low plot. */
const TICKS = 5;
/** Decades the axis has in any case: fewer than the gradient flow, whose rows are low. */
const least = {
  ratio: [1e-5, 0.1],
  dW: [1e-3, 10],
  dh: [1e-3, 10],
} as const satisfies Record<NormKind, readonly [number, number]>;

/** The norms of a run as they are drawn: the same while no frame came, whatever step is looked at. */
export interface NormCourse {
  /** Which layers have a line. */
  layers: number[];
  points: Point[][];
  /** Where the run diverged: at the last norm that was a number. */
  brokenAt: Point | null;
  axis: Axis;
}

/** Of many layers six, the first and the last among them. */
export const layersShown = (names: readonly string[]): number[] => fewOf([...names.keys()], MOST_LINES);

/** The mean of a norm over the frames of the last `reach` steps, as far as it is finite; what it is where none is. Summed anew
 *  each time: norms fall by many decades, and what is left of a running sum would not be them. */
export function meanAt(
  norms: Norms,
  layer: number,
  row: number,
  stepOf: (row: number) => number,
  reach: number,
): number {
  const now = norms.at(row, layer);
  if (Number.isNaN(now)) return NaN;
  const from = stepOf(row) - reach;
  let sum = 0;
  let count = 0;
  for (let i = row; i >= 0 && stepOf(i) > from; i--) {
    const value = norms.at(i, layer);
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? now : sum / count;
}

/** The course of the first so many rows. */
export function normCourse(
  norms: Norms | null,
  names: readonly string[],
  kind: NormKind,
  rows: number,
  stepOf: (row: number) => number,
  reach: number,
): NormCourse {
  const layers = layersShown(names);
  const kept = norms ? thin(rows, MOST_POINTS) : [];
  const points = layers.map((layer) =>
    kept.map((row): Point => [stepOf(row), norms ? meanAt(norms, layer, row, stepOf, reach) : NaN]),
  );
  const [low, high] = decadesOf(norms, rows, least[kind]);
  const step = Math.max(1, Math.ceil((high - low) / TICKS));
  return {
    layers,
    points,
    brokenAt: norms && brokenAt(norms, layers, rows, stepOf),
    axis: {
      log: true,
      least: 10 ** (high - step * Math.ceil((high - low) / step)),
      most: 10 ** high,
      step,
      decimals: 0,
    },
  };
}

function brokenAt(norms: Norms, layers: number[], rows: number, stepOf: (row: number) => number): Point | null {
  const broken = (row: number): boolean => layers.some((layer) => Number.isNaN(norms.at(row, layer)));
  // what is not computed at all is NaN from the start, and no divergence
  if (rows === 0 || broken(0) || !broken(rows - 1)) return null;
  let last = rows - 1;
  while (broken(last)) last--;
  return [stepOf(last), Math.max(...layers.map((layer) => norms.at(last, layer)))];
}

/** The lines of a course. @param at the value of a layer at the row that is looked at @param label of a layer */
export const normLines = (
  { layers, points }: NormCourse,
  at: (layer: number) => number,
  label: (layer: number) => string,
): Line[] =>
  layers.map((layer, i): Line => {
    const dash = dashes[i];
    return {
      id: String(layer),
      label: label(layer),
      name: true,
      thin: true,
      points: points[i] ?? [],
      at: at(layer),
      ...(dash && { dash }),
    };
  });
