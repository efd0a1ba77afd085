import { Matrix, solve } from 'ml-matrix';
import type { DrawnPoint } from './spray.ts';

/** How far one line gets: what fits best of all that is linear in x. */
export interface LinearFit {
  /** One row for each class but the first, whose scores are 0, or one row for values: weights of x₁ and x₂, and the bias. */
  rows: number[][];
  /** Share of points that are classified rightly; of values, the share of their variance that is explained (R²). */
  score: (points: readonly DrawnPoint[]) => number;
}

/** A little of ‖w‖² is added, so that the best weights are finite where a line separates the classes. */
const RIDGE = 1e-3;
/** Newton steps; some six are enough where they are not damped. */
const STEPS = 25;
const columns = ({ x1, x2 }: DrawnPoint): [number, number, number] => [x1, x2, 1];
const dot = (row: readonly number[], x: readonly number[]): number =>
  x.reduce((sum, v, j) => sum + v * (row[j] ?? 0), 0);

/** Chances of every class by softmax; the score of class 0 is 0. */
function chances(rows: readonly (readonly number[])[], x: readonly number[]): number[] {
  const scores = [0, ...rows.map((row) => dot(row, x))];
  const most = Math.max(...scores);
  const powers = scores.map((s) => Math.exp(s - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((v) => v / sum);
}

function lossOf(rows: readonly number[][], points: readonly DrawnPoint[]): number {
  const fit = points.reduce(
    (sum, point) => sum - Math.log(Math.max(1e-300, chances(rows, columns(point))[point.y] ?? 0)),
    0,
  );
  return fit / points.length + (RIDGE / 2) * rows.flat().reduce((sum, w) => sum + w * w, 0);
}

/** Softmax regression of labels 0 … classes − 1 on x₁, x₂ and 1, by Newton's method with halved steps. Two classes are logistic
 *  regression. [Bishop 2006, 4.3.3–4.3.4] */
export function logisticOf(points: readonly DrawnPoint[], classes: number): LinearFit {
  const size = 3 * (classes - 1);
  let rows = Array.from({ length: classes - 1 }, () => [0, 0, 0]);
  for (let step = 0; step < STEPS && points.length > 0; step++) {
    const gradient = Matrix.zeros(size, 1);
    const hessian = Matrix.eye(size, size, RIDGE);
    rows.flat().forEach((w, i) => gradient.set(i, 0, RIDGE * w));
    for (const point of points) {
      const x = columns(point);
      const p = chances(rows, x);
      for (let a = 1; a < classes; a++)
        for (let i = 0; i < 3; i++) {
          const k = 3 * (a - 1) + i;
          const off = (p[a] ?? 0) - (point.y === a ? 1 : 0);
          gradient.set(k, 0, gradient.get(k, 0) + (off * (x[i] ?? 0)) / points.length);
          for (let b = 1; b < classes; b++)
            for (let j = 0; j < 3; j++) {
              const l = 3 * (b - 1) + j;
              const curve = (p[a] ?? 0) * ((a === b ? 1 : 0) - (p[b] ?? 0)) * (x[i] ?? 0) * (x[j] ?? 0);
              hessian.set(k, l, hessian.get(k, l) + curve / points.length);
            }
        }
    }
    const way = solve(hessian, gradient).to1DArray();
    const before = lossOf(rows, points);
    let share = 1;
    const moved = (): number[][] => rows.map((row, a) => row.map((w, i) => w - share * (way[3 * a + i] ?? 0)));
    while (share > 1e-4 && !(lossOf(moved(), points) <= before)) share /= 2;
    const next = moved();
    rows = next;
    if (before - lossOf(next, points) < 1e-9) break;
  }
  const labelOf = (point: DrawnPoint): number => {
    const p = chances(rows, columns(point));
    return p.indexOf(Math.max(...p));
  };
  return {
    rows,
    score: (own) => own.filter((point) => labelOf(point) === point.y).length / own.length,
  };
}

/** Least squares of y on x₁, x₂ and 1. */
export function planeOf(points: readonly DrawnPoint[]): LinearFit {
  const moment = Matrix.eye(3, 3, RIDGE);
  const target = Matrix.zeros(3, 1);
  for (const point of points) {
    const x = columns(point);
    x.forEach((v, i) => {
      target.set(i, 0, target.get(i, 0) + v * point.y);
      x.forEach((w, j) => moment.set(i, j, moment.get(i, j) + v * w));
    });
  }
  const row = solve(moment, target).to1DArray();
  return {
    rows: [row],
    score(own) {
      const mean = own.reduce((sum, { y }) => sum + y, 0) / own.length;
      const left = own.reduce((sum, point) => sum + (point.y - dot(row, columns(point))) ** 2, 0);
      const all = own.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
      return all > 0 ? 1 - left / all : NaN;
    },
  };
}
