import { describe, expect, test } from 'vitest';
import { presets } from '../plan/presets.ts';
import type { PointResult } from '../sweep/results.ts';
import { sweepSchema } from '../sweep/schema.ts';
import { Points } from '../sweep/points.ts';
import { FormulaError } from './expression.ts';
import { endsOf, measuredOver, type Ended } from './sweep-scope.ts';

/** Four widths, three seeds. */
const points = new Points(
  sweepSchema.parse({
    name: 'widths',
    plan: presets.moons,
    axes: [{ fields: [{ at: 'network[*].units' }], values: { list: [1, 2, 3, 4] } }],
    seeds: 3,
  }),
);
const ended = (errors: readonly number[]): Ended[] =>
  errors.flatMap((error) =>
    [-0.1, 0, 0.3].map((by) => ({
      trainLoss: error,
      testLoss: 2 * error,
      trainAccuracy: 1,
      testAccuracy: 1 - (error + by),
      norm: 5,
    })),
  );
const hill = ended([0.5, 0.2, 0.6, 0.1]);

describe('claims about a sweep', () => {
  test.each([
    ['testError[2]', 0.2], // the middle of its seeds, not their mean
    ['max(trainError)', 0],
    ['min(testLoss) / min(trainLoss)', 2],
    ['rise(testError)', 0.4], // from the valley to the peak behind it, not from the first
    ['testError[2] - testError[4]', 0.1],
    ['mean(norm)', 5],
  ])('%s', (formula, right) => expect(measuredOver(formula, points, hill)).toBeCloseTo(right, 12));

  test('what only falls does not rise', () => {
    expect(measuredOver('rise(testError)', points, ended([0.5, 0.4, 0.3, 0.1]))).toBe(0);
  });

  test('while a run is missing, nothing is measured of it', () => {
    const missing = [...hill.slice(0, 5), null, ...hill.slice(6)];
    expect(measuredOver('rise(testError)', points, missing)).toBeNull();
    const unmeasured = hill.map((one) => ({ ...one, testLoss: null }));
    expect(measuredOver('max(testLoss)', points, unmeasured)).toBeNull();
    expect(measuredOver('max(trainLoss)', points, unmeasured)).toBe(0.6);
  });

  test.each(['loss', 'A.testLoss', 'units(W1, b1, W2)', 'testLoss[5]', 'saturated(testLoss)', 'constructor'])(
    '%s is of no sweep',
    (formula) => expect(() => measuredOver(formula, points, hill)).toThrow(FormulaError),
  );

  test('only runs that came to their end count', () => {
    const metrics = { ...(hill[0] as Ended), gap: 0, norms: [], steps: 1, seconds: 1 };
    const result = (point: number, status: PointResult['status']): PointResult => ({ point, run: 7, status, metrics });
    const found = endsOf(points, [result(3, 'finished'), result(4, 'diverged')]);
    expect(found).toHaveLength(12);
    expect(found.flatMap((one, point) => (one ? [point] : []))).toEqual([3]);
  });
});
