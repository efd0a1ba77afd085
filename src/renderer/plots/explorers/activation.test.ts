import { expect, test } from 'vitest';
import { activationIds, activations } from '../../../core/activations.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { frameOf } from '../fake-view.ts';
import { curveOf, inputsOf, percent, siteOf, sitesOf } from './activation.ts';

test.each(activationIds)('%s at the 160 points of the lecture is what the network computes', (fn) => {
  const { z, f, df } = curveOf(fn);
  expect([z.length, z[0], z[80], z[159]]).toEqual([160, -8, 0, 7.9]);
  z.forEach((value, i) => {
    expect(f[i]).toBe(activations[fn].f(value));
    expect(df[i]).toBe(activations[fn].df(value));
  });
});

test('the sigmoid is the lecture’s', () => {
  const { f, df } = curveOf('sigmoid');
  expect(f[80]).toBe(0.5);
  expect(Math.max(...df)).toBe(0.25);
  expect(df[0]).toBeCloseTo(3.352e-4, 7);
});

test('inputs are those of the activation of the selected block, or of the next', () => {
  const plan = { ...presets.moons, network: chain([4, 4, 1], 'tanh') };
  const sites = sitesOf(graphOf(plan, shapeOf(plan)));
  expect(sites.map(({ z, layer, index }) => [z, layer, index])).toEqual([
    ['z1', 1, 0],
    ['z2', 3, 1],
  ]);
  const at = (wanted: string, block: number | null): string | undefined => siteOf(sites, wanted, block)?.z;
  expect([at('', null), at('', -1), at('', 2), at('', 3), at('', 4), at('z1', 3)]).toEqual([
    'z1',
    'z1',
    'z2',
    'z2',
    'z2',
    'z1',
  ]);
  expect(siteOf([], '', 0)).toBeNull();
});

test('values beyond ±8 are in the bars at the ends, and said', () => {
  const inputs = inputsOf(frameOf({ z1: [-20, -8, 0.1, 9, 30] }), 'z1');
  expect(inputs?.total).toBe(5);
  expect(inputs?.beyond).toBe(0.6);
  expect([inputs?.counts[0], inputs?.counts[32], inputs?.counts[63]]).toEqual([2, 1, 2]);
  expect(inputs?.outside('sigmoid')).toBe(0.8);
  expect(inputs?.outside('relu')).toBeCloseTo(0.4, 12);
});

test.each([
  ['as they are', []],
  ['with mean and deviation after them', [0, 4]],
])('histograms of large networks %s: 64 counts, the least, the largest', (_name, more) => {
  const counts = Array<number>(64).fill(10);
  const inputs = inputsOf(frameOf({ 'hist z1': [...counts, -16, 16, ...more] }), 'z1');
  expect(inputs?.total).toBe(640);
  expect(inputs?.beyond).toBeCloseTo(0.5, 12);
  expect(Array.from(inputs?.counts ?? []).reduce((sum, count) => sum + count, 0)).toBeCloseTo(640, 9);
  expect(inputs?.counts[0]).toBeCloseTo(165, 9); // a quarter of all, and its own share
  expect(inputs?.outside('relu')).toBeCloseTo(0.5, 12);
});

test('a frame without these inputs has none', () => {
  expect(inputsOf(frameOf({ z1: [1] }), 'z2')).toBeNull();
});

test('shares in words', () => {
  expect([0, 0.001, 0.234, 1, NaN].map(percent)).toEqual(['0 %', '< 1 %', '23 %', '100 %', '–']);
});
