import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ofBins, ofValues, rebin } from './distribution.ts';

/** What a frame of a large network has of these values: 64 counts, the ends and, since later versions, the moments. */
function entryOf(values: readonly number[], told = false): Float32Array {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const { mean, std } = ofValues(values);
  const counts = ofValues(values).counts(least, most, 64);
  return Float32Array.from([...counts, least, most, ...(told ? [mean, std] : [])]);
}

describe('of values', () => {
  test('moments, zeros and quantiles, as NumPy has them', () => {
    const of = ofValues([4, 1, 0, 3, 2]);
    expect(of).toMatchObject({ total: 5, broken: 0, least: 0, most: 4, mean: 2, zeros: 0.2, size: 4 });
    expect(of.std).toBeCloseTo(Math.SQRT2, 12);
    expect([0, 0.1, 0.25, 0.5, 1].map((p) => of.quantile(p))).toEqual([0, 0.4, 1, 2, 4]);
  });
  test('a small spread far from 0 is not lost', () => {
    expect(ofValues([1e8, 1e8 + 2]).std).toBe(1);
  });
  test('what is not finite is counted and left out', () => {
    const of = ofValues([NaN, 1, Infinity, 3, -Infinity]);
    expect(of).toMatchObject({ total: 2, broken: 3, least: 1, most: 3, mean: 2 });
    expect([...of.counts(0, 4, 4)]).toEqual([0, 1, 0, 1]);
    expect(of.quantile(0.5)).toBe(2);
  });
  test('none at all', () => {
    const of = ofValues([]);
    expect(of).toMatchObject({ total: 0, size: 0, mean: NaN, std: NaN, zeros: NaN });
    expect(of.quantile(0.5)).toBeNaN();
  });
  test('every finite value is in one bin, those beyond the axis in the last ones', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true })), (values) => {
        const counts = ofValues(values).counts(-2, 3, 7);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
      }),
      { seed: 2 },
    );
    expect([...ofValues([-9, 9, 9]).counts(-1, 1, 2)]).toEqual([1, 2]);
  });
});

describe('of counts', () => {
  const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) ** 3);

  test('with moments and without, told apart by their length', () => {
    const told = ofBins(entryOf(values, true));
    const bare = ofBins(entryOf(values));
    const direct = ofValues(values);
    expect([told.total, bare.total]).toEqual([1000, 1000]);
    expect(told.mean).toBeCloseTo(direct.mean, 6);
    expect(told.std).toBeCloseTo(direct.std, 6);
    expect(Math.abs(bare.mean - direct.mean)).toBeLessThan(2 / 64);
    expect(Math.abs(bare.std - direct.std)).toBeLessThan(2 / 64);
  });
  test('quantiles are right to a bin, and exact at the ends', () => {
    const [binned, direct] = [ofBins(entryOf(values)), ofValues(values)];
    for (const p of [0.01, 0.05, 0.25, 0.4, 0.75, 0.9, 0.99])
      expect(Math.abs(binned.quantile(p) - direct.quantile(p))).toBeLessThan(2 / 64);
    expect(binned.quantile(0)).toBeCloseTo(direct.least, 6);
    expect(binned.quantile(1)).toBeCloseTo(direct.most, 6);
  });
  test('all alike', () => {
    const of = ofBins(entryOf([0.5, 0.5, 0.5]));
    expect(of).toMatchObject({ total: 3, least: 0.5, most: 0.5, mean: 0.5, std: 0 });
    expect([0, 0.5, 1].map((p) => of.quantile(p))).toEqual([0.5, 0.5, 0.5]);
    expect([...of.counts(-1, 1, 4)]).toEqual([0, 0, 0, 3]);
  });
  test('after divergence there is nothing but the knowledge of it', () => {
    const of = ofBins(Float32Array.from([...Array<number>(64).fill(1), NaN, NaN]));
    expect(of).toMatchObject({ total: 0, broken: 64, mean: NaN });
  });
});

test('counts in other bins stay where they were', () => {
  expect([...rebin(Float32Array.of(2, 4, 6, 8), -1, 1, -2, 2, 4)]).toEqual([0, 6, 14, 0]);
  expect([...rebin(Float32Array.of(3, 3), -1, 1, -2, 2, 8)]).toEqual([0, 0, 1.5, 1.5, 1.5, 1.5, 0, 0]);
  expect([...rebin(Float32Array.of(5, 0), 0.5, 0.5, -1, 1, 4)]).toEqual([0, 0, 0, 5]);
  expect([...rebin(Float32Array.of(1, 1, 1, 1), 0, 4, 0, 2, 2)]).toEqual([1, 3]);
});
