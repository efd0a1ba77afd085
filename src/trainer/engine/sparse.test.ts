import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsOf, type Examples } from '../../core/examples.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { stream } from '../../core/random.ts';
import { nodeThreads } from '../threads.ts';
import { strideOf } from './arena.ts';
import { Engine } from './engine.ts';
import { Module } from './kernels.ts';
import { isSparse } from './sparse.ts';

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
}
const odd = fc.constantFrom(-0, 0, 1e-45, -1e-40, 3e38, -3e38, NaN, Infinity, -Infinity);
const cases = fc.record<Case>({
  seed: fc.integer({ min: 0, max: 1e6 }),
  width: fc.integer({ min: 1, max: 150 }),
  units: fc.integer({ min: 1, max: 70 }),
  n: fc.integer({ min: 1, max: 257 }),
  density: fc.constantFrom(0, 0.01, 0.05, 0.2, 0.5, 1),
  weights: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 4 }) },
  ),
  inputs: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 4 }) },
  ),
  bias: fc.constantFrom(null, 0, -0, 0.5),
  threads: fc.constantFrom(1, 1, 1, 2),
});

/** The bits of everything that the first layer makes in a step and of the parameters after it. */
function made({ seed, width, units, n, density, weights, inputs, bias, threads }: Case, sparse: boolean): object {
  const random = stream(seed, 'test');
  const x = Array.from({ length: n }, () =>
    Array.from({ length: width }, () => (random.uniform() < density ? Math.fround(random.normal()) : 0)),
  );
  const plan: Plan = {
    ...presets.moons,
    seed,
    data: { kind: 'inline', x, y: x.map(() => [Math.fround(random.normal())]) },
    network: [
      { type: 'dense', units, init: { kind: 'he' }, bias: bias !== null },
      { type: 'activation', fn: 'relu' },
      { type: 'dense', units: 1, init: { kind: 'he' }, bias: true },
    ],
    loss: 'squared_error',
    batchSize: n,
    length: { steps: 10 },
  };
  const own = { ...nodeThreads, count: () => threads };
  const engine = new Engine(module, plan, null, own, strideOf, () => sparse);
  try {
    for (const _ of engine.initialize()); // to its end
    const W1 = engine.values('W1');
    for (const one of weights) W1[random.int(W1.length)] = one;
    if (bias !== null) engine.values('b1').fill(bias);
    const table = new Float32Array(engine.memory.buffer, engine.compiled.tables.train.x, n * width);
    for (const one of inputs) table[random.int(table.length)] = one;
    for (const _ of engine.evaluate()); // to its end
    const tensor = (name: string, size: number): Uint32Array => {
      const values = new Float32Array(size);
      engine.read(name, values);
      return new Uint32Array(values.buffer);
    };
    const first = [tensor('z1', n * units), tensor('dz1', n * units), tensor('dW1', units * width), tensor('J', 1)];
    for (const _ of engine.update()); // to its end
    engine.run(2);
    return [...first, tensor('W1', units * width), engine.step];
  } finally {
    engine.close();
  }
}

test('what leaves zeros out has the bits of what does not: any density, width and batch, −0, denormals, NaN and ∞', () => {
  fc.assert(
    fc.property(cases, (one) => {
      expect(made(one, true)).toEqual(made(one, false));
    }),
    { numRuns: 100 },
  );
});

test.each([
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
  };
  expect(made({ ...one, ...own }, true)).toEqual(made({ ...one, ...own }, false));
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
  test('of digits they are', () => {
    expect(isSparse(examples(digits.pixels, 784))).toBe(true);
  });
  test('of what is dense, narrow, or fewer than four they are not', () => {
    expect(isSparse(examples(new Float32Array(784 * 40).fill(1), 784))).toBe(false);
    expect(isSparse(examples(new Float32Array(20 * 40), 20))).toBe(false);
    expect(isSparse(examples(new Float32Array(784 * 3), 784))).toBe(false);
    // zeros that are never four examples' at once
    expect(isSparse(examples(Float32Array.from({ length: 784 * 40 }, (_, i) => (Math.floor(i / 784) % 4 === i % 4 ? 1 : 0)), 784))).toBe(false); // prettier-ignore
  });
});
