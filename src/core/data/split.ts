import { at } from '../floats.ts';
import { keyOf, orderOf } from '../random.ts';

/** Rows in the order in which a plan's parts take them: shuffled by the seed and, where rows have classes, such that every stretch
 *  from the beginning holds the classes in the shares that all rows have, to within one row each.
 *  @param classes the class of each row; null where there are none */
export function splitOrder(rows: number, seed: number, classes: ArrayLike<number> | null): Uint32Array {
  const order = orderOf(rows, keyOf(seed, 'data', 'split'), 0);
  if (!classes) return order;
  const size = new Map<number, number>();
  for (let i = 0; i < rows; i++) {
    const of = classes[i] ?? 0;
    size.set(of, (size.get(of) ?? 0) + 1);
  }
  const seen = new Map<number, number>();
  // the k-th row of a class with n stands where (k + ½)/n of all rows do
  const place = new Float64Array(rows);
  for (const row of order) {
    const of = classes[row] ?? 0;
    const k = seen.get(of) ?? 0;
    seen.set(of, k + 1);
    place[row] = (k + 0.5) / (size.get(of) ?? 1);
  }
  return order.sort((a, b) => at(place, a) - at(place, b)); // stable: equal places stay shuffled
}
