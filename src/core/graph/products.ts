import { at, type Floats } from '../floats.ts';

/** Σ a[i + k] b[j + k] over k < length, in four fixed partial sums. */
export function dot(a: Floats, i: number, b: Floats, j: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  let k = 0;
  for (; k < whole; k += 4) {
    s0 += at(a, i + k) * at(b, j + k);
    s1 += at(a, i + k + 1) * at(b, j + k + 1);
    s2 += at(a, i + k + 2) * at(b, j + k + 2);
    s3 += at(a, i + k + 3) * at(b, j + k + 3);
  }
  for (; k < length; k++) s0 += at(a, i + k) * at(b, j + k);
  return s0 + s1 + (s2 + s3);
}

/** Columns that `combine` sums together. */
export const BLOCK = 4;

/** A stretch of a row of a gradient, into[row·d + k] = Σ_m a[i + m·stride] b[m·d + k], for the columns k of blocks
 *  [from, to); summed in float64 and rounded once. `add`: on top of what is there. */
export function combine(
  into: Floats,
  row: number,
  add: boolean,
  a: Floats,
  i: number,
  stride: number,
  b: Floats,
  d: number,
  count: number,
  from: number,
  to: number,
): void {
  const j = row * d;
  const end = Math.min(d, to * BLOCK);
  let k = from * BLOCK;
  for (; k + BLOCK <= end; k += BLOCK) {
    let s0 = add ? at(into, j + k) : 0;
    let s1 = add ? at(into, j + k + 1) : 0;
    let s2 = add ? at(into, j + k + 2) : 0;
    let s3 = add ? at(into, j + k + 3) : 0;
    for (let m = 0; m < count; m++) {
      const factor = at(a, i + m * stride);
      const here = m * d + k;
      s0 += factor * at(b, here);
      s1 += factor * at(b, here + 1);
      s2 += factor * at(b, here + 2);
      s3 += factor * at(b, here + 3);
    }
    into[j + k] = s0;
    into[j + k + 1] = s1;
    into[j + k + 2] = s2;
    into[j + k + 3] = s3;
  }
  for (; k < end; k++) {
    let sum = add ? at(into, j + k) : 0;
    for (let m = 0; m < count; m++) sum += at(a, i + m * stride) * at(b, m * d + k);
    into[j + k] = sum;
  }
}
