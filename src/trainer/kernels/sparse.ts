import { across4 } from './tiles';

// Products with examples most of whose numbers are zero, as pixels are: a vector of four zeros is left out of the sum. What is left
// out is a term ±0 of a sum that begins with +0 or a bias: it changes no bit, unless the other factor is no finite number (its
// product is NaN) or the bias is −0. Then the dense product is taken: see `allFinite`.

/** Bytes of the list of one vector of examples: its length, which columns, their vectors. One more of each is written than kept. */
export function listBytes(K: i32): usize {
  return 16 + 4 * <usize>((K + 4) & ~3) + 16 * <usize>(K + 1);
}
function vectorsIn(list: usize, K: i32): usize {
  return list + 16 + 4 * <usize>((K + 4) & ~3);
}

/** Lists what is not zero of four examples: offsets of columns in bytes of a row of W, and the vectors. X K×n. */
export function pack(x: usize, stride: usize, K: i32, list: usize): void {
  let o = list + 16;
  let v = vectorsIn(list, K);
  const zero = f32x4.splat(0);
  const end = (<usize>K) << 2;
  for (let k: usize = 0; k < end; k += 4, x += stride) {
    const four = v128.load(x);
    store<u32>(o, <u32>k);
    v128.store(v, four);
    const some = <usize>v128.any_true(f32x4.ne(four, zero));
    o += some << 2;
    v += some << 4;
  }
  store<u32>(list, <u32>(o - (list + 16)));
}

/** Y = W X + bias for the vectors of examples that are listed one after the other. Same bits as `forward` of tiles. */
export function forwardListed(
  W: usize,
  M: i32,
  I: i32,
  bias: usize,
  lists: usize,
  y: usize,
  stride: usize,
  vectors: i32,
): void {
  const w = (<usize>I) << 2;
  const bytes = listBytes(I);
  let r: i32 = 0;
  for (; r + 8 <= M; r += 8)
    for (let v: i32 = 0; v < vectors; v++)
      forwardEight(
        W + <usize>r * w,
        w,
        bias == 0 ? 0 : bias + ((<usize>r) << 2),
        lists + <usize>v * bytes,
        I,
        y + <usize>r * stride + ((<usize>v) << 4),
        stride,
      );
  for (; r < M; r++)
    for (let v: i32 = 0; v < vectors; v++)
      forwardOne(
        W + <usize>r * w,
        bias == 0 ? 0 : bias + ((<usize>r) << 2),
        lists + <usize>v * bytes,
        I,
        y + <usize>r * stride + ((<usize>v) << 4),
      );
}

function forwardEight(W: usize, w: usize, bias: usize, list: usize, K: i32, y: usize, stride: usize): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    a4 = a0,
    a5 = a0,
    a6 = a0,
    a7 = a0;
  if (bias != 0) {
    a0 = v128.load_splat<f32>(bias);
    a1 = v128.load_splat<f32>(bias, 4);
    a2 = v128.load_splat<f32>(bias, 8);
    a3 = v128.load_splat<f32>(bias, 12);
    a4 = v128.load_splat<f32>(bias, 16);
    a5 = v128.load_splat<f32>(bias, 20);
    a6 = v128.load_splat<f32>(bias, 24);
    a7 = v128.load_splat<f32>(bias, 28);
  }
  const w1 = W + w,
    w2 = w1 + w,
    w3 = w2 + w,
    w4 = w3 + w,
    w5 = w4 + w,
    w6 = w5 + w,
    w7 = w6 + w;
  let o = list + 16;
  let v = vectorsIn(list, K);
  for (const end = o + <usize>load<u32>(list); o < end; o += 4, v += 16) {
    const k = <usize>load<u32>(o);
    const x = v128.load(v);
    a0 = f32x4.add(a0, f32x4.mul(v128.load_splat<f32>(W + k), x));
    a1 = f32x4.add(a1, f32x4.mul(v128.load_splat<f32>(w1 + k), x));
    a2 = f32x4.add(a2, f32x4.mul(v128.load_splat<f32>(w2 + k), x));
    a3 = f32x4.add(a3, f32x4.mul(v128.load_splat<f32>(w3 + k), x));
    a4 = f32x4.add(a4, f32x4.mul(v128.load_splat<f32>(w4 + k), x));
    a5 = f32x4.add(a5, f32x4.mul(v128.load_splat<f32>(w5 + k), x));
    a6 = f32x4.add(a6, f32x4.mul(v128.load_splat<f32>(w6 + k), x));
    a7 = f32x4.add(a7, f32x4.mul(v128.load_splat<f32>(w7 + k), x));
  }
  v128.store(y, a0);
  v128.store((y += stride), a1);
  v128.store((y += stride), a2);
  v128.store((y += stride), a3);
  v128.store((y += stride), a4);
  v128.store((y += stride), a5);
  v128.store((y += stride), a6);
  v128.store((y += stride), a7);
}

function forwardOne(W: usize, bias: usize, list: usize, K: i32, y: usize): void {
  let a = bias == 0 ? f32x4.splat(0) : v128.load_splat<f32>(bias);
  let o = list + 16;
  let v = vectorsIn(list, K);
  for (const end = o + <usize>load<u32>(list); o < end; o += 4, v += 16)
    a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(W + <usize>load<u32>(o)), v128.load(v)));
  v128.store(y, a);
}

/** Rows of D that stay in the first-level cache while all columns go by. */
const ROWS = 32;

/** Rows [from, to) of G = D Xᵀ, over all examples; of X only vectors that are not zero. Same bits as `outer` of tiles.
 *  @param list room for the offsets of one row of X */
export function outerListed(
  d: usize,
  x: usize,
  stride: usize,
  G: usize,
  I: i32,
  from: i32,
  to: i32,
  vectors: i32,
  list: usize,
): void {
  const w = (<usize>I) << 2;
  const end = (<usize>vectors) << 4;
  const zero = f32x4.splat(0);
  for (let block = from; block < to; block += ROWS) {
    const last = min(to, block + ROWS);
    for (let c: i32 = 0; c < I; c++) {
      const row = x + <usize>c * stride;
      let o = list;
      for (let k: usize = 0; k < end; k += 16) {
        store<u32>(o, <u32>k);
        o += (<usize>v128.any_true(f32x4.ne(v128.load(row + k), zero))) << 2;
      }
      const g = G + ((<usize>c) << 2);
      let r = block;
      for (; r + 8 <= last; r += 8) outerEight(d + <usize>r * stride, stride, row, list, o, g + <usize>r * w, w);
      for (; r < last; r++) outerOne(d + <usize>r * stride, row, list, o, g + <usize>r * w);
    }
  }
}

function outerEight(d: usize, stride: usize, x: usize, list: usize, end: usize, g: usize, w: usize): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    a4 = a0,
    a5 = a0,
    a6 = a0,
    a7 = a0;
  const d1 = d + stride,
    d2 = d1 + stride,
    d3 = d2 + stride,
    d4 = d3 + stride,
    d5 = d4 + stride,
    d6 = d5 + stride,
    d7 = d6 + stride;
  for (; list < end; list += 4) {
    const k = <usize>load<u32>(list);
    const four = v128.load(x + k);
    a0 = f32x4.add(a0, f32x4.mul(v128.load(d + k), four));
    a1 = f32x4.add(a1, f32x4.mul(v128.load(d1 + k), four));
    a2 = f32x4.add(a2, f32x4.mul(v128.load(d2 + k), four));
    a3 = f32x4.add(a3, f32x4.mul(v128.load(d3 + k), four));
    a4 = f32x4.add(a4, f32x4.mul(v128.load(d4 + k), four));
    a5 = f32x4.add(a5, f32x4.mul(v128.load(d5 + k), four));
    a6 = f32x4.add(a6, f32x4.mul(v128.load(d6 + k), four));
    a7 = f32x4.add(a7, f32x4.mul(v128.load(d7 + k), four));
  }
  const low = across4(a0, a1, a2, a3);
  const high = across4(a4, a5, a6, a7);
  v128.store_lane<f32>(g, low, 0);
  v128.store_lane<f32>((g += w), low, 1);
  v128.store_lane<f32>((g += w), low, 2);
  v128.store_lane<f32>((g += w), low, 3);
  v128.store_lane<f32>((g += w), high, 0);
  v128.store_lane<f32>((g += w), high, 1);
  v128.store_lane<f32>((g += w), high, 2);
  v128.store_lane<f32>((g += w), high, 3);
}

function outerOne(d: usize, x: usize, list: usize, end: usize, g: usize): void {
  let a = f32x4.splat(0);
  for (; list < end; list += 4) {
    const k = <usize>load<u32>(list);
    a = f32x4.add(a, f32x4.mul(v128.load(d + k), v128.load(x + k)));
  }
  v128.store_lane<f32>(g, across4(a, a, a, a), 0);
}

/** Whether so many vectors hold finite numbers only. */
export function allFinite(at: usize, vectors: i32): bool {
  const zero = f32x4.splat(0);
  let a = zero;
  for (const end = at + ((<usize>vectors) << 4); at < end; at += 16) a = f32x4.add(a, f32x4.mul(v128.load(at), zero));
  return v128.all_true<i32>(f32x4.eq(a, a));
}

/** The same of so many rows. */
export function allRowsFinite(at: usize, stride: usize, rows: i32, vectors: i32): bool {
  for (let j: i32 = 0; j < rows; j++, at += stride) if (!allFinite(at, vectors)) return false;
  return true;
}

/** Whether one of so many floats is −0. */
export function someMinusZero(at: usize, floats: i32): bool {
  for (const end = at + ((<usize>floats) << 2); at < end; at += 4) if (load<u32>(at) == 0x80000000) return true;
  return false;
}
