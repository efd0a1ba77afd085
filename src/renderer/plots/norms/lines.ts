import type { NormKind, Norms } from '../flow/norms.ts';
import { fewOf } from '../layers.ts';
import type { Axis, Line, Point } from '../chart/lines.ts';
import { decadesOf } from '../flow/norms.ts';
import { thin } from '../series.ts';

/** Lines that can still be told apart. */
const MOST_LINES = 6;
/** More points than the plot has pixels would be drawn for nothing. */
const MOST_POINTS = 300;
/** Dashes by line, the first solid. */
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [6, 3], [2, 3], [9, 3, 2, 3], [14, 4], [1, 5]];
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

/** The course of the first so many rows. */
export function normCourse(
  norms: Norms | null,
  names: readonly string[],
  kind: NormKind,
  rows: number,
  stepOf: (row: number) => number,
): NormCourse {
  const layers = layersShown(names);
  const kept = norms ? thin(rows, MOST_POINTS) : [];
  const points = layers.map((layer) => kept.map((row): Point => [stepOf(row), norms?.at(row, layer) ?? NaN]));
  const [low, high] = decadesOf(norms, rows, least[kind]);
  return {
    layers,
    points,
    brokenAt: norms && brokenAt(norms, layers, rows, stepOf),
    axis: { log: true, least: 10 ** low, most: 10 ** high, step: 1, decimals: 0 },
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

/** The lines of a course with the values at a row. @param label of a layer */
export const normLines = (
  { layers, points }: NormCourse,
  norms: Norms | null,
  row: number,
  label: (layer: number) => string,
): Line[] =>
  layers.map((layer, i): Line => {
    const dash = dashes[i];
    return {
      id: String(layer),
      label: label(layer),
      name: true,
      points: points[i] ?? [],
      at: norms?.at(row, layer) ?? NaN,
      ...(dash && { dash }),
    };
  });
