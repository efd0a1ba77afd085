import { imageSide } from './limits.ts';

/** Pictures of MNIST fit in a box of this side. */
const BOX = 20;

/** Ink as MNIST made its digits: scaled so that what is drawn just fits a box of 20 × 20 with its proportions kept, edges smoothed by
 *  averaging, and moved by whole pixels so that its centre of mass is the middle of 28 × 28. Null without ink.
 *  @param ink width × … from 0 to 1, row after row @param faint ink that is taken for none when the box is sought
 *  [LeCun, Cortes & Burges, http://yann.lecun.com/exdb/mnist/] */
export function normalizedInk(ink: Float32Array, width: number, faint: number): Float32Array | null {
  const height = ink.length / width;
  let [left, right, top, bottom] = [width, -1, height, -1];
  ink.forEach((v, k) => {
    if (v < faint) return;
    const [q, r] = [k % width, Math.floor(k / width)];
    [left, right, top, bottom] = [Math.min(left, q), Math.max(right, q), Math.min(top, r), Math.max(bottom, r)];
  });
  if (right < 0) return null;
  const unit = Math.max(right + 1 - left, bottom + 1 - top) / BOX; // points of the ink for a pixel
  const small = new Float32Array(BOX * BOX);
  let [mass, mx, my] = [0, 0, 0];
  for (let r = 0; r < BOX; r++)
    for (let q = 0; q < BOX; q++) {
      const v = meanOf(ink, width, left + q * unit, top + r * unit, unit);
      small[r * BOX + q] = v;
      mass += v;
      mx += v * (q + 0.5);
      my += v * (r + 0.5);
    }
  const columns = Math.ceil((right + 1 - left) / unit - 1e-9);
  const rows = Math.ceil((bottom + 1 - top) / unit - 1e-9);
  // all of it stays inside
  const shift = (centre: number, size: number): number =>
    Math.max(0, Math.min(imageSide - size, Math.round(imageSide / 2 - centre)));
  const [x, y] = [shift(mx / mass, columns), shift(my / mass, rows)];
  const digit = new Float32Array(imageSide * imageSide);
  for (let r = 0; r < rows; r++)
    for (let q = 0; q < columns; q++) digit[(y + r) * imageSide + x + q] = small[r * BOX + q] ?? 0;
  return digit;
}

/** The mean ink of a square; beyond the edges there is none. */
function meanOf(ink: Float32Array, width: number, left: number, top: number, size: number): number {
  const height = ink.length / width;
  let sum = 0;
  for (let r = Math.floor(top); r < Math.min(height, top + size); r++) {
    const high = Math.min(r + 1, top + size) - Math.max(r, top);
    for (let q = Math.floor(left); q < Math.min(width, left + size); q++)
      sum += (ink[r * width + q] ?? 0) * high * (Math.min(q + 1, left + size) - Math.max(q, left));
  }
  return sum / (size * size);
}
