import { keyAt, bitsAt } from './random';

/** The order of an epoch: a Fisher–Yates shuffle with the numbers of a key. The same as orderOf in core/random.ts. */
export function shuffle(order: usize, count: i32, key: u32, epoch: u32): void {
  for (let i = 0; i < count; i++) store<i32>(order + ((<usize>i) << 2), i);
  const stepKey = keyAt(key, epoch);
  for (let i = count - 1; i > 0; i--) {
    const j = <usize>((<u64>bitsAt(stepKey, i) * <u64>(i + 1)) >> 32);
    const here = order + ((<usize>i) << 2);
    const there = order + (j << 2);
    const kept = load<i32>(here);
    store<i32>(here, load<i32>(there));
    store<i32>(there, kept);
  }
}

/** Four rows of four floats as four columns. */
export function transpose4(r0: usize, r1: usize, r2: usize, r3: usize, into: usize, stride: usize): void {
  const a = v128.load(r0);
  const b = v128.load(r1);
  const c = v128.load(r2);
  const d = v128.load(r3);
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(into, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(into + stride, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
  v128.store(into + 2 * stride, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5));
  v128.store(into + 3 * stride, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7));
}

/** Puts examples order[from + 4·first …] of a table of floats (count × width) into columns: into is width × n, `vectors`
 *  vectors of it; columns from n on are 0. */
export function gather(
  table: usize,
  width: i32,
  order: usize,
  n: i32,
  into: usize,
  stride: usize,
  first: i32,
  vectors: i32,
): void {
  const row = (<usize>width) << 2;
  for (let v = first; v < first + vectors; v++) {
    let at = into + ((<usize>v) << 4);
    const o = order + ((<usize>v) << 4);
    if (4 * v + 4 <= n) {
      const r0 = table + <usize>load<i32>(o) * row;
      const r1 = table + <usize>load<i32>(o, 4) * row;
      const r2 = table + <usize>load<i32>(o, 8) * row;
      const r3 = table + <usize>load<i32>(o, 12) * row;
      let k: usize = 0;
      for (; k + 16 <= row; k += 16, at += 4 * stride) transpose4(r0 + k, r1 + k, r2 + k, r3 + k, at, stride);
      for (; k < row; k += 4, at += stride) {
        // one store: a vector written in parts cannot be read at once
        let four = v128.load32_zero(r0 + k);
        four = v128.load_lane<f32>(r1 + k, four, 1);
        four = v128.load_lane<f32>(r2 + k, four, 2);
        four = v128.load_lane<f32>(r3 + k, four, 3);
        v128.store(at, four);
      }
    } else
      for (let c = 0; c < 4; c++) {
        const real = 4 * v + c < n;
        const r = real ? table + <usize>load<i32>(o + ((<usize>c) << 2)) * row : 0;
        let to = at + ((<usize>c) << 2);
        for (let k: usize = 0; k < row; k += 4, to += stride) store<f32>(to, real ? load<f32>(r + k) : 0);
      }
  }
}

/** The same from a table of bytes, 0 … 255 as 0 … 1. `width` is a multiple of 16. */
export function gatherBytes(
  table: usize,
  width: i32,
  order: usize,
  n: i32,
  into: usize,
  stride: usize,
  first: i32,
  vectors: i32,
): void {
  for (let v = first; v < first + vectors; v++) {
    let at = into + ((<usize>v) << 4);
    const o = order + ((<usize>v) << 4);
    const r0 = rowAt(table, width, o, 4 * v < n);
    const r1 = rowAt(table, width, o + 4, 4 * v + 1 < n);
    const r2 = rowAt(table, width, o + 8, 4 * v + 2 < n);
    const r3 = rowAt(table, width, o + 12, 4 * v + 3 < n);
    const mask = i32x4.lt_s(i32x4.add(i32x4.splat(4 * v), i32x4(0, 1, 2, 3)), i32x4.splat(n));
    for (let k: usize = 0; k < <usize>width; k += 16, at += 16 * stride) {
      const b0 = v128.load(r0 + k);
      const b1 = v128.load(r1 + k);
      const b2 = v128.load(r2 + k);
      const b3 = v128.load(r3 + k);
      if (!v128.any_true(v128.or(v128.or(b0, b1), v128.or(b2, b3)))) {
        for (let j: usize = 0; j < 16; j++) v128.store(at + j * stride, f32x4.splat(0));
        continue;
      }
      // byte j of each of the four rows becomes a lane of column j
      const low01 = v128.shuffle<i8>(b0, b1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const low23 = v128.shuffle<i8>(b2, b3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const high01 = v128.shuffle<i8>(b0, b1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const high23 = v128.shuffle<i8>(b2, b3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      fourColumns(v128.shuffle<i16>(low01, low23, 0, 8, 1, 9, 2, 10, 3, 11), mask, at, stride);
      fourColumns(v128.shuffle<i16>(low01, low23, 4, 12, 5, 13, 6, 14, 7, 15), mask, at + 4 * stride, stride);
      fourColumns(v128.shuffle<i16>(high01, high23, 0, 8, 1, 9, 2, 10, 3, 11), mask, at + 8 * stride, stride);
      fourColumns(v128.shuffle<i16>(high01, high23, 4, 12, 5, 13, 6, 14, 7, 15), mask, at + 12 * stride, stride);
    }
  }
}

/** Four columns of four bytes each as floats. */
function fourColumns(columns: v128, mask: v128, at: usize, stride: usize): void {
  const scale = f32x4.splat(1 / <f32>255);
  const low = i16x8.extend_low_i8x16_u(columns);
  const high = i16x8.extend_high_i8x16_u(columns);
  v128.store(at, v128.and(mask, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), scale)));
  v128.store(at + stride, v128.and(mask, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), scale)));
  v128.store(at + 2 * stride, v128.and(mask, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), scale)));
  v128.store(at + 3 * stride, v128.and(mask, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), scale)));
}

/** Where an example's bytes begin; any row at all where there is no example. */
function rowAt(table: usize, width: i32, o: usize, real: bool): usize {
  return real ? table + <usize>load<i32>(o) * <usize>width : table;
}
