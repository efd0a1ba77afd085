import { expect, test } from 'vitest';
import { fixed, int, niceCeil, short, size } from './numbers.ts';

test('numbers are written with a true minus and a steady width', () => {
  expect(int(1860)).toBe('1,860');
  expect(fixed(-0.5)).toBe('−0.50');
  expect(fixed(-0.001)).toBe('0.00');
  expect([NaN, Infinity, -Infinity].map((v) => fixed(v))).toEqual(['NaN', '∞', '−∞']);
  expect([3, 0.25, 0.000012, -0.5, 0, 123456, -1e-7, 2e6].map((v) => short(v))).toEqual([
    '3',
    '0.25',
    '1.2×10⁻⁵',
    '−0.5',
    '0',
    '1.2×10⁵',
    '−10⁻⁷',
    '2×10⁶',
  ]);
});

test('bytes have the unit that suits them', () => {
  expect([12_345, 4_200_000, 3.94e9].map(size)).toEqual(['13 kB', '4.2 MB', '3.9 GB']);
});

test('the end of a scale is 1, 2, 3 or 5 times a power of ten', () => {
  expect([0.11, 0.2, 1.4, 2.5, 4, 7, 99].map(niceCeil)).toEqual([0.2, 0.2, 2, 3, 5, 10, 100]);
  expect([0, NaN, -1, Infinity].map(niceCeil)).toEqual([1, 1, 1, 1]);
});
