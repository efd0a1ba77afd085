import erf from '@stdlib/math-base-special-erf';
import erfinv from '@stdlib/math-base-special-erfinv';
import { describe, expect, it } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { bitsAt, keyAt, keyOf, normalAt } from '../../core/random.ts';
import { floats, kernels, map, places, words } from './testing/load.ts';

const range = (from: number, to: number, step: number): Float32Array =>
  Float32Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

/** All sizes of float32 of both signs, denormal ones too, and the borders between them. */
const borders = [0, 1, 0x7fffff, 0x800000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x7f7fffff];
const magnitudes = [...borders, ...Array.from({ length: Math.floor(0x7f800000 / 7919) }, (_, i) => i * 7919)];
const finite = new Float32Array(Uint32Array.from(magnitudes.flatMap((bits) => [bits, bits + 2 ** 31])).buffer);
const big = Math.max(...borders.map((_, i) => finite[2 * i] ?? 0));

/** The distance between float32 numbers near y. */
const ulp = (y: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(y) || 2 ** -149)), -126) - 23);

/** Expects error(actual, exact) ≤ bound for each x. */
function near(
  x: ArrayLike<number>,
  actual: Float32Array,
  exact: (x: number, i: number) => number,
  scale: (exact: number) => number,
  bound: number,
): void {
  let worst = { error: 0, x: 0, actual: 0, exact: 0 };
  actual.forEach((y, i) => {
    const expected = exact(x[i] ?? NaN, i);
    const difference = Math.abs(y - expected) / scale(expected);
    const error = Object.is(y, expected) ? 0 : Number.isNaN(difference) ? Infinity : difference;
    if (error > worst.error) worst = { error, x: x[i] ?? NaN, actual: y, exact: expected };
  });
  expect(worst.error, JSON.stringify(worst)).toBeLessThanOrEqual(bound);
}

/** The functions: a reference, where its docstring's error in ulp holds, that error, and y at some x. */
const functions = {
  exp: {
    f: Math.exp,
    within: [-86.89, 88.722, 1],
    at: { '-Infinity': 0, '-3e38': 0, '-200': 0, '-87': 0, 0: 1, 88.73: Infinity, 3e38: Infinity, Infinity: Infinity },
  },
  expm1: {
    f: Math.expm1,
    within: [-big, 88.722, 1.6],
    at: { '-Infinity': -1, '-200': -1, '-17.4': -1, 0: 0, 88.73: Infinity, 200: Infinity, Infinity: Infinity },
  },
  log: {
    f: Math.log,
    within: [2 ** -126, big, 0.9],
    at: { '-Infinity': NaN, '-1': NaN, '-1e-45': NaN, '-0': -Infinity, 0: -Infinity, 1: 0, Infinity: Infinity },
  },
  log1p: {
    f: Math.log1p,
    within: [-1 + 2 ** -24, big, 1.5],
    at: { '-Infinity': NaN, '-2': NaN, '-1.0000002': NaN, '-1': -Infinity, 0: 0, Infinity: Infinity },
  },
  tanh: {
    f: Math.tanh,
    within: [-big, big, 2.7],
    at: { '-Infinity': -1, '-200': -1, '-9.02': -1, 0: 0, 9.02: 1, 200: 1, Infinity: 1 },
  },
  sigmoid: {
    f: (x) => 1 / (1 + Math.exp(-x)),
    within: [-88.722, big, 2.5],
    at: { '-Infinity': 0, '-3e38': 0, '-200': 0, 0: 0.5, 200: 1, 3e38: 1, Infinity: 1 },
  },
  erf: {
    f: erf,
    within: [-big, big, 2.5],
    at: { '-Infinity': -1, '-200': -1, '-3.93': -1, 0: 0, 3.93: 1, 200: 1, Infinity: 1 },
  },
  erfinv: { f: erfinv, within: [-1 + 2 ** -24, 1 - 2 ** -24, 4], at: { 0: 0 } },
} satisfies Record<string, { f: (x: number) => number; within: [number, number, number]; at: Record<string, number> }>;
const names = Object.keys(functions) as (keyof typeof functions)[];

describe('the elementary functions', () => {
  it.each(names)('%s is as near as its docstring says', (name) => {
    const { f, within } = functions[name];
    const [from, to, ulps] = within;
    const x = [...finite, ...range(-20, 20, 0.001)].filter((value) => value >= from && value <= to);
    near(x, map(kernels[name], x), f, ulp, ulps);
  });

  it.each(names)('%s has its limits, and keeps NaN', (name) => {
    const at = Object.entries(functions[name].at);
    const y = map(kernels[name], [NaN, ...at.map(([x]) => Number(x))]);
    expect([...y].map((value) => value + 0)).toEqual([NaN, ...at.map(([, value]) => value)]);
  });

  it('stays in the range, with no NaN for a finite number and no denormal eˣ', () => {
    for (const name of ['tanh', 'erf'] as const)
      expect(map(kernels[name], finite).every((y) => Math.abs(y) <= 1)).toBe(true);
    expect(map(kernels.sigmoid, finite).every((y) => y >= 0 && y <= 1)).toBe(true);
    expect(map(kernels.expm1, finite).every((y) => y >= -1)).toBe(true);
    expect(map(kernels.exp, finite).every((y) => y === 0 || y >= 2 ** -126)).toBe(true);
  });

  it('is exactly odd where the function is', () => {
    for (const name of ['tanh', 'erf'] as const) {
      const opposite = map(
        kernels[name],
        finite.map((x) => -x),
      );
      expect(map(kernels[name], finite).every((y, i) => Object.is(y, -(opposite[i] ?? NaN)))).toBe(true);
    }
  });

  it('gives a sigmoid that never falls by more than its error', () => {
    const y = map(kernels.sigmoid, range(-100, 100, 0.001));
    expect(y.every((value, i) => value >= (y[i - 1] ?? 0) * (1 - 2 ** -22))).toBe(true);
  });

  it('has these bits on every processor', () => {
    let hash = 0;
    for (const name of names) {
      const y = map(kernels[name], range(-30, 30, 0.001)).map((value) => (Number.isNaN(value) ? 0 : value));
      for (const bits of new Uint32Array(y.buffer)) hash = Math.imul(hash ^ bits, 0x01000193);
    }
    expect(hash).toBe(2040058298); // changes with the formulas only
  });
});

describe.each(activationIds)('%s', (id) => {
  const fn = activationIds.indexOf(id);
  const { f, df } = activations[id];
  const [z, h, dh, dz] = places;
  /** φ(x), and slopes · φ′(x), in rows of `vecs` vectors with gaps that must stay as they are. */
  function run(x: Float32Array, slopes: Float32Array, vecs: number, gap: number): [Float32Array, Float32Array] {
    const width = 4 * vecs;
    const stride = width + gap;
    const rows = Math.ceil(x.length / width);
    const at = (i: number): number => Math.floor(i / width) * stride + (i % width);
    for (const place of [z, h, dh, dz]) floats.fill(7, place / 4, place / 4 + rows * stride);
    x.forEach((value, i) => (floats[z / 4 + at(i)] = value));
    slopes.forEach((value, i) => (floats[dh / 4 + at(i)] = value));
    kernels.activate(fn, z, h, 4 * stride, rows, vecs);
    kernels.activateBackward(fn, z, h, dh, dz, 4 * stride, rows, vecs);
    for (const place of [h, dz])
      for (let r = 0; r < rows; r++)
        for (let c = width; c < stride; c++) expect(floats[place / 4 + r * stride + c]).toBe(7);
    return [x.map((_, i) => floats[h / 4 + at(i)] ?? NaN), x.map((_, i) => floats[dz / 4 + at(i)] ?? NaN)];
  }
  const scale = (exact: number): number => Math.max(1, Math.abs(exact));

  it.each([
    ['−8, −7.9 … 8', range(-8, 8, 0.1), 2, 4],
    ['−120, −119.995 … 120', range(-120, 120, 0.005), 5, 0],
    ['numbers of all sizes', finite, 1000, 8],
  ] as const)('is that of core on %s, with its slope', (_, x, vecs, gap) => {
    const slopes = x.map((_value, i) => Math.cos(i));
    const [y, dz] = run(x, slopes, vecs, gap);
    near(x, y, f, scale, 2e-7);
    near(x, dz, (value, i) => (slopes[i] ?? NaN) * df(value), scale, 3e-7);
  });

  it('keeps NaN', () => {
    expect(run(Float32Array.of(NaN, NaN, NaN, NaN), new Float32Array(4), 1, 0)[0]).toEqual(
      new Float32Array(4).fill(NaN),
    );
  });
});

it('stops at an activation without a kernel', () => {
  const [z, h, dh, dz] = places;
  expect(() => kernels.activate(activationIds.length, z, h, 16, 1, 1)).toThrow(WebAssembly.RuntimeError);
  expect(() => kernels.activateBackward(activationIds.length, z, h, dh, dz, 16, 1, 1)).toThrow(
    WebAssembly.RuntimeError,
  );
});

describe('random numbers', () => {
  const indices = Uint32Array.from({ length: 4096 }, (_, i) => (i < 2048 ? i : Math.imul(i, 0x9e3779b1)));
  const steps = [0, 1, 2, 77, 65_536, 2 ** 31, 2 ** 32 - 1];
  const keys = [0, 1, -1, 2 ** 31, keyOf(1, 'dropout', 2), keyOf(7, 'order')];

  it('are those of core, bit by bit', () => {
    const [from, to] = places;
    for (const key of keys)
      for (const step of steps) {
        const stepKey = keyAt(key, step);
        expect(kernels.keyAt(key, step)).toBe(stepKey);
        words.set(indices, from / 4);
        kernels.bits(stepKey, from, to, indices.length);
        expect(words.slice(to / 4, to / 4 + indices.length)).toEqual(indices.map((i) => bitsAt(stepKey, i)));
        for (const i of indices.subarray(2000, 2100)) expect(kernels.bitsAt(stepKey, i) >>> 0).toBe(bitsAt(stepKey, i));
      }
  });

  /** The normal numbers made of bits. */
  const normals = (bits: Uint32Array): Float32Array => map(kernels.normal, new Float32Array(bits.buffer));
  const scale = (exact: number): number => Math.max(1, Math.abs(exact));

  it('that are normal are those of core', () => {
    const stepKey = keyAt(keyOf(3, 'noise'), 5);
    const i = Uint32Array.from({ length: 100_000 }, (_, index) => index);
    const bits = i.map((index) => bitsAt(stepKey, index));
    near(i, normals(bits), (index) => normalAt(stepKey, index), scale, 5e-7);
    const tails = Uint32Array.from({ length: 20_000 }, (_, k) => (k % 2 ? (k << 7) | 255 : -(k << 7)));
    near(tails, normals(tails), (b) => Math.SQRT2 * erfinv((2 * (b >>> 8) + 1) / 2 ** 24 - 1), scale, 5e-7);
  });

  it('that are normal have the moments of N(0, 1)', () => {
    const stepKey = keyAt(keyOf(4, 'noise'), 0);
    const n = normals(Uint32Array.from({ length: 1_000_000 }, (_, i) => bitsAt(stepKey, i)));
    const moment = (k: number): number => n.reduce((sum, x) => sum + x ** k, 0) / n.length;
    // Four standard deviations of each mean.
    expect(Math.abs(moment(1))).toBeLessThan(0.004);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0057);
    expect(Math.abs(moment(3))).toBeLessThan(0.0155);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.04);
  });
});
