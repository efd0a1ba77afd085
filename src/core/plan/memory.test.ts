import { expect, test } from 'vitest';
import { problemSentence } from '../words/problems.ts';
import { memoryOf, mostAddressable, totalOf } from './memory.ts';
import { checkPlan, parsePlan } from './parse.ts';
import { presets } from './presets.ts';
import type { Layer, Plan } from './schema.ts';

const dense = (units: number): Layer => ({ type: 'dense', units, init: { kind: 'zero' }, bias: true });
const deep = (layers: number): Plan => ({
  ...presets.moons,
  network: [...Array.from({ length: layers }, () => dense(8192)), dense(1)],
});
const large = deep(1);
const bytes = totalOf(memoryOf(large));

test('is checked against the limit that is passed in', () => {
  expect(checkPlan(large, bytes).problems).toEqual([]);
  expect(parsePlan(JSON.stringify(large), bytes - 1)).toMatchObject({
    plan: null,
    problems: [{ at: 'network', code: 'too-much-memory', values: { need: Math.ceil(bytes / 1e6) } }],
  });
});

test('is said with its limit, and where that comes from', () => {
  const sentence = (most: number): string => checkPlan(large, most).problems.map(problemSentence).join();
  expect(sentence(2_999_999)).toBe(
    `Training this takes ${Math.ceil(bytes / 1e6)} MB, and the limit is 2 MB, half of what is free. Use fewer units or a smaller batch.`,
  );
  const huge = checkPlan(deep(20), mostAddressable).problems.map(problemSentence).join();
  expect(huge).toContain(`the limit is ${Math.floor(mostAddressable / 1e6)} MB. Use`);
});

test('is counted before any of it is taken', () => {
  const before = process.memoryUsage().arrayBuffers;
  expect(checkPlan(deep(199)).problems).toContainEqual(expect.objectContaining({ code: 'too-much-memory' }));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});

test('grows with what training keeps: the optimizer’s memory, and the best parameters', () => {
  const of = (more: Partial<Plan>): number => memoryOf({ ...presets.digits, ...more }).optimizer;
  const { parameters } = memoryOf(presets.digits);
  expect(parameters).toBe(4 * 50_890);
  expect(of({})).toBe(0);
  expect(of({ optimizer: { kind: 'adam', learningRate: 0.1 } })).toBe(2 * parameters);
  expect(of({ earlyStopping: { patience: 3 } })).toBe(parameters);
});

test('TensorFlow has everything but the data once more', () => {
  const own = memoryOf(presets.digits);
  const twice = memoryOf({ ...presets.digits, engine: 'tensorflow' });
  expect(twice).toEqual({
    ...own,
    parameters: 2 * own.parameters,
    gradients: 2 * own.gradients,
    intermediates: 2 * own.intermediates,
    lists: 0, // its products are dense
  });
});

test('a network whose keyframe would not fit into the store is refused, whatever memory there is', () => {
  const plan: Plan = { ...deep(3), optimizer: { kind: 'adam', learningRate: 0.01 } };
  const problems = checkPlan(plan, mostAddressable).problems;
  expect(problems).toMatchObject([{ at: 'network', code: 'keyframe-too-large', values: { most: 536 } }]);
  expect(
    checkPlan({ ...plan, network: deep(2).network, optimizer: presets.moons.optimizer }, mostAddressable).plan,
  ).not.toBe(null);
});
