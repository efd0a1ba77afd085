import { describe, expect, test } from 'vitest';
import { optimizerIds, optimizerOf, power, rateIds, type OptimizerId } from './optimizers.ts';
import { checkPlan } from './plan/parse.ts';
import { presets } from './plan/presets.ts';
import type { Plan } from './plan/schema.ts';
import { ratesAt } from './rates.ts';

const plan = (kind: OptimizerId, learningRate: number): Plan => ({
  ...presets.moons,
  optimizer: { kind, learningRate },
});

/** Takes steps on ½w² (its gradient is w) from w = 1, and returns where w was after each. */
function descend(kind: OptimizerId, learningRate: number, steps: number): number[] {
  const { memory, update } = optimizerOf(kind);
  const w = Float64Array.of(1);
  const remembered = memory.map(() => new Float64Array(1));
  return Array.from({ length: steps }, (_, step) => {
    update(w, Float64Array.from(w), remembered, ratesAt(plan(kind, learningRate), step));
    return w[0] ?? NaN;
  });
}

test('powers are those of Math.pow', () => {
  for (const n of [0, 1, 2, 3, 17, 1000, 1_000_001]) expect(power(0.999, n)).toBeCloseTo(0.999 ** n, 12);
});

describe.each(optimizerIds)('%s', (kind) => {
  test('goes downhill', () => {
    expect(Math.abs(descend(kind, 0.05, 400).at(-1) ?? NaN)).toBeLessThan(kind === 'adagrad' ? 0.2 : 0.06);
  });

  test('takes its own rates, and no other', () => {
    for (const id of rateIds) {
      const value = optimizerOf(kind).rates[id];
      const { problems } = checkPlan({ ...presets.moons, optimizer: { kind, learningRate: 0.1, [id]: value ?? 0.5 } });
      expect(problems.map(({ at, code }) => [at, code])).toEqual(
        value === undefined ? [[`optimizer.${id}`, 'rate-unused']] : [],
      );
    }
  });
});

test('first steps by hand, from w = 1 with η = 0.1', () => {
  const first = (kind: OptimizerId): number => descend(kind, 0.1, 1)[0] ?? NaN;
  expect(first('sgd')).toBeCloseTo(0.9, 12);
  expect(first('momentum')).toBeCloseTo(0.9, 12);
  expect(first('nesterov')).toBeCloseTo(1 - 0.1 * 1.9, 12);
  expect(first('rmsprop')).toBeCloseTo(1 - 0.1 / (0.1 + 1e-8), 12);
  expect(first('adagrad')).toBeCloseTo(1 - 0.1 / (1 + 1e-10), 12);
  expect(first('adam')).toBeCloseTo(1 - 0.1 / (1 + 1e-8), 12);
  expect(first('adamw')).toBeCloseTo(1 - 0.001 - 0.1 / (1 + 1e-8), 12);
  expect(descend('momentum', 0.1, 2)[1]).toBeCloseTo(0.9 - 0.1 * (0.9 + 0.9), 12);
});
