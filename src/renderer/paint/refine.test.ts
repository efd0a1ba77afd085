import { expect, test } from 'vitest';
import { boundaryOf } from './contours.ts';
import { refined } from './refine.ts';

const SIZE = 32;
/** A margin with a kink beside its zero, as large weights make it: x + y = 0.9 in units of the side, 500 times as steep above. */
const kinked = (x: number, y: number): number => {
  const d = x + y - 0.9;
  return d > 0.004 ? 500 * (d - 0.004) + 0.004 : d;
};
const field = {
  size: SIZE,
  values: Float32Array.from({ length: SIZE * SIZE }, (_, k) =>
    kinked(((k % SIZE) + 0.5) / SIZE, (Math.floor(k / SIZE) + 0.5) / SIZE),
  ),
};
const marginsAt = (at: Float64Array, into: Float64Array): void => {
  for (let i = 0; i < into.length; i++) into[i] = kinked(at[2 * i] ?? NaN, at[2 * i + 1] ?? NaN);
};
const farthest = (lines: Float32Array): number => {
  let most = 0;
  for (let i = 0; i < lines.length; i += 2) {
    const [x = NaN, y = NaN] = [lines[i], lines[i + 1]];
    if (!Number.isNaN(x) && x > 0.02 && y > 0.02) most = Math.max(most, Math.abs(x + y - 0.9));
  }
  return most;
};

test('a contour comes to lie where the margin is 0, not where a straight line between two points would have it', () => {
  const lines = boundaryOf(field);
  expect(farthest(lines)).toBeGreaterThan(0.2 / SIZE);
  expect(farthest(refined(lines, SIZE, marginsAt))).toBeLessThan(0.03 / SIZE);
});

test('gaps between lines stay gaps', () => {
  const lines = Float32Array.of(NaN, NaN, 0.45, 0.453125, NaN, NaN);
  expect(Number.isNaN(refined(lines, SIZE, marginsAt)[0] ?? 0)).toBe(true);
});
