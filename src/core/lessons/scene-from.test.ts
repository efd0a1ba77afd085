import { expect, test } from 'vitest';
import { presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { lessonIds, lessonOf } from './registry.ts';
import { idFrom, sceneFrom, type Screen } from './scene-from.ts';
import { plansOf } from './scene.ts';
import type { Scene } from './schema.ts';

const { moons } = presets;
const usual: Omit<Screen, 'plans' | 'names'> = {
  zoom: 'layers',
  plots: ['loss'],
  options: {},
  plain: false,
  speed: undefined,
};
const bare = (plans: readonly Plan[]): object[] => plans.map(({ name: _name, plots: _plots, ...plan }) => plan);
const from = (plans: readonly Plan[]): ReturnType<typeof sceneFrom> =>
  sceneFrom({ ...usual, plans, names: plans.map((_, i) => `N${i}`) }, 'T', []);
const scenes = lessonIds.flatMap((id) =>
  lessonOf(id).scenes.map((scene): [string, Scene] => [`${id} ${scene.id}`, scene]),
);

test.each(scenes)('the networks of %s come back as they were', (_name, original) => {
  const plans = plansOf({ title: 'T' }, original);
  const { scene, lost } = from(plans);
  expect(lost).toEqual([]);
  expect(bare(plansOf({ title: 'T' }, scene))).toEqual(bare(plans));
});

test('only what differs is set, of all layers at once where it is so in all', () => {
  const tanh: Plan = {
    ...moons,
    optimizer: { ...moons.optimizer, learningRate: 3 },
    network: moons.network.map((layer, i) =>
      layer.type === 'activation' && i < moons.network.length - 2 ? { ...layer, fn: 'elu' as const } : layer,
    ),
  };
  const { scene } = from([moons, tanh]);
  expect(scene.columns[0]).toEqual({ name: 'N0' });
  expect(scene.columns[1]?.set).toMatchObject({ 'optimizer.learningRate': 3 });
  expect(bare(plansOf({ title: 'T' }, scene))).toEqual(bare([moons, tanh]));
});

test('the plan is the one that the others can be set from', () => {
  const clipped: Plan = { ...moons, optimizer: { ...moons.optimizer, clip: 0.5 } };
  const { scene, lost } = from([clipped, moons]); // a clip can be set, and cannot be taken away
  expect(lost).toEqual([]);
  expect(scene.plan.optimizer).not.toHaveProperty('clip');
  expect(scene.columns[0]?.set).toEqual({ 'optimizer.clip': 0.5 });
});

test('exact parameters of a column are its own', () => {
  const given = { b1: [[1, 2, 3, 4, 5, 6]] };
  const { scene } = from([moons, { ...moons, parameters: given }]);
  expect(scene.columns[1]?.parameters).toEqual(given);
});

test('what cannot be said by settings is named', () => {
  const other: Plan = { ...moons, shuffle: !moons.shuffle };
  const { lost } = from([moons, other]);
  expect(lost).toHaveLength(1);
  expect(lost[0]).toMatchObject({ column: 'N1' });
  expect(lost[0]?.titles).toHaveLength(1);
});

test('plots, options, speed and zoom are those of the screen', () => {
  const screen: Screen = {
    ...usual,
    plans: [moons, moons],
    names: ['A', 'B'],
    zoom: 'units',
    plots: ['loss', 'flow'],
    options: { loss: { log: true }, memory: { x: 1 } },
    plain: true,
    speed: 'max',
  };
  expect(sceneFrom(screen, 'Three rates', ['three-rates']).scene).toMatchObject({
    id: 'three-rates-2',
    zoom: 'units',
    plots: ['loss', 'flow'],
    options: { loss: { log: true } },
    plain: true,
    speed: 'max',
  });
});

test.each([
  ['Drei Größen!', [], 'drei-gro-en'],
  ['  12 monkeys', [], 'monkeys'],
  ['한국어', [], 'scene'],
  ['constructor', [], 'scene'],
  ['A', ['a', 'a-2'], 'a-3'],
])('the id of “%s”', (title, taken, id) => expect(idFrom(title, taken)).toBe(id));
