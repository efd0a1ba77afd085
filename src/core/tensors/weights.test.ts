import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { LabError } from '../errors.ts';
import { presets } from '../plan/presets.ts';
import { arraysOf, npzOf } from './npz.ts';
import { safetensorsOf, type Tensor } from './safetensors.ts';
import { planWithWeights } from './weights.ts';
import { parameterShapes } from '../exports/network.ts';

const plan = presets.moons;
const named = (rename: (name: string, k: number) => string): Map<string, Tensor> =>
  new Map(
    [...parameterShapes(plan)].map(([name, shape], k) => {
      const count = shape.reduce((product, n) => product * n, 1);
      return [rename(name, k), { shape, values: Float32Array.from({ length: count }, (_, i) => i / 8 - k) }];
    }),
  );
const pytorch = (name: string): string =>
  `${2 * (Number(name.slice(1)) - 1)}.${name.startsWith('W') ? 'weight' : 'bias'}`;
const placeOf = (bytes: Uint8Array): unknown => {
  try {
    planWithWeights(plan, bytes, 'f');
  } catch (error) {
    if (error instanceof LabError) return error.values['place'];
    throw error;
  }
  return null;
};

describe('weights come back', () => {
  test('by the plan’s names and by PyTorch’s, stored or deflated', () => {
    const own = planWithWeights(plan, npzOf(named((name) => name)), 'f');
    const theirs = planWithWeights(plan, safetensorsOf({ tensors: named(pytorch), metadata: {} }), 'f');
    expect(theirs).toEqual(own);
    const stored = npzOf(named((name) => name));
    const files = Object.fromEntries([...arraysOf(stored, 'f').keys()].map((name) => [name, true]));
    expect(Object.keys(files)).toEqual([...parameterShapes(plan).keys()]);
  });

  test('a matrix that lies the other way is refused, not turned', () => {
    const turned = named((name) => name);
    turned.set('W1', { shape: [2, 6], values: new Float32Array(12) });
    expect(placeOf(npzOf(turned))).toBe('“W1”');
  });

  test('what is missing, what is too much, and what is no number are named', () => {
    const missing = named((name) => name);
    missing.delete('b2');
    expect(placeOf(npzOf(missing))).toBe('“b2”');
    const more = named((name) => name).set('W9', { shape: [1], values: new Float32Array(1) });
    expect(placeOf(npzOf(more))).toBe('“W9”');
    const bad = named((name) => name).set('b1', { shape: [6], values: Float32Array.of(0, 0, NaN, 0, 0, 0) });
    expect(placeOf(npzOf(bad))).toBe('“b1[2]”');
  });

  test('arrays in column order are turned to rows', () => {
    const header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }".padEnd(117) + '\n';
    const numbers = new Uint8Array(Float32Array.of(1, 4, 2, 5, 3, 6).buffer);
    const npy = new Uint8Array([
      0x93,
      0x4e,
      0x55,
      0x4d,
      0x50,
      0x59,
      1,
      0,
      118,
      0,
      ...new TextEncoder().encode(header),
      ...numbers,
    ]);
    expect([...(arraysOf(zipSync({ 'W.npy': npy }), 'f').get('W')?.values ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a file that is bent anywhere gives the same weights, others, or one of our errors', { timeout: 60_000 }, () => {
    for (const whole of [npzOf(named((name) => name)), zipSync({ 'W1.npy': new Uint8Array(300) })])
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(whole.length), (at, by, cut) => {
          const bent = whole.slice();
          bent[at] = (bent[at] ?? 0) ^ by;
          placeOf(bent);
          placeOf(whole.subarray(0, cut));
        }),
        { numRuns: 1000 },
      );
  });
});
