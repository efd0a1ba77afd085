import fc from 'fast-check';
import { expect, test } from 'vitest';
import { float32Text, list, matrix, remarked, WIDTH } from './text.ts';

test('numbers are the shortest text that is the same float32', () => {
  expect([0.1, 1 / 3, 0.15, -2, 1e-7, 16777217].map(float32Text)).toEqual([
    '0.1',
    '0.33333334',
    '0.15',
    '-2',
    '1e-7',
    '16777216',
  ]);
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Math.fround(Number(float32Text(value))) === value).toBe(true);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('lists are filled into lines, and nothing is lost', () => {
  const items = Array.from({ length: 300 }, (_, i) => String(i * 37));
  for (const indent of [0, 8]) {
    const text = list(items, indent);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
    expect(JSON.parse(text.replace(/,\s*\]/, ']'))).toEqual(items.map(Number));
  }
  expect(list(['1', '2'], 0)).toBe('[1, 2]');
  expect(list([], 0)).toBe('[]');
});

test('a matrix is its rows, also where a row is longer than a line', () => {
  for (const [rows, columns] of [
    [2, 2],
    [40, 3],
    [3, 60],
  ] as const) {
    const values = Float32Array.from({ length: rows * columns }, (_, i) => i / 8);
    const nested: unknown = JSON.parse(matrix(values, rows, columns).replaceAll(/,(\s*\])/g, '$1'));
    expect(nested).toEqual(
      Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns))),
    );
  }
});

test('comments stand at one column', () => {
  expect(remarked([['a', 'first'], ['long', 'second']], '#')).toEqual(['a     # first', 'long  # second']); // prettier-ignore
});
