import { transpose4 } from './data';

// How a matrix lies of which rows are added: in blocks of 32 columns, one after the other.

/** Outputs of a block. */
export const BLOCK = 32;
/** Bytes of a row of a block. */
export const ROW: usize = 128;

/** Rows [from, to) of W (M×K) as columns of T (K×M, in blocks); `from` is a multiple of 4. Whether all are finite. */
export function layTransposed(W: usize, K: i32, from: i32, to: i32, T: usize): bool {
  const w = (<usize>K) << 2;
  const whole = w & ~15;
  for (let j = from, end = 0; j < to; j = end) {
    end = min(to, (j / BLOCK + 1) * BLOCK);
    const block = T + <usize>(j / BLOCK) * <usize>K * ROW;
    // all rows of the block before the next columns: what is written is written whole cache lines at a time
    for (let k: usize = 0; k < whole; k += 16) {
      let into = block + (k >> 2) * ROW + ((<usize>(j % BLOCK)) << 2);
      let row = W + <usize>j * w + k;
      for (let r = j; r + 4 <= end; r += 4, row += 4 * w, into += 16)
        transpose4(row, row + w, row + 2 * w, row + 3 * w, into, ROW);
    }
    const fours = j + ((end - j) & ~3);
    for (let r = j; r < end; r++)
      for (let k: usize = r < fours ? whole : 0; k < w; k += 4)
        store<f32>(block + (k >> 2) * ROW + ((<usize>(r % BLOCK)) << 2), load<f32>(W + <usize>r * w + k));
  }
  return allFinite(W + <usize>from * w, <usize>(to - from) * w);
}

/** Rows [from, to) of W (K×M) in blocks. Whether all are finite. */
export function layInBlocks(W: usize, K: i32, M: i32, from: i32, to: i32, T: usize): bool {
  const w = (<usize>M) << 2;
  const block = <usize>K * ROW;
  for (let k = from; k < to; k++) {
    const row = W + <usize>k * w;
    for (let m: usize = 0, into = T + <usize>k * ROW; m < w; m += ROW, into += block)
      memory.copy(into, row + m, min(ROW, w - m));
  }
  return allFinite(W + <usize>from * w, <usize>(to - from) * w);
}

/** D (M×n) transposed, in blocks. Whether it is finite. */
export function layExamples(d: usize, stride: usize, M: i32, vectors: i32, D: usize): bool {
  const block = <usize>vectors * 4 * ROW;
  for (let j: i32 = 0; j < M; j++) if (!allFinite(d + <usize>j * stride, (<usize>vectors) << 4)) return false;
  // lanes beyond the last row are multiplied too, and what lies in them by chance may be slow
  if (M % BLOCK != 0) memory.fill(D + <usize>(M / BLOCK) * block, 0, block);
  let j: i32 = 0;
  for (; j + 4 <= M; j += 4) {
    const row = d + <usize>j * stride;
    let into = D + <usize>(j / BLOCK) * block + ((<usize>(j % BLOCK)) << 2);
    for (let v: usize = 0; v < <usize>vectors; v++, into += 4 * ROW)
      transpose4(
        row + (v << 4),
        row + stride + (v << 4),
        row + 2 * stride + (v << 4),
        row + 3 * stride + (v << 4),
        into,
        ROW,
      );
  }
  for (; j < M; j++) {
    const row = d + <usize>j * stride;
    let into = D + <usize>(j / BLOCK) * block + ((<usize>(j % BLOCK)) << 2);
    for (let i: usize = 0; i < (<usize>vectors) << 2; i++, into += ROW) store<f32>(into, load<f32>(row + (i << 2)));
  }
  return true;
}

/** Four rows of a block as columns of so many rows. */
export function columns(four: usize, into: usize, stride: usize, rows: i32): void {
  let r: i32 = 0;
  for (; r + 4 <= rows; r += 4, four += 16, into += 4 * stride)
    transpose4(four, four + ROW, four + 2 * ROW, four + 3 * ROW, into, stride);
  for (; r < rows; r++, four += 4, into += stride) {
    let one = v128.load32_zero(four);
    one = v128.load_lane<f32>(four + ROW, one, 1);
    one = v128.load_lane<f32>(four + 2 * ROW, one, 2);
    one = v128.load_lane<f32>(four + 3 * ROW, one, 3);
    v128.store(into, one);
  }
}

/** Whether so many bytes of floats, a multiple of 4, hold finite numbers only. */
export function allFinite(at: usize, bytes: usize): bool {
  const zero = f32x4.splat(0);
  let a = zero;
  let b = zero;
  const end = at + bytes;
  for (; at + 32 <= end; at += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(at), zero));
    b = f32x4.add(b, f32x4.mul(v128.load(at, 16), zero));
  }
  for (; at < end; at += 4) a = f32x4.add(a, f32x4.mul(v128.load32_zero(at), zero));
  a = f32x4.add(a, b);
  return v128.all_true<i32>(f32x4.eq(a, a));
}

/** Whether one of so many floats is −0. */
export function someMinusZero(at: usize, floats: i32): bool {
  for (const end = at + ((<usize>floats) << 2); at < end; at += 4) if (load<u32>(at) == 0x80000000) return true;
  return false;
}
