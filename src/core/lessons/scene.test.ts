import { expect, test } from 'vitest';
import { exactTex, exactValue, withExact } from './exact.ts';
import { lessonOf } from './registry.ts';
import { hasSettings, plansOf, sceneOf, stepOf } from './scene.ts';

const ofId = (lesson: ReturnType<typeof lessonOf>, id?: string) => plansOf(lesson, sceneOf(lesson, id));

test('each network has what it sets; what is set for all comes last', () => {
  const lesson = lessonOf('depth');
  const plans = ofId(lesson);
  expect(plans.map(({ network }) => network[1])).toEqual(
    ['sigmoid', 'tanh', 'relu'].map((fn) => ({ type: 'activation', fn })),
  );
  expect(plans.map(({ name }) => name)).toContain('Depth: sigmoid against ReLU: tanh');
  const set = plansOf(lesson, sceneOf(lesson, undefined), { depth: 2, 'network[*].fn': 'gelu' });
  for (const { network } of set)
    expect(
      network.map((layer) => (layer.type === 'dense' ? layer.units : layer.type === 'activation' ? layer.fn : '')),
    ).toEqual([12, 'gelu', 12, 'gelu', 1]);
  expect(set.every((plan) => hasSettings(plan, { depth: 2 }))).toBe(true);
});

test('exact parameters of a network take the place of the scene’s', () => {
  const [before, swapped, half] = ofId(lessonOf('symmetry'), 'swap');
  expect(before?.parameters?.['W1']).toEqual([
    [1, -2],
    [0.5, 1],
    [-1, 0.25],
    [0.75, 0.5],
  ]);
  expect(swapped?.parameters?.['W1']).toEqual([
    [0.5, 1],
    [1, -2],
    [-1, 0.25],
    [0.75, 0.5],
  ]);
  expect(swapped?.parameters?.['W2']).toEqual([[-1.5, 1, 0.5, 2]]);
  expect(half?.parameters?.['W2']).toEqual(before?.parameters?.['W2']);
});

test('a step that is meant is within the run; its end is wherever it is', () => {
  const [plan] = ofId(lessonOf('depth')); // 100 epochs of 10 steps
  if (!plan) throw new Error('no plan');
  expect([stepOf('start', plan), stepOf({ step: 7 }, plan), stepOf({ epoch: 3 }, plan), stepOf('end', plan)]).toEqual([
    0,
    7,
    30,
    Infinity,
  ]);
  expect(stepOf({ epoch: 9999 }, plan)).toBe(1000);
});

test('single numbers of a plan, by row and column from 1', () => {
  const [plan] = ofId(lessonOf('forward'));
  if (!plan) throw new Error('no plan');
  expect(exactValue(plan, 'x[1][2]')).toBe(2);
  expect(exactValue(plan, 'W1[2][1]')).toBe(-0.6);
  expect(exactValue(plan, 'x[2][1]')).toBeUndefined();
  expect(exactValue(plan, 'b1[1][1]')).toBeUndefined();
  expect(exactValue(withExact(plan, 'W2[1][2]', 3), 'W2[1][2]')).toBe(3);
  expect(withExact(plan, 'W9[1][1]', 3)).toBe(plan);
  expect(exactValue(plan, 'x[1][2]')).toBe(2); // the plan itself is as it was
  expect([exactTex(plan, 'x[1][2]'), exactTex(plan, 'W1[2][1]')]).toEqual(['x_{2}', 'w^{(1)}_{21}']);
});
