import { MOST_PRODUCTS, type Refusal } from '../../core/baselines.ts';
import type { Examples } from '../../core/examples.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { targetsOf, type Outputs, type Sets } from './inputs.ts';

/** Entries after which a distance that is already too long is given up. */
const BLOCK = 32;

/** Why it cannot be computed; null where it can. */
export function nearestRefused(plan: Plan): Refusal | null {
  const { train, test, width } = shapeOf(plan);
  return train * (train + test) * width > MOST_PRODUCTS ? { code: 'too-long' } : null;
}

/** One nearest neighbour by Euclidean distance: each example is answered with the target of the nearest training example; of equally
 *  near ones the first. A training example is its own neighbour, unless an equal one comes before it. Yields after every row. */
export function* nearest(plan: Plan, { train, test }: Sets): Generator<0, Outputs> {
  const q = shapeOf(plan).outputs;
  const y = targetsOf(plan, train);
  function* over(set: Examples, within: number): Generator<0, Float64Array> {
    const o = new Float64Array(set.count * q);
    for (let i = 0; i < set.count; i++) {
      const k = neighbour(train, set, i, within);
      o.set(y.subarray(k * q, (k + 1) * q), i * q);
      yield 0;
    }
    return o;
  }
  return { train: yield* over(train, 0), test: yield* over(test, Infinity) };
}

/** The first training example among those nearest to row i, none of which is further than √within. */
function neighbour({ x: from, count, width }: Examples, { x: to }: Examples, i: number, within: number): number {
  let best = within;
  let found = -1;
  for (let k = 0; k < count; k++) {
    let sum = 0;
    // digits are compared as the whole numbers they are, so that distances, and ties, are exact
    for (let j = 0; j < width && sum <= best; j += BLOCK) {
      const end = Math.min(width, j + BLOCK);
      for (let c = j; c < end; c++) {
        const away = (from[k * width + c] as number) - (to[i * width + c] as number);
        sum += away * away;
      }
    }
    if (sum < best || (sum === best && found < 0)) [best, found] = [sum, k];
  }
  return found;
}
