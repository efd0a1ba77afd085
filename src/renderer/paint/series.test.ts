import { describe, expect, test } from 'vitest';
import { axisEnd, axisFromZero, fewOf, finiteLength, spread, thin, trailingMean } from './series.ts';
import { flowShare } from '../plots/flow/flow.ts';
import { updateRatio } from '../plots/flow/norms.ts';
import { zoneOf } from '../../core/zone.ts';

describe('axes', () => {
  test('from zero: whole steps that hold the value', () => {
    for (const value of [0.0007, 0.19, 0.58, 0.9, 1.26, 2.31, 7, 42, 1e6]) {
      const { max, step, decimals } = axisFromZero(value);
      expect(max).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(max / step).toBeLessThanOrEqual(5 + 1e-9);
      expect(Number(step.toFixed(decimals))).toBeCloseTo(step, 12);
    }
    expect(axisFromZero(0.58)).toMatchObject({ max: 0.6000000000000001, step: 0.2, decimals: 1 });
    expect(axisFromZero(NaN).max).toBe(1);
  });
  test('ends hold their size, and are finite whatever happens', () => {
    expect([0.013, 0.9, 11.2, 98].map(axisEnd)).toEqual([0.016, 1, 12, 100]);
    expect([0, NaN, Infinity].map(axisEnd)).toEqual([1, 1, 1]);
  });
});

test('labels keep their distance, their order and stay inside', () => {
  const ys = spread([100, 101, 102], 10, 105, 15);
  expect(ys).toEqual([75, 90, 105]);
  expect(spread([50, 20], 0, 100, 15)).toEqual([50, 20]);
});

test('a trailing mean covers what lies within its reach', () => {
  expect([...trailingMean([0, 10, 20, 30], [1, 3, 5, 7], 20)]).toEqual([1, 2, 4, 6]);
});

test('thinning keeps both ends; a broken line ends at its last finite value', () => {
  expect(thin(1000, 5)).toEqual([0, 250, 500, 749, 999]);
  expect(finiteLength([1, 2, NaN, 3])).toBe(2);
});

test('gradient flow: zero is before the axis, ∞ at its end', () => {
  expect(updateRatio(0, 0)).toBe(0);
  expect(flowShare(updateRatio(0.1, 0), [-6, 0])).toBe(1);
  expect(flowShare(1e-3, [-6, 0])).toBeCloseTo(0.5);
});

test('the zone of ReLU begins at 0, that of the sigmoid is its middle', () => {
  const [relu] = zoneOf('relu', 8);
  expect(relu?.[0]).toBeCloseTo(0, 5);
  expect(relu?.[1]).toBe(8);
  const [sigmoid] = zoneOf('sigmoid', 8);
  expect(sigmoid?.[0]).toBeLessThan(-3);
  expect(sigmoid?.[0]).toBeGreaterThan(-4);
});

test('few of many keeps the first and the last', () => {
  expect(fewOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3)).toEqual([1, 6, 10]);
});
