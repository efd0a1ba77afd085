import { describe, expect, test } from 'vitest';
import type { Plan } from '../plan/schema.ts';
import { lessonOf } from './registry.ts';
import { hasSettings, plansOf, sceneOf, stepOf, withSettings } from './scene.ts';
import type { Scene } from './schema.ts';

const forward = lessonOf('forward').scenes[0] as Scene;
const given = {
  W1: [
    [1, 2],
    [3, 4],
  ],
  W2: [[5, 6]],
};
const scene: Scene = {
  ...forward,
  columns: [
    { name: 'Plain' },
    { name: 'Faster', set: { 'optimizer.learningRate': 0.5, 'x[1][1]': 9 } },
    { name: 'Other', parameters: { W2: [[5, 6]] } },
  ],
  plots: ['loss', 'weights'],
  options: { loss: { log: true } },
};
const rates = (plans: readonly Plan[]): number[] => plans.map(({ optimizer }) => optimizer.learningRate);

describe('the networks of a scene', () => {
  test('have what their columns set, and else what the scene has', () => {
    const [plain, faster, other] = plansOf({ title: 'T' }, scene);
    expect(rates([plain, faster, other] as Plan[])).toEqual([0.1, 0.5, 0.1]);
    expect(plain?.data).toEqual({ kind: 'inline', x: [[1, 2]], y: [[0.5]] });
    expect(faster?.data).toMatchObject({ x: [[9, 2]] });
    expect(other?.parameters).toEqual({
      W1: [
        [0.5, 0.4],
        [-0.6, 0.2],
      ],
      W2: [[5, 6]],
    });
    expect(plain?.parameters).toEqual({
      W1: [
        [0.5, 0.4],
        [-0.6, 0.2],
      ],
      W2: [[0.8, -0.5]],
    });
  });

  test('what is set in all of them goes before a network’s own', () => {
    expect(rates(plansOf({ title: 'T' }, scene, { 'optimizer.learningRate': 2 }))).toEqual([2, 2, 2]);
    const weights = plansOf({ title: 'T' }, scene, { 'W2[1][1]': 7 }).map(({ parameters }) => parameters?.['W2']);
    expect(weights).toEqual([[[7, -0.5]], [[7, -0.5]], [[7, 6]]]);
  });

  test('exact values of all of them go before a network’s own', () => {
    const plans = plansOf({ title: 'T' }, scene, {}, given);
    expect(plans.map(({ parameters }) => parameters)).toEqual([given, given, given]);
  });

  test('are named after the lesson and themselves; one alone after the lesson', () => {
    expect(plansOf({ title: 'T' }, scene).map(({ name }) => name)).toEqual(['T: Plain', 'T: Faster', 'T: Other']);
    expect(plansOf({ title: 'T' }, { ...scene, columns: [{ name: 'Alone' }] })[0]?.name).toBe('T');
    const long = plansOf({ title: 'T'.repeat(120) }, scene)[0]?.name;
    expect(long).toHaveLength(120);
  });

  test('show the plots of the scene with what is set in these, and none of the plan’s own', () => {
    const own: Scene = { ...scene, plan: { ...scene.plan, plots: [{ plot: 'flow' }] } };
    for (const { plots } of plansOf({ title: 'T' }, own))
      expect(plots).toEqual([{ plot: 'loss', options: { log: true } }, { plot: 'weights' }]);
  });

  test('leave the scene as it was', () => {
    const before = structuredClone(scene);
    plansOf({ title: 'T' }, scene, { batchSize: 1, 'x[1][1]': 3 }, given);
    expect(scene).toEqual(before);
  });

  test('without given values have none', () => {
    const { parameters: _parameters, ...plan } = scene.plan;
    const [plain, , other] = plansOf({ title: 'T' }, { ...scene, plan });
    expect(plain).not.toHaveProperty('parameters');
    expect(other?.parameters).toEqual({ W2: [[5, 6]] });
  });
});

test('places are set in their order: one may make a place of the next', () => {
  const { network } = withSettings(lessonOf('xavier').scenes[0]?.plan as Plan, {
    'network[*].init.kind': 'normal',
    'network[*].init.scale': 0.01,
  });
  for (const layer of network) if (layer.type === 'dense') expect(layer.init).toEqual({ kind: 'normal', scale: 0.01 });
});

test('a place that there is not changes nothing, and is not so', () => {
  const { plan } = scene;
  expect(withSettings(plan, { nonsense: 1, constructor: 2, 'network[9].units': 3 })).toEqual(plan);
  expect(withSettings(plan)).toBe(plan);
  expect(hasSettings(plan, { nonsense: 1 })).toBe(false);
  expect(hasSettings(plan, { 'optimizer.learningRate': 0.1, 'W1[1][1]': 0.5 })).toBe(true);
  expect(hasSettings(plan, { 'optimizer.learningRate': 0.1, 'W1[1][1]': 0.4 })).toBe(false);
  expect(hasSettings(plan, {})).toBe(true);
});

test('the scene that is meant: the first where it is not said, or is none', () => {
  const lesson = lessonOf('symmetry');
  expect(sceneOf(lesson, 'swap').id).toBe('swap');
  expect(sceneOf(lesson, undefined)).toBe(lesson.scenes[0]);
  expect(sceneOf(lesson, 'gone')).toBe(lesson.scenes[0]);
});

test('the step that is meant', () => {
  // 100 examples in batches of 30 are 4 steps an epoch; 3 epochs are 12
  const plan: Plan = {
    ...scene.plan,
    data: { kind: 'moons', train: 100, test: 0, noise: 1 },
    batchSize: 30,
    length: { epochs: 3 },
  };
  expect(stepOf(undefined, plan)).toBe(Infinity);
  expect(stepOf('end', plan)).toBe(Infinity);
  expect(stepOf('start', plan)).toBe(0);
  expect(stepOf({ step: 5 }, plan)).toBe(5);
  expect(stepOf({ epoch: 2 }, plan)).toBe(8);
  expect(stepOf({ epoch: 3 }, plan)).toBe(12);
  expect(stepOf({ epoch: 9 }, plan)).toBe(12); // no further than its end
  expect(stepOf({ step: 100 }, plan)).toBe(12);
});
