import { expect, test } from 'vitest';
import { examplesOf, type Digits } from './examples.ts';
import { presets } from './plan/presets.ts';
import { planSchema, type Plan } from './plan/schema.ts';
import { problemsOf } from './plan/problems.ts';

/** Ten thousand digits that are never looked at: every tenth is of the same class. */
const digits: Digits = {
  labels: Uint8Array.from({ length: 10_000 }, (_, i) => i % 10),
  pixels: new Uint8Array(10_000 * 784),
};
const withNoise = (data: object, loss: Plan['loss'] = 'softmax_cross_entropy', seed = 1): Plan =>
  planSchema.parse({ ...presets.dropout, data, loss, seed });
const mnist = (labelNoise: number, loss?: Plan['loss'], seed?: number): Plan =>
  withNoise({ kind: 'mnist', train: 2000, test: 500, labelNoise }, loss, seed);
const wrongOf = (a: Uint32Array, b: Uint32Array): number => a.filter((label, i) => label !== b[i]).length;

test('label noise draws a share of the training labels anew, of which a tenth stays right', () => {
  const right = examplesOf(mnist(0), digits);
  const noisy = examplesOf(mnist(0.4), digits);
  // 800 are drawn, each wrong by 9/10: 720 ± 8.5
  expect(Math.abs(wrongOf(noisy.train.labels, right.train.labels) - 720)).toBeLessThan(40);
  expect(noisy.train.x).toEqual(right.train.x);
  expect(noisy.test).toEqual(right.test);
  const counts = Array.from({ length: 10 }, (_, label) => examplesOf(mnist(1), digits).train.labels.filter((l) => l === label).length); // prettier-ignore
  expect(Math.min(...counts)).toBeGreaterThan(150); // of 200
});

test('the same seed draws the same, a larger share draws more besides, another seed others', () => {
  const [right, few, more] = [0, 0.1, 0.5].map((share) => examplesOf(mnist(share), digits).train.labels) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  expect(examplesOf(mnist(0.1), digits).train.labels).toEqual(few);
  few.forEach((label, i) => {
    if (label !== right[i]) expect(more[i]).toBe(label);
  });
  const other = examplesOf(mnist(0.1, undefined, 2), digits).train;
  expect(wrongOf(other.labels, examplesOf(mnist(0, undefined, 2), digits).train.labels)).toBeGreaterThan(100);
});

test('targets follow their labels under every kind of loss, and of every kind of data', () => {
  const columns = examplesOf(mnist(0.5, 'squared_error'), digits).train;
  columns.labels.forEach((label, i) => {
    expect([...columns.y.subarray(10 * i, 10 * i + 10)]).toEqual(Array.from({ length: 10 }, (_, j) => Number(j === label)));
  }); // prettier-ignore
  const moons = { kind: 'moons', train: 400, test: 40 };
  const plane = examplesOf(withNoise({ ...moons, labelNoise: 1 }, 'binary_cross_entropy'), null).train;
  expect([...plane.y]).toEqual([...plane.labels]);
  const clean = examplesOf(withNoise(moons, 'binary_cross_entropy'), null).train;
  expect(Math.abs(wrongOf(plane.labels, clean.labels) - 200)).toBeLessThan(50);
  const x = Array.from({ length: 100 }, (_, i) => [i]);
  const own = withNoise({ kind: 'inline', x, y: x.map(() => 2), labelNoise: 0.5 });
  expect(wrongOf(examplesOf(own, null).train.labels, new Uint32Array(100).fill(2))).toBeGreaterThan(20);
});

test('values have no labels', () => {
  const plan = withNoise({ kind: 'inline', x: [[1], [2]], y: [[0.5], [1.5]], labelNoise: 0.5 }, 'squared_error');
  expect(problemsOf(plan)).toContainEqual({ at: 'data.labelNoise', code: 'label-noise-values', values: {} });
  expect([...examplesOf(plan, null).train.y]).toEqual([0.5, 1.5]);
});
