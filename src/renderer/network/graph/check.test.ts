import { expect, test } from 'vitest';
import { exampleOf, examplesOf } from '../../../core/examples.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { Walker } from '../../../core/graph/walker.ts';
import type { Matrix } from '../../../core/matrix.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { GradientChecker } from './check.ts';

const plan: Plan = { ...presets.moons, batchSize: 8, weightDecay: 0.01, network: chain([5, 1], 'tanh') };
const graph = graphOf(plan, shapeOf(plan));

function loaded(step: number): { checker: GradientChecker; get: (name: string) => Matrix | null } {
  const { train } = examplesOf(plan, null);
  const walker = new Walker(graph, plan, 8);
  walker.initialize();
  const get = (name: string): Matrix | null => {
    if (name === 'x' || name === 'y') {
      const rows = Array.from({ length: 8 }, (_, i) => Array.from(exampleOf(train, name, i)));
      return { rows: 8, columns: rows[0]?.length ?? 0, values: rows.flat() };
    }
    const { value, columns } = walker.tensor(name);
    return { rows: value.length / columns, columns, values: value };
  };
  const checker = new GradientChecker(graph, plan, 8);
  expect(checker.load(step, 0, get)).toBe(true);
  return { checker, get };
}

test('the quotient nears the gradient as ε², until rounding takes over; float32 much earlier', () => {
  const { checker } = loaded(0);
  const exact = checker.backpropagated('W1', 3);
  const away = (precision: 'float32' | 'float64', epsilon: number): number =>
    Math.abs(checker.difference(precision, 'W1', 3, epsilon).value - exact);
  const ratio = away('float64', 1e-1) / away('float64', 1e-2);
  expect(ratio).toBeGreaterThan(80);
  expect(ratio).toBeLessThan(120);
  expect(away('float64', 1e-5)).toBeLessThan(1e-9);
  expect(away('float64', 1e-10)).toBeGreaterThan(away('float64', 1e-5)); // rounding
  expect(away('float32', 1e-5)).toBeGreaterThan(1000 * away('float64', 1e-5));
});

test('moving a weight leaves it where it was', () => {
  const { checker } = loaded(0);
  const before = checker.backpropagated('W1', 0);
  checker.difference('float64', 'W1', 0, 0.5);
  expect(checker.backpropagated('W1', 0)).toBe(before);
});

test('without the parameters there is nothing to check', () => {
  expect(new GradientChecker(graph, plan, 8).load(0, 0, () => null)).toBe(false);
});
