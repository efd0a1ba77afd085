import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { at, norm } from '../floats.ts';
import type { Entry } from '../frame/layout.ts';
import { stream } from '../random.ts';
import { product, type Point } from './plane.ts';

/** Below this share of the variance a direction is rounding. */
const ROUNDING = 1e-9;

/** The two directions along which a path varies most, at right angles and of length 1, each the way the path goes, and the share
 *  of its variance along each. A path that is a line or a point has a random direction in place of what it lacks, with share 0.
 *  By way of the Gram matrix, which is points × points however many parameters there are. Yields now and then.
 *  [Li et al. 2018, https://arxiv.org/abs/1712.09913, §7] */
export function* principal(
  points: readonly Point[],
): Generator<0, { directions: [Point, Point]; explained: [number, number] }> {
  const last = points.at(-1);
  const first = points[0];
  if (!last || !first) throw new Error('a path has at least one point');
  const n = points.length;
  const gram = Matrix.zeros(n, n);
  for (const [i, a] of points.entries()) {
    for (let j = 0; j <= i; j++) {
      const value = product(a, points[j] as Point, last); // from the last point: differences of large numbers are rounded
      gram.set(i, j, value);
      gram.set(j, i, value);
    }
    yield 0;
  }
  gram.center('row').center('column');
  const total = gram.trace();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => (realEigenvalues[j] ?? 0) - (realEigenvalues[i] ?? 0));
  const directions: Point[] = [];
  const explained: number[] = [];
  for (const k of [0, 1]) {
    const column = order[k] ?? 0;
    const share = k < n ? (realEigenvalues[column] ?? 0) / total : 0;
    yield 0;
    if (share > ROUNDING) {
      const weights = eigenvectorMatrix.getColumn(column);
      directions.push(made(combined(points, weights), directions[0], first, last));
      explained.push(share);
    } else {
      const random = stream(k, 'landscape');
      directions.push(
        made(
          last.map((tensor) => tensor.map(() => random.normal())),
          directions[0],
          first,
          last,
        ),
      );
      explained.push(0);
    }
  }
  return { directions: directions as [Point, Point], explained: explained as [number, number] };
}

/** Σ wᵢ xᵢ. The weights of a centred Gram matrix add up to 0, so that this is a sum of differences from the mean. */
function combined(points: readonly Point[], weights: readonly number[]): Point {
  return (points[0] as Point).map((tensor, t) => {
    const sum = new Float64Array(tensor.length);
    for (const [k, point] of points.entries()) {
      const from = point[t] as Float32Array;
      const weight = weights[k] ?? 0;
      for (let i = 0; i < from.length; i++) sum[i] = at(sum, i) + weight * at(from, i);
    }
    return Float32Array.from(sum);
  });
}

/** At right angles to another, of length 1, and from the first point to the last. */
function made(direction: Point, other: Point | undefined, first: Point, last: Point): Point {
  let into = direction;
  if (other) {
    const along = product(into, other);
    into = into.map((tensor, t) => tensor.map((value, i) => value - along * ((other[t] as Float32Array)[i] ?? 0)));
  }
  const length = Math.sqrt(product(into, into));
  const way = product(into, last) < product(into, first) ? -1 : 1;
  return into.map((tensor) => tensor.map((value) => (way * value) / length));
}

/** A random direction in which every unit's weights have the length of that unit's weights around: a step of 1 along it is as
 *  large for each of them as they are themselves. Biases stay. [Li et al. 2018, https://arxiv.org/abs/1712.09913, §4] */
export function filterNormalised(around: Point, parameters: readonly Entry[], seed: number, axis: 'x' | 'y'): Point {
  return around.map((tensor, t) => {
    const into = new Float32Array(tensor.length);
    const { name, columns } = parameters[t] as Entry;
    if (!name.startsWith('W')) return into;
    const random = stream(seed, 'landscape', axis, name);
    for (let i = 0; i < into.length; i++) into[i] = random.normal();
    for (let from = 0; from < into.length; from += columns) {
      const unit = into.subarray(from, from + columns);
      const scale = norm(tensor.subarray(from, from + columns)) / norm(unit);
      for (let i = 0; i < columns; i++) unit[i] = at(unit, i) * scale;
    }
    return into;
  });
}

/** The direction of one parameter alone. */
export const alongOne = (around: Point, parameters: readonly Entry[], of: { name: string; index: number }): Point =>
  around.map((tensor, t) => {
    const into = new Float32Array(tensor.length);
    if (parameters[t]?.name === of.name) into[of.index] = 1;
    return into;
  });
