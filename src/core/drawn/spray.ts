import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Random } from '../random.ts';

/** A point put down by hand: where it lies, and its label (0, 1, 2 …) or its value. */
export interface DrawnPoint {
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
}

/** Half a side of the square that is drawn on. */
export const LIMIT = 5;
/** Points that are drawn at most. */
export const MOST = 5000;
/** The colours of a brush that puts down classes. */
export const MOST_CLASSES = 4;

/** Coordinates have three digits after the point: as fine as a hand, and short in the plan. */
export const toGrid = (v: number): number => Number(v.toFixed(3));

/** `count` points spread evenly over a disc; those outside the square are left out. */
export function sprayed(
  random: Random,
  [x1, x2]: readonly [number, number],
  radius: number,
  count: number,
  y: number,
): DrawnPoint[] {
  const points: DrawnPoint[] = [];
  for (let i = 0; i < count; i++) {
    const away = count === 1 ? 0 : radius * Math.sqrt(random.uniform()); // √ of U(0, 1): as many in every part of the disc
    const angle = 2 * Math.PI * random.uniform();
    const point = { x1: toGrid(x1 + away * cos(angle)), x2: toGrid(x2 + away * sin(angle)), y };
    if (Math.abs(point.x1) <= LIMIT && Math.abs(point.x2) <= LIMIT) points.push(point);
  }
  return points;
}

/** The points that are not in a disc; the same list where none is. */
export function erased(
  points: readonly DrawnPoint[],
  [x1, x2]: readonly [number, number],
  radius: number,
): readonly DrawnPoint[] {
  const kept = points.filter((point) => (point.x1 - x1) ** 2 + (point.x2 - x2) ** 2 > radius * radius);
  return kept.length === points.length ? points : kept;
}
