import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { losses, lossIds, type LossId } from '../../core/losses.ts';
import { optimizerIds } from '../../core/optimizers.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { apart, lossesOf, planOfGradient, planOfOutputs, stepOf } from '../testing/extremes.ts';
import { Engine } from './engine.ts';
import { Module } from './kernels.ts';

// The ends of float32: what the kernels make of them is what float64 makes of them.

const module = new Module(readFileSync(join(import.meta.dirname, '../../../resources/kernels.wasm')));
const measured = (plan: Plan): ReturnType<typeof lossesOf> => {
  const engine = new Engine(module, plan, null);
  const found = lossesOf(engine);
  engine.close();
  return found;
};
const most: Record<LossId, number> = { binary_cross_entropy: 1e38, softmax_cross_entropy: 1e38, squared_error: 2.5e19 };

test.each([0, 1, 88, 1e4, 1e5, 1e7, -1e7, 1e38, -1e38])('two equal outputs of %d: L = ln 2, ∂o = ∓½', (o) => {
  const { got, want } = measured(planOfOutputs('softmax_cross_entropy', [[o, o]], () => 0));
  for (const { L, gradient } of [got, want]) {
    expect(L).toBeCloseTo(Math.LN2, 7);
    expect(gradient).toEqual([-0.5, 0.5]);
  }
});

test.each([1, 1e7, -1e7])('one class: nothing to lose, o = %d', (o) => {
  const { got, want } = measured(planOfOutputs('softmax_cross_entropy', [[o]], () => 0));
  for (const { L, gradient } of [got, want]) expect([L, ...gradient]).toEqual([0, 0]);
});

describe.each(lossIds)('%s', (id) => {
  const anyOutput = fc.oneof(
    fc.float({ min: Math.fround(-1e7), max: Math.fround(1e7), noNaN: true }),
    fc.float({ min: -90, max: 90, noNaN: true }),
    fc.constantFrom(...[0, -0, 1e-45, -1e-45, 1e-38, 1e7, -1e7, most[id], -most[id]].map(Math.fround)),
  );
  const anyTarget = fc.oneof(
    fc.constantFrom(0, 1, 1 - 2 ** -24, 2 ** -24, 0.5),
    fc.float({ min: 0, max: 1, noNaN: true }),
  );
  test('any outputs, from denormal to huge, equal or not, of any target', () => {
    fc.assert(
      fc.property(
        fc.array(anyOutput, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        anyTarget,
        fc.nat(),
        (row, equal, target, k) => {
          const o = equal ? row.map(() => row[0] ?? 0) : row;
          const y = losses[id].target === 'class' ? k % o.length : target;
          const { got, want } = measured(planOfOutputs(id, [o], () => y));
          if (Math.abs(want.L) < 3e38) expect(apart(got.L, want.L)).toBeLessThan(1e-6);
          else expect(got.L).toBeGreaterThan(2.9e38);
          want.gradient.forEach((g, j) => expect(apart(got.gradient[j] ?? NaN, g)).toBeLessThan(1e-6));
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
});

describe.each(optimizerIds)('%s', (kind) => {
  /** Beside a change of 10⁻³⁵ there is nothing to be exact about: what is denormal has few digits. */
  const near = (got: number | undefined, want: number): void => {
    expect(Math.abs((got ?? NaN) - want)).toBeLessThanOrEqual(2e-5 * Math.abs(want) + 1e-35);
  };
  const sizes = [0, 1e-45, 1e-38, 1e-30, 1e-20, 1e-10, 1, 1e10, 1e18];
  test.each([...sizes.map((g) => [g, undefined]), ...[...sizes, 1e19, 3e38].map((g) => [g, 1])])(
    'a gradient of %d, cut to length %s',
    (g = 0, clip) => {
      const engine = new Engine(module, planOfGradient(kind, g, clip), null);
      const { got, want } = stepOf(engine);
      engine.close();
      want.forEach((w, j) => near(got[j], w));
    },
  );
});
