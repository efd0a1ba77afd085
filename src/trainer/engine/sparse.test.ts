import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsOf, type Examples } from '../../core/examples.ts';
import { listers } from '../../core/plan/memory.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { stream } from '../../core/random.ts';
import * as W from '../kernels/words.ts';
import { nodeThreads } from '../threads.ts';
import { strideOf } from './arena.ts';
import { Engine } from './engine.ts';
import { Module } from './kernels.ts';
import { Predictor } from '../predictor.ts';
import { entriesOf, type Skips } from './sparse.ts';

const resources = join(import.meta.dirname, '../../../resources');
const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
const digits = digitsOf(readFileSync(join(resources, 'mnist.bin')));

interface Case {
  seed: number;
  width: number;
  units: number;
  n: number;
  /** Share of numbers that are not zero. */
  density: number;
  /** Numbers among the weights, and among the examples, that are not ordinary. */
  weights: number[];
  inputs: number[];
  bias: number | null;
  threads: number;
  /** Of the examples in a batch: the last one may be short. */
  batch: number;
  /** Goes of each instruction of the first step; 0: one for all. */
  slices: number;
  /** Steps after the first. */
  steps: number;
  dropout: number;
  /** Units of the second layer. */
  hidden: number;
}
const odd = fc.constantFrom(-0, 0, 1e-45, -1e-40, 3e38, -3e38, NaN, Infinity, -Infinity);
const cases = fc.record<Case>({
  seed: fc.integer({ min: 0, max: 1e6 }),
  width: fc.integer({ min: 1, max: 150 }),
  units: fc.integer({ min: 1, max: 70 }),
  n: fc.integer({ min: 1, max: 257 }),
  density: fc.constantFrom(0, 0.01, 0.05, 0.2, 0.5, 1),
  weights: fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 4 }) },
  ),
  inputs: fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 4 }) },
  ),
  bias: fc.constantFrom(null, 0, -0, 0.5),
  threads: fc.constantFrom(1, 1, 1, 2, 3, 4),
  batch: fc.constantFrom(1, 1, 0.6, 0.3),
  slices: fc.constantFrom(0, 0, 3),
  steps: fc.constantFrom(2, 2, 70),
  dropout: fc.constantFrom(0, 0.5, 0.9),
  hidden: fc.integer({ min: 1, max: 70 }),
});

/** The bits of everything that a step makes, and of the parameters after three. */
function made(one: Case, skips: Skips): object {
  const { seed, width, units, n, density, weights, inputs, bias, threads, batch, slices, steps, dropout, hidden } = one;
  const random = stream(seed, 'test');
  const x = Array.from({ length: n }, () =>
    Array.from({ length: width }, () => (random.uniform() < density ? Math.fround(random.normal()) : 0)),
  );
  for (const one of inputs) (x[random.int(n)] ?? [])[random.int(width)] = one;
  const relu: Layer = { type: 'activation', fn: 'relu' };
  const plan: Plan = {
    ...presets.moons,
    seed,
    data: { kind: 'inline', x, y: x.map(() => [Math.fround(random.normal())]) },
    network: [
      { type: 'dense', units, init: { kind: 'he' }, bias: bias !== null },
      relu,
      ...(dropout > 0 ? [{ type: 'dropout', p: dropout } as const] : []),
      { type: 'dense', units: hidden, init: { kind: 'he' }, bias: true },
      relu,
      { type: 'dense', units: 1, init: { kind: 'he' }, bias: true },
    ],
    loss: 'squared_error',
    batchSize: Math.ceil(batch * n),
    length: { steps: 100 },
  };
  const own = { ...nodeThreads, count: () => threads };
  const engine = new Engine(module, plan, null, own, strideOf, skips);
  try {
    for (const _ of engine.initialize()); // to its end
    for (const name of ['W1', 'W2']) {
      const W = engine.values(name);
      for (const odd of weights) W[random.int(W.length)] = odd;
    }
    if (bias !== null) engine.values('b1').fill(bias);
    if (slices === 0) for (const _ of engine.evaluate());
    else {
      const { at, updates } = engine.compiled.train;
      engine.kernels.prepare(at);
      for (let k = 0; k < updates; k++)
        for (let part = 0; part < slices; part++) engine.kernels.together(W.WHAT_SLICE, at, k, (part << 16) | slices);
    }
    const tensor = (name: string, size: number): Uint32Array => {
      const values = new Float32Array(size);
      engine.read(name, values);
      return new Uint32Array(values.buffer);
    };
    const first = [
      ...['z1', 'dz1'].map((name) => tensor(name, engine.n * units)),
      ...['z2', 'dz2'].map((name) => tensor(name, engine.n * hidden)),
      tensor('dW1', units * width),
      tensor('dW2', units * hidden),
      tensor('J', 1),
    ];
    for (const _ of engine.update()); // to its end
    engine.run(steps);
    const predictor = new Predictor(engine);
    const answers = new Float32Array(n);
    for (const _ of predictor.answer(Uint32Array.from(x.keys()), answers)); // to its end
    return [...first, tensor('W1', units * width), engine.step, new Uint32Array(answers.buffer)];
  } finally {
    engine.close();
  }
}

test('what leaves zeros out has the bits of what does not: any density, width and batch, −0, denormals, NaN and ∞', () => {
  fc.assert(
    fc.property(cases, (one) => {
      expect(made(one, 'always')).toEqual(made(one, 'never'));
    }),
    { numRuns: 60 },
  );
}, 120_000);

test.each<[string, Partial<Case>]>([
  ['an infinite weight of a pixel that has no ink', { weights: [Infinity] }],
  ['a weight that is none', { weights: [NaN] }],
  ['a bias of −0', { bias: -0, density: 0 }],
])('%s: as with all zeros', (_, own) => {
  const one: Case = {
    seed: 3,
    width: 90,
    units: 9,
    n: 20,
    density: 0.02,
    weights: [],
    inputs: [],
    bias: null,
    threads: 1,
    batch: 1,
    slices: 0,
    steps: 2,
    dropout: 0.5,
    hidden: 20,
  };
  expect(made({ ...one, ...own }, 'always')).toEqual(made({ ...one, ...own }, 'never'));
});

test('small batches are not listed; what is predicted is', () => {
  const engine = new Engine(module, { ...presets.digits, batchSize: 31 }, digits);
  expect([...engine.compiled.train.listings.keys()]).toEqual([]);
  expect([...engine.compiled.predict.listings.keys()]).toEqual(['z1']);
});

test('as many threads have room as the estimate of memory says', () => {
  expect(listers).toBe(W.LISTERS);
});

describe('whether zeros are left out', () => {
  const examples = (x: Float32Array | Uint8Array, width: number): Examples => ({
    count: x.length / width,
    width,
    x,
    scale: 1,
    y: new Float32Array(),
    targetWidth: 0,
    labels: new Uint32Array(),
  });
  const measured = (train: Examples): object | null =>
    entriesOf({ train, validation: { ...train, x: new Float32Array(), count: 0 }, test: train }, 'measured');
  test('of digits they are', () => {
    const entries = digits.pixels.reduce((count, byte) => (byte === 0 ? count : count + 1), 0);
    expect(measured(examples(digits.pixels, 784))).toEqual({ train: entries, validation: 0, test: entries });
  });
  test('of what is dense or narrow they are not', () => {
    expect(measured(examples(new Float32Array(784 * 40).fill(1), 784))).toBe(null);
    expect(measured(examples(new Float32Array(20 * 40), 20))).toBe(null);
  });
});
