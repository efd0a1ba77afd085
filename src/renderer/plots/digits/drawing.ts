import { mnist } from '../../../core/datasets.ts';

/** Points of a pad along a side: four for each pixel of a digit, so that scaling it down smooths its edges. */
export const PAD = 4 * mnist.side;
/** Where the brush is full, and where it ends, from its middle, in pixels of a digit. */
const CORE = 1;
const EDGE = 1.7;
/** The eraser is wider than the brush. */
const ERASER = 2;
/** Digits of MNIST fit in a box of this side. */
const BOX = 20;
/** Fainter ink is taken for none. */
const FAINT = 0.05;

/** Draws a line into the ink of a pad with a soft round brush, or takes away. @param from and `to` in shares of the side */
export function stroke(
  ink: Float32Array,
  from: readonly [number, number],
  to: readonly [number, number],
  erase: boolean,
): void {
  const scale = PAD / mnist.side;
  const size = erase ? ERASER : 1;
  const [core, edge] = [CORE * size * scale, EDGE * size * scale];
  const [x0, y0, x1, y1] = [from[0] * PAD, from[1] * PAD, to[0] * PAD, to[1] * PAD];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  const first = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - edge));
  const last = (a: number, b: number): number => Math.min(PAD - 1, Math.ceil(Math.max(a, b) + edge));
  for (let r = first(y0, y1); r <= last(y0, y1); r++)
    for (let q = first(x0, x1); q <= last(x0, x1); q++) {
      const [x, y] = [q + 0.5 - x0, r + 0.5 - y0];
      const along = squared > 0 ? Math.max(0, Math.min(1, (x * dx + y * dy) / squared)) : 0;
      const away = Math.hypot(x - along * dx, y - along * dy);
      const press = Math.max(0, Math.min(1, (edge - away) / (edge - core)));
      const k = r * PAD + q;
      const there = ink[k] ?? 0;
      ink[k] = erase ? Math.min(there, 1 - press) : Math.max(there, press);
    }
}

/** A drawing as MNIST made its digits: scaled so that what is drawn just fits a box of 20 × 20 with its proportions kept, edges
 *  smoothed by averaging, and moved by whole pixels so that its centre of mass is the middle of 28 × 28. Null without ink.
 *  [LeCun, Cortes & Burges, http://yann.lecun.com/exdb/mnist/] */
export function normalized(ink: Float32Array): Float32Array | null {
  const { side } = mnist;
  let [left, right, top, bottom] = [PAD, -1, PAD, -1];
  ink.forEach((v, k) => {
    if (v < FAINT) return;
    const [q, r] = [k % PAD, Math.floor(k / PAD)];
    [left, right, top, bottom] = [Math.min(left, q), Math.max(right, q), Math.min(top, r), Math.max(bottom, r)];
  });
  if (right < 0) return null;
  const unit = Math.max(right + 1 - left, bottom + 1 - top) / BOX; // points of the pad for a pixel
  const small = new Float32Array(BOX * BOX);
  let [mass, mx, my] = [0, 0, 0];
  for (let r = 0; r < BOX; r++)
    for (let q = 0; q < BOX; q++) {
      const v = meanOf(ink, left + q * unit, top + r * unit, unit);
      small[r * BOX + q] = v;
      mass += v;
      mx += v * (q + 0.5);
      my += v * (r + 0.5);
    }
  const columns = Math.ceil((right + 1 - left) / unit - 1e-9);
  const rows = Math.ceil((bottom + 1 - top) / unit - 1e-9);
  // all of it stays inside
  const shift = (centre: number, size: number): number =>
    Math.max(0, Math.min(side - size, Math.round(side / 2 - centre)));
  const [x, y] = [shift(mx / mass, columns), shift(my / mass, rows)];
  const digit = new Float32Array(side * side);
  for (let r = 0; r < rows; r++)
    for (let q = 0; q < columns; q++) digit[(y + r) * side + x + q] = small[r * BOX + q] ?? 0;
  return digit;
}

/** The mean ink of a square of the pad; beyond it there is none. */
function meanOf(ink: Float32Array, left: number, top: number, size: number): number {
  let sum = 0;
  for (let r = Math.floor(top); r < Math.min(PAD, top + size); r++) {
    const high = Math.min(r + 1, top + size) - Math.max(r, top);
    for (let q = Math.floor(left); q < Math.min(PAD, left + size); q++)
      sum += (ink[r * PAD + q] ?? 0) * high * (Math.min(q + 1, left + size) - Math.max(q, left));
  }
  return sum / (size * size);
}
