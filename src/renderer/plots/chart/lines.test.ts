import { expect, test } from 'vitest';
import { tickText } from '../../../core/words/numbers.ts';
import { heldAt } from '../loss/loss.ts';
import { linearAxis, logAxis, type Line, type Point } from './lines.ts';

const line = (...values: number[]): Line => ({
  id: 'train',
  label: 'train',
  points: values.map((value, step): Point => [step, value]),
  at: NaN,
});
const ticks = (largest: number): string[] => {
  const { most, step, decimals, exponent = 0 } = linearAxis([line(largest)]);
  return Array.from({ length: Math.round(most / step) + 1 }, (_, i) => tickText((i * step) / 10 ** exponent, decimals));
};

test.each([
  [0.69, ['0.0', '0.2', '0.4', '0.6', '0.8']],
  [0.00025, ['0.0', '0.5', '1.0', '1.5', '2.0', '2.5']],
  [3.4e38, ['0', '1', '2', '3', '4']],
  [1.2e7, ['0.0', '0.5', '1.0', '1.5']],
])('ticks up to %s fit their margin', (largest, wanted) => {
  expect(ticks(largest)).toEqual(wanted);
});

test('values that became infinite or NaN leave the axis at its last finite range', () => {
  expect(linearAxis([line(0.6, 2.4, Infinity, NaN)])).toEqual(linearAxis([line(0.6, 2.4)]));
  expect(logAxis([line(0.6, 2.4, Infinity, NaN)])).toEqual(logAxis([line(0.6, 2.4)]));
});

test('a row newer than the course has its latest value; NaN of a run that diverged stays', () => {
  const course = { train: Float64Array.of(3, 2, 1), validation: [], test: [], brokenAt: null };
  expect([0, 2, 3, 7].map((row) => heldAt(course, row))).toEqual([3, 1, 1, 1]);
  expect(heldAt({ ...course, train: Float64Array.of(3, NaN) }, 1)).toBeNaN();
  expect(heldAt({ ...course, train: new Float64Array(0) }, 0)).toBeNaN();
});
