import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochMean, figureHelp, figures, type FigureId } from './figures.ts';

test('the epoch mean is the mean over the examples, however they fall into minibatches', () => {
  const examples = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(examples, fc.integer({ min: 1, max: 40 }), (losses, batchSize) => {
      const batches = Array.from({ length: Math.ceil(losses.length / batchSize) }, (_, k) => {
        const own = losses.slice(k * batchSize, (k + 1) * batchSize);
        return own.reduce((a, b) => a + b, 0) / own.length;
      });
      const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
      expect(epochMean(Float64Array.from(batches), batchSize, losses.length)).toBeCloseTo(mean, 9);
    }),
  );
});

test('minibatches that were not yet do not count', () => {
  expect(epochMean(new Float64Array([2, NaN, NaN]), 4, 10)).toBe(2);
  expect(epochMean(new Float64Array([2, 4, 8]), 4, 9)).toBeCloseTo((8 + 16 + 8) / 9, 12);
  expect(epochMean(new Float64Array([NaN]), 4, 4)).toBeNaN();
});

test('every figure says what it is', () => {
  for (const id of Object.keys(figures) as FigureId[]) expect(figureHelp(id)).toMatch(/^[A-Z].+: .+\.$/);
});
