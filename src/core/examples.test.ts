import { expect, test } from 'vitest';
import { examplesOf, type Digits } from './examples.ts';
import { presets } from './plan/presets.ts';
import { planSchema, type Plan } from './plan/schema.ts';
import { problemsOf } from './plan/problems.ts';
import { shapeOf } from './plan/shape.ts';

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

test.each([
  ['points', { kind: 'moons', train: 40, test: 30, noise: 1 }],
  ['digits', { kind: 'mnist', train: 400, test: 300 }],
] as const)('a validation set leaves the other %s as they are, and has none of theirs', (_, data) => {
  const loss = 'softmax_cross_entropy';
  const ink: Digits = { ...digits, pixels: new Uint8Array(10_000 * 784) };
  for (let i = 0; i < 10_000; i++) ink.pixels.set([i & 255, i >> 8, 1], i * 784); // each its own number
  const without = examplesOf(withNoise(data, loss), ink);
  const plan = withNoise({ ...data, validation: 50 }, loss);
  const parts = examplesOf(plan, ink);
  expect(parts.train).toEqual(without.train);
  expect(parts.test).toEqual(without.test);
  expect(without.validation.count).toBe(0);
  expect(parts.validation.count).toBe(50);
  const rows = ({ x, width, count }: (typeof parts)['train']): string[] =>
    Array.from({ length: count }, (__, i) => x.subarray(i * width, i * width + 3).join());
  const others = new Set([...rows(parts.train), ...rows(parts.test)]);
  expect(rows(parts.validation).filter((row) => others.has(row))).toEqual([]);
  expect(examplesOf(plan, ink)).toEqual(parts);
});

test('examples written into the plan may have test and validation rows, which have no label noise', () => {
  const part = (n: number): { x: number[][]; y: number[] } => ({
    x: Array.from({ length: n }, (_, i) => [i, 1]),
    y: Array.from({ length: n }, (_, i) => i % 3),
  });
  const data = { kind: 'inline', ...part(90), validation: part(4), test: { x: [[7, 7]], y: [3] }, labelNoise: 1 };
  const plan = withNoise(data);
  const { train, validation, test: tested } = examplesOf(plan, null);
  expect(shapeOf(plan)).toMatchObject({ classes: 4, train: 90, validation: 4, test: 1 }); // a class that is not trained on
  expect([...validation.labels]).toEqual([0, 1, 2, 0]);
  expect([...tested.x]).toEqual([7, 7]);
  expect(wrongOf(train.labels, Uint32Array.from(part(90).y))).toBeGreaterThan(40);
});

test.each([
  [{ test: { x: [[1]], y: [0] } }, 'data.test.x[0]', 'data-ragged'],
  [{ validation: { x: [[1, 2]], y: [0, 1] } }, 'data.validation.y', 'data-rows-differ'],
  [{ validation: { x: [[1, 2]], y: [[1]] } }, 'data.validation.y[0]', 'data-ragged'],
])('what is wrong with them is said with its place: %j', (part, at, code) => {
  const data = { kind: 'inline', x: [[1, 2]], y: [0], ...part };
  const plan: Plan = { ...withNoise(data), batchSize: 1 };
  expect(problemsOf(plan)).toMatchObject([{ at, code }]);
});

test('early stopping needs something to look at; digits are not more than there are', () => {
  const stopping = { ...withNoise({ kind: 'moons', train: 40, test: 0, noise: 1 }), earlyStopping: { patience: 2 } };
  const codes = (plan: Plan): string[] => problemsOf(plan).map(({ code }) => code);
  expect(codes(stopping)).toContain('stopping-needs-validation');
  const validated = withNoise({ kind: 'moons', train: 40, validation: 9, test: 0, noise: 1 });
  expect(codes({ ...validated, earlyStopping: { patience: 2 } })).not.toContain('stopping-needs-validation');
  expect(codes(withNoise({ kind: 'mnist', train: 8000, validation: 1, test: 2000 }))).toEqual(['data-too-few-digits']);
});
