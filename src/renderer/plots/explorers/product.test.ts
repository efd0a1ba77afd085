import { afterEach, expect, test, vi } from 'vitest';
import { productOf, quantileOf } from '../../../core/matrix-products.ts';
import { matrixText, scientific } from './matrix-text.ts';
import { powersOf } from './product-draw.ts';
import { drawCount, ProductLoop } from './product-loop.svelte.ts';
import { productSchemas, settingsOf, slideMatrices, slideSettings, toSlide, slideSizes } from './product.ts';

afterEach(() => vi.restoreAllMocks());

test('without options it is the slide’s experiment; options are kept within bounds', () => {
  expect(settingsOf({})).toEqual({ ...slideSettings, seed: 0 });
  expect(settingsOf({ n: 99, sigma: -1, distribution: 'cauchy', count: 0.2, seed: 7 })).toEqual({
    n: 16,
    sigma: 0.001,
    distribution: 'normal',
    count: 1,
    seed: 7,
  });
  expect(toSlide(settingsOf({}))).toEqual([]);
  expect(toSlide(settingsOf({ sigma: 0.5, count: 20, seed: 3 }))).toEqual([
    ['sigma', 1],
    ['count', 100],
  ]);
  expect(productSchemas.n.safeParse(17).success).toBe(false);
});

test('matrices are printed as on the slide', () => {
  const text = (rows: readonly number[][]): string[][] => matrixText(rows.flat(), 4, 0, 4);
  expect(text(slideMatrices.first)[0]).toEqual(['−0.8755', '−1.2171', '1.3316', '0.1357']);
  expect(text(slideMatrices.last)[1]).toEqual(['4.9142e+23', '−2.3430e+25', '1.9979e+25', '−2.4169e+24']);
  expect(matrixText(Array(256).fill(1), 16, 0, 4)).toEqual(Array(4).fill(Array(4).fill('1.0000')));
});

test('numbers that no float64 reaches have an exponent all the same', () => {
  expect(scientific(1, 3322)).toBe('1.0511e+1000');
  expect(scientific(-1.5, -3322)).toBe('−1.4271e−1000');
  expect(scientific(0.999999, 0)).toBe('1.0000e+00');
  expect(scientific(0, 5)).toBe('0');
});

test('powers of ten along an axis are few and whole', () => {
  expect(powersOf(-0.4, 2.3, 5)).toEqual([0, 1, 2]);
  expect(powersOf(-300, 900, 4)).toEqual([0, 500]);
  expect(powersOf(20.1, 22.9, 2)).toEqual([22]);
});

test('all draws are made, a little in every animation frame, and their band is that of the draws', async () => {
  const settings = { n: 2, sigma: 1, distribution: 'uniform', count: 30, seed: 5 } as const;
  const loop = new ProductLoop(settings);
  loop.start();
  await expect.poll(() => loop.settled).toBe(true);
  const last = Array.from({ length: drawCount }, (_, i) => productOf(settings, i).sizes[30] ?? NaN);
  expect(loop.draws.map((sizes) => sizes[30])).toEqual(last);
  const sorted = Float64Array.from(last).sort();
  expect(loop.band.at(-1)).toEqual({
    at: 30,
    low: quantileOf(sorted, 0.05),
    middle: quantileOf(sorted, 0.5),
    high: quantileOf(sorted, 0.95),
  });
  expect(loop.theory()).toBeNull();
});

test('newer settings cancel what is still to be drawn', () => {
  const waiting = new Map<number, FrameRequestCallback>();
  vi.spyOn(window, 'requestAnimationFrame').mockImplementation((next) => {
    waiting.set(1, next);
    return 1;
  });
  vi.spyOn(window, 'cancelAnimationFrame').mockImplementation((id) => waiting.delete(id));
  const loop = new ProductLoop({ n: 16, sigma: 1, distribution: 'normal', count: 500, seed: 0 });
  loop.start();
  const began = performance.now();
  waiting.get(1)?.(0);
  expect(performance.now() - began).toBeLessThan(40); // a slice of 4 ms, on a busy machine
  expect(loop.settled).toBe(false);
  expect(loop.version).toBe(1);
  loop.stop();
  expect(waiting.size).toBe(0);
});

test('the slide’s draw, as it stands in the chart: from 2.3 to 2.5 · 10²⁵', () => {
  expect(slideSizes.map((size) => Number((10 ** size).toPrecision(5)))).toEqual([2.3024, 2.4899e25]);
});
