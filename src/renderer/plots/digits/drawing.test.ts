import { expect, test } from 'vitest';
import { mnist } from '../../../core/datasets.ts';
import { normalized, PAD, stroke } from './drawing.ts';

const side: number = mnist.side;
const drawn = (...points: [number, number][]): Float32Array => {
  const ink = new Float32Array(PAD * PAD);
  points.forEach((to, i) => stroke(ink, points[i - 1] ?? to, to, false));
  return ink;
};
const digit = (ink: Float32Array): Float32Array => {
  const found = normalized(ink);
  if (!found) throw new Error('nothing was drawn');
  return found;
};
/** Where the ink is, and its centre of mass. */
function extent(image: Float32Array): {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: number;
  y: number;
} {
  let [left, right, top, bottom, mass, x, y] = [side, -1, side, -1, 0, 0, 0];
  image.forEach((v, k) => {
    const [q, r] = [k % side, Math.floor(k / side)];
    mass += v;
    x += v * (q + 0.5);
    y += v * (r + 0.5);
    if (v < 0.01) return;
    [left, right, top, bottom] = [Math.min(left, q), Math.max(right, q), Math.min(top, r), Math.max(bottom, r)];
  });
  return { left, right, top, bottom, x: x / mass, y: y / mass };
}

test('without ink there is no digit', () => {
  expect(normalized(new Float32Array(PAD * PAD))).toBe(null);
});

test('a drawing fits the box of 20 × 20, its centre of mass in the middle, wherever and however large it was drawn', () => {
  const seven = (size: number, x: number, y: number): Float32Array =>
    drawn([x, y], [x + size, y], [x + 0.3 * size, y + 1.4 * size]);
  for (const ink of [seven(0.2, 0.05, 0.05), seven(0.2, 0.7, 0.6), seven(0.55, 0.2, 0.1)]) {
    const { left, right, top, bottom, x, y } = extent(digit(ink));
    expect(bottom - top + 1).toBeGreaterThanOrEqual(19);
    expect(bottom - top + 1).toBeLessThanOrEqual(20);
    expect(right - left).toBeLessThan(bottom - top); // its proportions are kept
    expect(Math.abs(x - side / 2)).toBeLessThanOrEqual(0.5); // by whole pixels
    expect(Math.abs(y - side / 2)).toBeLessThanOrEqual(0.5);
  }
});

test('where a digit is drawn makes no difference', () => {
  const at = (x: number, y: number): Float32Array => digit(drawn([x, y], [x + 0.25, y + 0.25], [x, y + 0.5]));
  const [here, there] = [at(0.125, 0.125), at(0.5, 0.25)];
  here.forEach((v, k) => expect(there[k]).toBeCloseTo(v, 5));
});

test('a heavy foot moves the picture up, as in MNIST', () => {
  const ink = drawn([0.5, 0.1], [0.5, 0.9]);
  const even = extent(digit(ink));
  for (let i = 0; i < 10; i++) stroke(ink, [0.35, 0.8 + i / 100], [0.65, 0.8 + i / 100], false);
  expect(extent(digit(ink)).top).toBeLessThan(even.top);
});

test('ink stays within 0 and 1, the eraser takes it away, and what is drawn beyond the pad is not kept', () => {
  const ink = drawn([0.2, 0.2], [0.8, 0.2], [0.2, 0.2]);
  expect(Math.max(...ink)).toBe(1);
  expect(Math.min(...ink)).toBe(0);
  stroke(ink, [0.2, 0.2], [0.8, 0.2], true);
  expect(normalized(ink)).toBe(null);
  stroke(ink, [-2, 0.5], [3, 0.5], false);
  expect(ink).toHaveLength(PAD * PAD);
  expect(ink[(PAD / 2) * PAD]).toBeGreaterThan(0.9);
});
