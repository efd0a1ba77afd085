import { expect, test } from 'vitest';
import { examplesOf, type Digits } from '../examples.ts';
import { presets } from '../plan/presets.ts';
import { problemsOf } from '../plan/problems.ts';
import { planSchema, type Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import type { DataSet } from './data-set.ts';
import { keptRows, keptShares } from './imbalance.ts';

/** Ten thousand digits, each of which knows its number; every tenth is of the same class. */
const digits: Digits = {
  labels: Uint8Array.from({ length: 10_000 }, (_, i) => i % 10),
  pixels: new Uint8Array(10_000 * 784),
};
for (let i = 0; i < 10_000; i++) digits.pixels.set([i & 255, i >> 8], i * 784);
const planOf = (data: object, loss: Plan['loss'] = 'softmax_cross_entropy', seed = 1): Plan =>
  planSchema.parse({ ...presets.dropout, data, loss, seed });
const mnist = (more: object, seed?: number): Plan =>
  planOf({ kind: 'mnist', train: 8000, test: 1000, validation: 500, ...more }, undefined, seed);
const numberOf = (x: ArrayLike<number>, i: number): number => (x[i * 784] ?? 0) + 256 * (x[i * 784 + 1] ?? 0);
const counts = (labels: Uint32Array, classes: number): number[] =>
  Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length);

test('shares fall geometrically from 1 to 1/ρ', () => {
  const shares = keptShares(10, 100);
  expect(shares[0]).toBe(1);
  expect(shares[9]).toBeCloseTo(0.01, 14);
  for (let k = 1; k < 10; k++) expect((shares[k] ?? 0) / (shares[k - 1] ?? 0)).toBeCloseTo(100 ** (-1 / 9), 12);
  expect(keptShares(2, 4)[1]).toBeCloseTo(0.25, 14);
});

test('classes of the training part become long-tailed, test and validation stay, and the plan alone says how many are left', () => {
  const plan = mnist({ imbalance: 10 });
  const [whole, left] = [examplesOf(mnist({}), digits), examplesOf(plan, digits)];
  expect(left.train.count).toBe(shapeOf(plan).train);
  expect([left.test, left.validation]).toEqual([whole.test, whole.validation]);
  const before = counts(whole.train.labels, 10);
  counts(left.train.labels, 10).forEach((count, k) => {
    expect(Math.abs(count / (before[k] ?? 1) - 10 ** (-k / 9))).toBeLessThan(0.03);
  });
  // every example that is left is one of the training part, with its own label
  const own = new Map(Array.from(whole.train.labels, (label, i) => [numberOf(whole.train.x, i), label])); // prettier-ignore
  expect(own.size).toBe(8000);
  left.train.labels.forEach((label, i) => {
    expect(own.get(numberOf(left.train.x, i))).toBe(label);
  });
});

test('the seed draws which are left; a larger ratio keeps none that a smaller one does not, of classes of one size', () => {
  const labels = Uint8Array.from({ length: 300 }, (_, i) => i % 3);
  const [some, few] = [keptRows(labels, 3, 5, 1), keptRows(labels, 3, 50, 1)];
  expect(
    counts(
      Uint32Array.from(some, (row) => labels[row] ?? 0),
      3,
    ),
  ).toEqual([100, 45, 20]);
  expect([...few].every((row) => some.includes(row))).toBe(true);
  expect(keptRows(labels, 3, 5, 2)).not.toEqual(some);
  expect([...some]).toEqual([...some].sort((a, b) => a - b));
});

test('data of every kind with classes can have it, and label noise comes after it', () => {
  const spiral = { kind: 'spiral', train: 300, test: 30, classes: 3, imbalance: 10 };
  const plan = planOf(spiral);
  expect(counts(examplesOf(plan, null).train.labels, 3)).toEqual([100, 32, 10]);
  expect(shapeOf(plan).train).toBe(142);
  const noisy = examplesOf(planOf({ ...spiral, labelNoise: 1 }), null).train;
  expect([noisy.count, noisy.x]).toEqual([142, examplesOf(plan, null).train.x]);
  const x = Array.from({ length: 40 }, (_, i) => [i]);
  const inline = planOf({ kind: 'inline', x, y: x.map((_, i) => i % 2), imbalance: 4 });
  expect(counts(examplesOf(inline, null).train.labels, 2)).toEqual([20, 5]);
});

test('a table measures its scale on the rows that are left', () => {
  const set: DataSet = {
    kind: 'table',
    rows: 200,
    columns: [
      { name: 'v', kind: 'number', values: Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 1)) },
      { name: 'y', kind: 'category', categories: ['a', 'b'], values: Int32Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 1)) }, // prettier-ignore
    ],
  };
  const table = { kind: 'table', sha256: 'a'.repeat(64), title: 't', inputs: [{ column: 'v' }], target: { column: 'y', categories: ['a', 'b'] }, train: 200, test: 0 }; // prettier-ignore
  const { train } = examplesOf(planOf({ ...table, imbalance: 4 }), set);
  expect(counts(train.labels, 2)).toEqual([100, 25]);
  expect(Float64Array.from(train.x).reduce((sum, v) => sum + v, 0) / train.count).toBeCloseTo(0, 5);
});

test('values have no classes to be out of balance; a plan without the field is as it was', () => {
  const plan = planOf({ kind: 'inline', x: [[1], [2]], y: [[0.5], [1.5]], imbalance: 2 }, 'squared_error');
  expect(problemsOf(plan)).toContainEqual({ at: 'data.imbalance', code: 'imbalance-values', values: {} });
  expect(shapeOf(plan).train).toBe(2);
  expect(examplesOf(mnist({ imbalance: 1 }), digits)).toEqual(examplesOf(mnist({}), digits));
});
