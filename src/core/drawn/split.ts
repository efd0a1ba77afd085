import { at } from '../floats.ts';
import type { DataPart } from '../plan/shape.ts';
import { keyOf, orderOf } from '../random.ts';
import type { DrawnPoint } from './spray.ts';

/** Shares of all points that are not trained on. */
export interface Shares {
  test: number;
  validation: number;
}

const compare = (a: DrawnPoint, b: DrawnPoint): number => a.y - b.y || a.x1 - b.x1 || a.x2 - b.x2;

/** Which part each point belongs to, by a seed. Of every class its share goes to each part, and at least one point to training;
 *  points with values are one class. It depends on the points and not on the order they were drawn in, so that points that are
 *  edited again begin with the parts they had. */
export function partsOf(points: readonly DrawnPoint[], shares: Shares, seed: number, valued: boolean): DataPart[] {
  const parts: DataPart[] = points.map(() => 'train');
  const labels = valued ? [null] : [...new Set(points.map(({ y }) => y))].sort((a, b) => a - b);
  for (const label of labels) {
    const own = points
      .map((point, i) => ({ point, i }))
      .filter(({ point }) => label === null || point.y === label)
      .sort((a, b) => compare(a.point, b.point));
    const order = orderOf(own.length, keyOf(seed, 'drawn', 'split', label ?? 'values'), 0);
    const test = Math.min(Math.round(shares.test * own.length), own.length - 1);
    const validation = Math.min(Math.round(shares.validation * own.length), own.length - 1 - test);
    for (let k = 0; k < test + validation; k++) {
      const chosen = own[at(order, k)];
      if (chosen) parts[chosen.i] = k < test ? 'test' : 'validation';
    }
  }
  return parts;
}
