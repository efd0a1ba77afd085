import { expect, test } from 'vitest';
import { countBins, largest, scaleEnd } from './histogram.ts';

test('values are counted between −limit and limit; what is beyond, at the ends; NaN nowhere', () => {
  expect(countBins([-9, -1, -0.1, 0, 0.9, 1, Infinity, NaN], 1, 4)).toEqual([2, 1, 1, 3]);
});

test('the largest magnitude is finite', () => {
  expect(largest([1, -3, Infinity, NaN])).toBe(3);
  expect(largest([])).toBe(0);
});

test('a scale ends at the largest weight, but outliers of a large network do not stretch it', () => {
  expect(scaleEnd([Float32Array.of(1, -2), Float32Array.of(0.5)])).toBe(2);
  const many = new Float32Array(10_000).fill(0.1);
  many[0] = 3;
  expect(scaleEnd([many])).toBeLessThan(0.5);
  expect(scaleEnd([])).toBe(0);
});
