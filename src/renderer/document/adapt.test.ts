import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { problemsOf } from '../../core/plan/problems.ts';
import type { DataSpec, Plan } from '../../core/plan/schema.ts';
import { withData, withLengthIn, withLoss, withOptimizer, withRate } from './adapt.ts';

const digits: DataSpec = { kind: 'mnist', train: 8000, test: 2000 };

test('points become digits: loss, outputs, batch and epochs are adapted, and said', () => {
  const { plan, notes } = withData(presets.moons, digits);
  expect(problemsOf(plan)).toEqual([]);
  expect(plan).toMatchObject({ loss: 'softmax_cross_entropy', batchSize: 100, length: { epochs: 3 } });
  expect(plan.network.at(-1)).toMatchObject({ units: 10 });
  expect(notes).toEqual(['softmax cross-entropy', '10 output units', 'batches of 100', '3 epochs']);
});

test('and back', () => {
  const { plan } = withData(withData(presets.moons, digits).plan, presets.moons.data);
  expect(plan).toEqual(presets.moons);
});

test('another set of points changes nothing else', () => {
  const { plan, notes } = withData(presets.moons, { ...presets.moons.data, kind: 'circle' } as DataSpec);
  expect(notes).toEqual([]);
  expect(plan).toEqual({ ...presets.moons, data: { ...presets.moons.data, kind: 'circle' } });
});

test('given initial values do not outlive their shapes', () => {
  const plan: Plan = { ...presets.moons, parameters: { W1: [[1, 2]] } };
  const adapted = withData(plan, digits);
  expect(adapted.plan.parameters).toBeUndefined();
  expect(adapted.notes).toContain('drawn initial values');
});

test('a loss that wants another number of outputs gets it', () => {
  const { plan, notes } = withLoss(presets.moons, 'softmax_cross_entropy');
  expect(plan.network.at(-1)).toMatchObject({ units: 2 });
  expect(notes).toEqual(['2 output units']);
  expect(withLoss(presets.moons, 'squared_error').notes).toEqual([]);
});

test('epochs and steps are the same length in another unit', () => {
  const inSteps = withLengthIn(presets.moons, 'steps');
  expect(inSteps.length).toEqual({ steps: 3000 });
  expect(withLengthIn(inSteps, 'epochs').length).toEqual({ epochs: 300 });
  expect(withLengthIn(inSteps, 'steps')).toBe(inSteps);
});

test('an optimizer keeps the rates it takes as well, and does not write its defaults', () => {
  const nesterov = withRate(withOptimizer(presets.moons, 'momentum'), 'momentum', 0.5);
  expect(withOptimizer(nesterov, 'nesterov').optimizer).toEqual({ kind: 'nesterov', learningRate: 0.1, momentum: 0.5 });
  expect(withOptimizer(nesterov, 'adam').optimizer).toEqual({ kind: 'adam', learningRate: 0.1 });
  expect(withRate(nesterov, 'momentum', 0.9).optimizer).toEqual({ kind: 'momentum', learningRate: 0.1 });
});
