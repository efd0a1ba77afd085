import { describe, expect, test } from 'vitest';
import slide from './matrix-products.json' with { type: 'json' };
import {
  digammaOfHalf,
  entryDistributions,
  growthOf,
  Product,
  productOf,
  quantileOf,
  type ProductSettings,
} from './matrix-products.ts';

const settings: ProductSettings = { n: 4, sigma: 1, distribution: 'normal', count: 100, seed: 0 };
const mean = (of: readonly number[]): number => of.reduce((sum, v) => sum + v, 0) / of.length;
const lastSizes = (own: ProductSettings, draws = 200): number[] =>
  Array.from({ length: draws }, (_, i) => productOf(own, i).sizes.at(-1) ?? NaN);

test('the same seed gives the same numbers, another one others', () => {
  for (const distribution of entryDistributions) {
    const one = productOf({ ...settings, distribution });
    expect(productOf({ ...settings, distribution }).values).toEqual(one.values);
    expect(productOf({ ...settings, distribution, seed: 1 }).first).not.toEqual(one.first);
    expect(productOf({ ...settings, distribution }, 1).first).not.toEqual(one.first);
  }
});

test('the product is the product: its entries, however they are scaled', () => {
  const product = new Product({ ...settings, n: 2, sigma: 3, count: 5 });
  let plain = Array.from(product.first);
  for (let i = 0; i < 5; i++) {
    product.multiply();
    const A = product['factor'];
    const entry = (r: number, c: number): number =>
      (plain[2 * r] ?? 0) * (A[c] ?? 0) + (plain[2 * r + 1] ?? 0) * (A[2 + c] ?? 0);
    plain = [entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)];
    const size = Math.max(...plain.map(Math.abs));
    Array.from(product.values).forEach((v, k) =>
      expect(Math.abs(v * 2 ** product.exponent - (plain[k] ?? 0))).toBeLessThan(1e-14 * size),
    );
    expect(product.sizes[i + 1]).toBeCloseTo(Math.log10(size), 12);
  }
});

test('every distribution has entries of mean 0 and standard deviation σ', () => {
  for (const distribution of entryDistributions) {
    const entries = Array.from({ length: 2000 }, (_, i) =>
      Array.from(new Product({ ...settings, sigma: 0.5, distribution }, i).first),
    ).flat();
    expect(mean(entries)).toBeCloseTo(0, 1);
    expect(Math.sqrt(mean(entries.map((v) => v * v)))).toBeCloseTo(0.5, 2);
  }
});

describe('theory', () => {
  test('ψ at halves', () => {
    expect(digammaOfHalf(1)).toBeCloseTo(-1.963_510_026_021_423, 14);
    expect(digammaOfHalf(2)).toBeCloseTo(-0.577_215_664_901_533, 14);
    expect(digammaOfHalf(4)).toBeCloseTo(0.422_784_335_098_467, 14);
    expect(digammaOfHalf(7)).toBeCloseTo(1.103_156_640_645_243, 14);
  });

  test('the growth of the slide', () => {
    expect(growthOf(settings)).toBeCloseTo(slide.growth, 3);
    expect(growthOf({ ...settings, sigma: 0.5 })).toBeCloseTo(slide.growth - Math.LN2, 3);
    expect(growthOf({ ...settings, distribution: 'uniform' })).toBeNull();
  });

  test('the mean of 200 draws is within 2 % of the line, and where the slide is', () => {
    const draws = Array.from({ length: 200 }, (_, i) => productOf(settings, i).sizes);
    const from = mean(draws.map((sizes) => sizes[0] ?? NaN));
    const to = mean(draws.map((sizes) => sizes[100] ?? NaN));
    const line = from + (100 * (growthOf(settings) ?? NaN)) / Math.LN10;
    expect(Math.abs(to / line - 1)).toBeLessThan(0.02);
    expect(Math.abs(to - slide.size.mean)).toBeLessThan(0.4); // three standard errors
    expect(mean(lastSizes({ ...settings, sigma: 0.5 }))).toBeCloseTo(slide.size.meanOfHalf, 0);
    const shown = Math.log10(Math.max(...slide.last.flat().map(Math.abs)));
    expect(shown).toBeGreaterThan(slide.size.low);
    expect(shown).toBeLessThan(slide.size.high);
  });

  test('orthogonal factors stretch by σ√n each, all directions alike', () => {
    const own: ProductSettings = { ...settings, sigma: 0.5, distribution: 'orthogonal' };
    const expected = (101 * (growthOf(own) ?? NaN)) / Math.LN10;
    for (const value of productOf(own).singularValues()) expect(value).toBeCloseTo(expected, 8);
    const large: ProductSettings = { ...own, sigma: 2 };
    for (const value of productOf(large).singularValues())
      expect(value).toBeCloseTo((101 * (growthOf(large) ?? NaN)) / Math.LN10, 8);
  });
});

test('500 factors of σ = 10, or of 0.001, neither overflow nor vanish', () => {
  for (const sigma of [10, 0.001]) {
    const own: ProductSettings = { ...settings, n: 16, sigma, count: 500 };
    const { sizes, values } = productOf(own);
    const line = (sizes[0] ?? NaN) + (500 * (growthOf(own) ?? NaN)) / Math.LN10;
    expect(Array.from(sizes).every(Number.isFinite)).toBe(true);
    expect(Math.abs((sizes[500] ?? NaN) - line)).toBeLessThan(10);
    expect(Math.max(...Array.from(values, Math.abs))).toBeGreaterThanOrEqual(1);
  }
});

test('singular values that rounding hides are not given', () => {
  const product = productOf(settings);
  const [first = NaN, ...others] = product.singularValues();
  const beyond = first - (product.sizes.at(-1) ?? NaN); // between the largest entry and n times that
  expect(beyond).toBeGreaterThan(0);
  expect(beyond).toBeLessThan(Math.log10(4));
  expect(others.at(-1)).toBeNaN();
  const few = productOf({ ...settings, count: 3 }).singularValues();
  expect(few.every(Number.isFinite)).toBe(true);
  expect(few).toEqual([...few].sort((a, b) => b - a));
});

test('quantiles', () => {
  const sorted = Float64Array.of(0, 1, 2, 3, 4);
  expect([0, 0.5, 0.6, 1].map((q) => quantileOf(sorted, q))).toEqual(
    [0, 2, 2.4, 4].map((v): unknown => expect.closeTo(v, 12)),
  );
});
