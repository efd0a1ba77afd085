import type { PointResult } from '../sweep/results.ts';
import type { Points } from '../sweep/points.ts';
import { FormulaError, Missing, numberOf, type Scope, type Value } from './expression.ts';
import { functionOf } from './functions.ts';
import { median } from './measure.ts';

/** Numbers of a run at its end, as claims about a sweep name them: each a list along its first axis. */
const lists = {
  trainLoss: ({ trainLoss }) => trainLoss,
  testLoss: ({ testLoss }) => testLoss,
  trainError: ({ trainAccuracy }) => wrong(trainAccuracy),
  testError: ({ testAccuracy }) => wrong(testAccuracy),
  norm: ({ norm }) => norm,
} satisfies Record<string, (ended: Ended) => number | null>;
export const sweepNames: readonly string[] = Object.keys(lists);

/** What has to be known of a run for that. */
export type Ended = Record<'trainLoss' | 'testLoss' | 'trainAccuracy' | 'testAccuracy' | 'norm', number | null>;

const wrong = (accuracy: number | null): number | null => (accuracy === null ? null : 1 - accuracy);

/** What a claim comes to over a sweep of one axis, each number the middle over its seeds; null while a run is missing.
 *  @param ended of every point by its number @throws FormulaError */
export function measuredOver(formula: string, points: Points, ended: readonly (Ended | null)[]): number | null {
  try {
    return numberOf(formula, scopeOfSweep(points, ended));
  } catch (error) {
    if (error instanceof Missing) return null;
    throw error;
  }
}

function scopeOfSweep(points: Points, ended: readonly (Ended | null)[]): Scope {
  const seeds = points.seeds?.length ?? 1;
  const listOf = (of: (one: Ended) => number | null): Float64Array =>
    Float64Array.from({ length: points.total / seeds }, (_, cell) => {
      const values = Array.from({ length: seeds }, (_seed, s) => {
        const one = ended[cell * seeds + s];
        const value = one ? of(one) : null;
        if (value === null) throw new Missing('a run has not come so far');
        return value;
      });
      return median(values);
    });
  return {
    name(name, letter): Value {
      const of = Object.hasOwn(lists, name) ? lists[name as keyof typeof lists] : undefined;
      if (!of || letter !== null) throw new FormulaError(`${name} is not known of a sweep`);
      return { rows: 1, columns: points.total / seeds, values: listOf(of), isRow: true };
    },
    call(name, inputs): Value {
      const known = functionOf(name);
      if (!known) throw new FormulaError(`${name}() is not known`);
      return known.measure(inputs, () => {
        throw new FormulaError(`${name}() is of networks, and this claim is about a sweep`);
      });
    },
  };
}

/** Results as the lab lists them, by point; null for one that did not come to its end. */
export function endsOf(points: Points, results: readonly PointResult[]): (Ended | null)[] {
  const known = new Map(results.map((one) => [one.point, one]));
  return Array.from({ length: points.total }, (_, point) => {
    const one = known.get(point);
    return one?.status === 'finished' ? one.metrics : null;
  });
}
