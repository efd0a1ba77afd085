import { describe, expect, test } from 'vitest';
import { graphOf } from './graph/graph.ts';
import { Walker } from './graph/walker.ts';
import { optimizerIds, optimizerOf, rateIds, type OptimizerId } from './optimizers.ts';
import { checkPlan } from './plan/parse.ts';
import { presets } from './plan/presets.ts';
import type { Plan } from './plan/schema.ts';
import { shapeOf } from './plan/shape.ts';

const plan = (kind: OptimizerId, learningRate: number): Plan => ({
  ...presets.moons,
  optimizer: { kind, learningRate },
});

/** Takes steps on ½w² (its gradient is w) from w = 1, and returns where w was after each. */
function descend(kind: OptimizerId, learningRate: number, steps: number): number[] {
  const walker = new Walker(graphOf(plan(kind, 0), shapeOf(presets.moons)), plan(kind, learningRate), 1, Float64Array);
  const { value, gradient } = walker.tensor('W1');
  value.fill(1);
  return Array.from({ length: steps }, (_, i) => {
    gradient.set(value);
    walker.rates.t = i + 1;
    walker.run(walker.update);
    return value[0] ?? NaN;
  });
}

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
