import { describe, expect, test } from 'vitest';
import { activationIds, activations } from './activations.ts';
import { mostClassesOf, planeDatasetIds } from './datasets.ts';
import { labErrorCodes, LabError } from './errors.ts';
import { examplesOf } from './examples.ts';
import { graphOf } from './graph/graph.ts';
import { latexOf } from './graph/latex.ts';
import { initialize } from './initialize.ts';
import { initializerIds, initializerOf, initializers } from './initializers.ts';
import { chain, presets } from './plan/presets.ts';
import { problemsOf } from './plan/problems.ts';
import { planSchema, type Plan } from './plan/schema.ts';
import { shapeOf } from './plan/shape.ts';
import { stream } from './random.ts';
import { errorSentence } from './words/errors.ts';

const grid = Array.from({ length: 1601 }, (_, i) => (i - 800) / 100);

describe.each(activationIds)('activation %s', (id) => {
  const { f, df, maxSlope } = activations[id];
  test('φ′ is the slope of φ', () => {
    for (const z of grid) {
      if (Math.abs(z) < 1e-3) continue; // the kink of ReLU
      expect(df(z)).toBeCloseTo((f(z + 1e-5) - f(z - 1e-5)) / 2e-5, 5);
    }
  });
  test('maxSlope is the largest |φ′|', () => {
    const most = Math.max(...grid.map((z) => Math.abs(df(z))));
    expect(most).toBeLessThanOrEqual(maxSlope + 1e-4);
    expect(most).toBeGreaterThan(maxSlope - 1e-3);
  });
  test('far out it is finite, and NaN stays NaN', () => {
    for (const z of [-1e4, -800, 800, 1e4]) {
      expect(f(z)).not.toBeNaN();
      expect(df(z)).not.toBeNaN();
    }
    expect(f(NaN)).toBeNaN();
  });
});

test('the lecture’s sigmoid: 0.5 and slope 0.25 at 0, slope 3.352e-4 at −8', () => {
  const { f, df } = activations.sigmoid;
  expect([f(0), df(0)]).toEqual([0.5, 0.25]);
  expect(df(-8)).toBeCloseTo(3.352e-4, 7);
});

describe.each(initializerIds)('initializer %s', (id) => {
  const initializer = initializerOf(id);
  const scale = initializer.scale?.default ?? 1;
  const draws = (seed: number): number[] => {
    const random = stream(seed, 'W1');
    const { draw, matrix } = initializer;
    if (matrix) return Array.from({ length: 30 }, () => Array.from(matrix(random, 30, 20, scale))).flat();
    return Array.from({ length: draw ? 20_000 : 0 }, () => draw?.(random, 30, 20, scale) ?? NaN);
  };
  test('draws the same for the same seed', () => expect(draws(3)).toEqual(draws(3)));
  test('has the variance it names', () => {
    const expected: Record<typeof id, number> = {
      zero: 0,
      too_small: 0.01 / 30,
      appropriate: 1 / 30,
      too_large: 100 / 30,
      uniform: 1 / 90,
      xavier: 2 / 50,
      xavier_uniform: 2 / 50,
      he: 2 / 30,
      normal: 1,
      constant: 0.25,
      lecun: 1 / 30,
      bounded: 0.01 / 3,
      orthogonal: 1 / 30,
      given: 0,
    };
    const drawn = draws(1);
    const variance = drawn.reduce((sum, w) => sum + w * w, 0) / Math.max(1, drawn.length);
    expect(Math.abs(variance - expected[id])).toBeLessThanOrEqual(0.03 * expected[id]);
  });
  test('names its distribution', () => expect(initializer.latex(30, 20, scale)).not.toMatch(/undefined|NaN/));
});

describe('orthogonal weights', () => {
  const drawn = (nOut: number, nIn: number, g: number, seed = 1): number[][] => {
    const W = Array.from(initializers.orthogonal.matrix(stream(seed, 'W1'), nIn, nOut, g));
    return Array.from({ length: nOut }, (_, i) => W.slice(i * nIn, (i + 1) * nIn));
  };
  const transposed = (rows: number[][]): number[][] => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? NaN));

  test.each([
    [20, 30, 1],
    [30, 20, 1],
    [25, 25, 1],
    [12, 40, 1.5],
    [1, 5, 1],
    [5, 1, 1],
  ])('%i × %i: rows, or columns where those are fewer, are at right angles and of length g = %f', (nOut, nIn, g) => {
    const W = drawn(nOut, nIn, g);
    const vectors = nOut <= nIn ? W : transposed(W);
    for (const [i, a] of vectors.entries())
      for (const [j, b] of vectors.entries()) {
        const product = a.reduce((sum, v, k) => sum + v * (b[k] ?? NaN), 0);
        expect(Math.abs(product - (i === j ? g * g : 0))).toBeLessThan(1e-12);
      }
  });

  test('are the same for the same seed, and no sign is preferred', () => {
    expect(drawn(20, 30, 1)).toEqual(drawn(20, 30, 1));
    expect(drawn(20, 30, 1)).not.toEqual(drawn(20, 30, 1, 2));
    const corners = Array.from({ length: 2000 }, (_, seed) => drawn(3, 3, 1, seed)[0]?.[0] ?? NaN);
    // an entry of a random orthogonal 3 × 3 matrix is U(−1, 1)
    expect(Math.abs(corners.reduce((sum, v) => sum + v, 0) / 2000)).toBeLessThan(5 * Math.sqrt(1 / 3 / 2000));
  });
});

test('given numbers are taken as they are, and no other layer draws otherwise for it', () => {
  const W2 = [0, 1, 2].map((i) => Array.from({ length: 6 }, (_, j) => i - 0.125 * j));
  const drawnOf = (plan: Plan, name: string): number[] => {
    const into = new Float64Array(name === 'W2' ? 18 : name === 'b2' ? 3 : 12).fill(NaN);
    for (const _ of initialize(plan, graphOf(plan, shapeOf(plan)), name, into)); // to its end
    return Array.from(into);
  };
  const { network } = presets.moons;
  const given: Plan = {
    ...presets.moons,
    network: network.with(2, { type: 'dense', units: 3, init: { kind: 'given' }, bias: true }),
    parameters: { W2, b2: [1, 2, 3] },
  };
  expect(drawnOf(given, 'W2')).toEqual(W2.flat());
  expect(drawnOf(given, 'b2')).toEqual([1, 2, 3]);
  expect(drawnOf(given, 'W1')).toEqual(drawnOf(presets.moons, 'W1'));
});

describe.each(planeDatasetIds)('dataset %s', (kind) => {
  const values = mostClassesOf(kind) === 0;
  const loss = values ? 'squared_error' : 'binary_cross_entropy';
  const plan: Plan = { ...presets.moons, loss, data: { kind, train: 100, test: 60, noise: 1 } };
  const { train, test: held } = examplesOf(plan, null);
  test('is balanced, and the same for the same seed', () => {
    if (values) expect(train.labels).toHaveLength(0);
    else expect(train.labels.reduce((sum, label) => sum + label, 0)).toBe(50);
    expect(train.y).toHaveLength(100);
    expect(problemsOf(plan)).toEqual([]);
    expect(held.count).toBe(60);
    expect(examplesOf(plan, null).train.x).toEqual(train.x);
    expect(examplesOf({ ...plan, seed: 99 }, null).train.x).not.toEqual(train.x);
  });
  test('lies in the plane that is drawn', () => {
    const inside = train.x.filter((v) => Math.abs(v) <= 5.6).length;
    expect(inside / train.x.length).toBeGreaterThan(0.93);
  });
  test('test points are others than training points', () => {
    expect([...held.x.subarray(0, 2)]).not.toEqual([...train.x.subarray(0, 2)]);
  });
});

describe.each(planeDatasetIds.filter((kind) => mostClassesOf(kind) > 2))('%s of more classes', (kind) => {
  const planOf = (classes: number): Plan => ({
    ...presets.moons,
    loss: 'softmax_cross_entropy',
    network: chain([6, classes], 'relu', 'he'),
    data: { kind, train: 120, test: 0, noise: 0, classes },
  });
  test.each([2, 3, 4])('%i of them have as many points each, and places of their own', (classes) => {
    const plan = planOf(classes);
    expect(problemsOf(plan)).toEqual([]);
    expect(shapeOf(plan)).toMatchObject({ classes, outputs: classes, targetWidth: 1 });
    const { train } = examplesOf(plan, null);
    const counts = Array.from({ length: classes }, (_, c) => train.labels.filter((label) => label === c).length);
    expect(counts).toEqual(counts.map(() => 120 / classes));
    const places = Array.from(train.labels, (_, i) => `${train.x[2 * i]} ${train.x[2 * i + 1]}`);
    const labelled = new Set(places.map((place, i) => `${place} ${train.labels[i]}`));
    expect(labelled.size).toBe(new Set(places).size);
  });
  test('two that are written down are two that are not', () => {
    const { classes: _, ...data } = planOf(2).data as { classes: number };
    const without = { ...planOf(2), data: data as Plan['data'] };
    expect(examplesOf(planOf(2), null)).toEqual(examplesOf(without, null));
  });
});

test('a set has no more classes than it can, and values none; they are under no cross-entropy', () => {
  const of = (data: object, loss: Plan['loss']): unknown =>
    problemsOf(planSchema.parse({ ...presets.moons, data, loss })).map(({ at, code, values }) => [at, code, values]);
  const sizes = { train: 100, test: 0 };
  expect(of({ kind: 'moons', ...sizes, classes: 3 }, 'binary_cross_entropy')).toEqual([
    ['data.classes', 'data-classes', { data: 'moons', most: 2 }],
  ]);
  expect(of({ kind: 'plane', ...sizes, classes: 2 }, 'squared_error')).toEqual([
    ['data.classes', 'data-classes', { data: 'plane', most: 0 }],
  ]);
  for (const loss of ['binary_cross_entropy', 'softmax_cross_entropy'] as const)
    expect(of({ kind: 'bumps', ...sizes }, loss)).toMatchObject([['loss', 'loss-needs-classes', {}]]);
});

test('values without noise are what they are said to be', () => {
  const { train } = examplesOf({ ...presets.moons, loss: 'squared_error', data: { kind: 'plane', train: 50, test: 0, noise: 0 } }, null); // prettier-ignore
  train.y.forEach((y, i) => expect(y).toBeCloseTo(((train.x[2 * i] ?? NaN) + (train.x[2 * i + 1] ?? NaN)) / 10, 6));
  const bumps = examplesOf({ ...presets.moons, loss: 'squared_error', data: { kind: 'bumps', train: 4000, test: 0, noise: 0 } }, null).train; // prettier-ignore
  expect(Math.max(...bumps.y)).toBeGreaterThan(0.9);
  expect(Math.min(...bumps.y)).toBeLessThan(-0.9);
  const y = bumps.y.find((_, i) => Math.hypot((bumps.x[2 * i] ?? 0) + 4, (bumps.x[2 * i + 1] ?? 0) - 2.5) < 0.2);
  expect(y).toBeGreaterThan(0.85);
});

test('exercise 1: label 1 of the circle is the outer ring, of the square equal signs', () => {
  const of = (kind: 'circle' | 'square'): { x1: number; x2: number; label: number }[] => {
    const { train } = examplesOf({ ...presets.moons, data: { kind, train: 200, test: 0, noise: 1 } }, null);
    return Array.from(train.labels, (label, i) => ({ label, x1: train.x[2 * i] ?? 0, x2: train.x[2 * i + 1] ?? 0 }));
  };
  for (const { x1, x2, label } of of('circle')) {
    const radius = Math.hypot(x1, x2);
    expect(radius >= 3 - 1e-6 && radius <= 5 + 1e-6).toBe(label === 1);
  }
  for (const { x1, x2, label } of of('square')) {
    expect(x1 * x2 > 0).toBe(label === 1);
    expect(Math.min(Math.abs(x1), Math.abs(x2))).toBeGreaterThanOrEqual(0.5);
  }
});

test('the lecture’s 784-256-256-10 has 269,322 parameters', () => {
  const dense = (units: number): Plan['network'][number] => ({
    type: 'dense',
    units,
    init: { kind: 'he' },
    bias: true,
  });
  const plan: Plan = { ...presets.digits, network: [dense(256), dense(256), dense(10)] };
  const parameters = graphOf(plan, shapeOf(plan)).variables.filter((v) => v.role === 'parameter');
  expect(parameters.reduce((sum, v) => sum + Number(v.rows) * v.columns, 0)).toBe(269_322);
});

test.each([...labErrorCodes])('the failure %s has a sentence', (code) => {
  expect(
    errorSentence(new LabError(code, { run: 1, reason: 'r', frame: 2, file: 'f', version: 3, experiment: 4 })),
  ).toMatch(/\.$|…$/);
});

test('variables are written as in the lecture', () => {
  expect(latexOf('W1')).toBe(String.raw`\mathbf{W}^{(1)}`);
  expect(latexOf("h1'")).toBe(String.raw`\mathbf{h}^{\prime(1)}`);
  expect(latexOf('dz2')).toBe(String.raw`\partial J/\partial \mathbf{z}^{(2)}`);
  expect(latexOf('L')).toBe('L');
});
