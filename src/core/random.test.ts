import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsAt, keyAt, keyOf, normalAt, orderOf } from './random.ts';

const key = keyOf(14, 'test');
const COUNT = 100_000;

/** χ² of counts that should all be equal, less its expectation, in standard deviations. */
function excess(counts: ArrayLike<number>): number {
  const all = Array.from(counts);
  const mean = all.reduce((sum, n) => sum + n, 0) / all.length;
  const chi = all.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
  const freedom = all.length - 1;
  return (chi - freedom) / Math.sqrt(2 * freedom);
}

test('every bit is 1 half of the time, along the indices of a step and along the steps of an index', () => {
  const along: ((i: number) => number)[] = [(i) => bitsAt(keyAt(key, 7), i), (i) => bitsAt(keyAt(key, i), 7)];
  for (const bits of along) {
    const ones = new Uint32Array(32);
    for (let i = 0; i < COUNT; i++) for (let b = 0; b < 32; b++) ones[b] = (ones[b] ?? 0) + ((bits(i) >>> b) & 1);
    for (const n of ones) expect(Math.abs(n - COUNT / 2)).toBeLessThan(5 * Math.sqrt(COUNT / 4));
  }
});

test('neighbours, in a step and in time, and other purposes are independent', () => {
  const here = keyAt(key, 7);
  const pairs: ((i: number) => [number, number])[] = [
    (i) => [bitsAt(here, i), bitsAt(here, i + 1)],
    (i) => [bitsAt(here, i), bitsAt(keyAt(key, 8), i)],
    (i) => [bitsAt(here, i), bitsAt(keyAt(keyOf(14, 'another'), 7), i)],
    (i) => [bitsAt(here, i), bitsAt(keyAt(keyOf(15, 'test'), 7), i)],
  ];
  for (const pair of pairs) {
    const cells = new Uint32Array(256);
    for (let i = 0; i < COUNT; i++) {
      const [a, b] = pair(i);
      const cell = 16 * (a >>> 28) + (b >>> 28);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    expect(excess(cells)).toBeLessThan(5);
  }
});

test('normal numbers have the moments of N(0, 1), and none is infinite', () => {
  const moments = [0, 0, 0, 0];
  for (let i = 0; i < COUNT; i++) {
    const z = normalAt(keyAt(key, 3), i);
    expect(Math.abs(z)).toBeLessThan(5.5); // Φ⁻¹ of 24 bits ends at 5.4
    moments.forEach((sum, k) => (moments[k] = sum + z ** (k + 1) / COUNT));
  }
  const [mean = NaN, square = NaN, cube = NaN, fourth = NaN] = moments;
  // five standard deviations of each: Var zᵏ is 1, 2, 15 and 96
  expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / COUNT));
  expect(Math.abs(square - 1)).toBeLessThan(5 * Math.sqrt(2 / COUNT));
  expect(Math.abs(cube)).toBeLessThan(5 * Math.sqrt(15 / COUNT));
  expect(Math.abs(fourth - 3)).toBeLessThan(5 * Math.sqrt(96 / COUNT));
});

test('an order has every index once', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(), (count, epoch) => {
      const sorted = orderOf(count, key, epoch).sort();
      return sorted.length === count && sorted.every((index, i) => index === i);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('all orders are equally likely, and each epoch has its own', () => {
  const seen = new Map<string, number>();
  for (let epoch = 0; epoch < 24_000; epoch++) {
    const order = orderOf(4, key, epoch).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(24);
  expect(excess([...seen.values()])).toBeLessThan(5);
  expect(orderOf(100, key, 0)).toEqual(orderOf(100, key, 0));
  expect(orderOf(100, key, 0)).not.toEqual(orderOf(100, key, 1));
});
