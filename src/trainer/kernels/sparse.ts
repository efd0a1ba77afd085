import { transpose4 } from './data';
import { add4, add8, sum4, sum8 } from './rows';

// Products in which what is zero is not multiplied. Of one factor only the numbers that are not zero are listed; for each of them a
// row of the other factor is added, 32 numbers in eight registers at once. A term that is left out is ±0, and the sum it is left out
// of begins with +0 or a bias: no bit changes, unless the row holds a number that is not finite (its product is NaN) or the bias is
// −0. Then the dense product of tiles is taken. Sums have the order of tiles.
//
// A list is 8 bytes for each number that is not zero: where its row begins, and the number; then END.

/** Where the row begins that no list has. */
const END: u32 = 0xffffffff;
/** Outputs of a block: a matrix of which rows are added lies in blocks of so many columns, one after the other. */
const BLOCK = 32;
/** Bytes of a row of a block. */
export const ROW: usize = 128;

/** Examples that are listed before rows are added for them. */
export const TILE = 32;

/** Bytes of a list of at most so many entries. */
export function listBytes(entries: i32): usize {
  return 8 * <usize>(entries + 1);
}

/** Lists so many examples of a table of floats, or of bytes, 0 … 255 as 0 … 1. At `lists` an empty list is written, then the address of
 *  each example's, then these. */
export function listTable(table: usize, bytes: bool, width: i32, count: i32, lists: usize): void {
  store<u32>(lists, END);
  let p = (lists + 8 + 4 * <usize>count + 7) & ~7;
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u32>(lists + 8 + (i << 2), <u32>p);
    for (let k: usize = 0; k < <usize>width; k++) {
      let value: f32 = 0;
      if (bytes) {
        value = <f32>load<u8>(table + k) * (1 / <f32>255);
      } else value = load<f32>(table + (k << 2));
      if (value == 0) continue;
      store<u32>(p, <u32>(k * ROW));
      store<f32>(p, value, 4);
      p += 8;
    }
    store<u32>(p, END);
    p += 8;
    table += bytes ? <usize>width : (<usize>width) << 2;
  }
}

/** Lists a vector of four examples, rows of `step` bytes each; one list beside the other. X K×n. Returns the entries. */
export function listFour(x: usize, stride: usize, K: i32, step: usize, lists: usize): i32 {
  const bytes = listBytes(K);
  const l1 = lists + bytes,
    l2 = l1 + bytes,
    l3 = l2 + bytes;
  let p0 = lists,
    p1 = l1,
    p2 = l2,
    p3 = l3;
  const zero = f32x4.splat(0);
  for (let k: usize = 0, end = <usize>K * step; k < end; k += step, x += stride) {
    const four = v128.load(x);
    const some = <usize>i32x4.bitmask(f32x4.ne(four, zero));
    if (some == 0) continue;
    store<u32>(p0, <u32>k);
    store<u32>(p1, <u32>k);
    store<u32>(p2, <u32>k);
    store<u32>(p3, <u32>k);
    v128.store_lane<f32>(p0, four, 0, 4);
    v128.store_lane<f32>(p1, four, 1, 4);
    v128.store_lane<f32>(p2, four, 2, 4);
    v128.store_lane<f32>(p3, four, 3, 4);
    p0 += (some & 1) << 3;
    p1 += (some & 2) << 2;
    p2 += (some & 4) << 1;
    p3 += some & 8;
  }
  store<u32>(p0, END);
  store<u32>(p1, END);
  store<u32>(p2, END);
  store<u32>(p3, END);
  return <i32>((p0 - lists + (p1 - l1) + (p2 - l2) + (p3 - l3)) >> 3);
}

/** Y = Tᵀ X + bias for at most TILE examples, in so many vectors. T K×M in blocks, Y M×n.
 *  @param starts address of each example's list
 *  @param room for four rows of a block */
export function forwardListed(
  T: usize,
  K: i32,
  M: i32,
  bias: usize,
  starts: usize,
  y: usize,
  stride: usize,
  vectors: i32,
  room: usize,
): void {
  for (let r: i32 = 0; r < M; r += BLOCK, T += <usize>K * ROW) {
    const rows = min(BLOCK, M - r);
    const b = bias == 0 ? 0 : bias + ((<usize>r) << 2);
    for (let v: usize = 0; v < <usize>vectors; v++) {
      for (let e: usize = 0; e < 4; e++) {
        const list = <usize>load<u32>(starts + (v << 4) + (e << 2));
        if (rows > 16) add8(list, T, b, room + e * ROW);
        else add4(list, T, b, room + e * ROW);
      }
      columns(room, y + <usize>r * stride + (v << 4), stride, rows);
    }
  }
}

/** Four rows of a block as columns of so many rows. */
function columns(four: usize, into: usize, stride: usize, rows: i32): void {
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

/** Columns of X that are listed before rows are added for them. */
const TOGETHER = 16;

/** Bytes of room that `outerListed` needs. */
export function outerRoom(M: i32, vectors: i32): usize {
  const blocks = (M + BLOCK - 1) / BLOCK;
  return 8 * ROW + <usize>TOGETHER * 4 * entriesBytes(vectors) + <usize>(blocks * vectors) * 4 * ROW;
}
function entriesBytes(vectors: i32): usize {
  return 4 * <usize>(vectors + 2);
}

/** Columns [from, to) of G = D Xᵀ, over all examples; `from` is a multiple of 4. Lists hold where examples begin in the transposed D:
 *  one for each of the four partial sums that `outer` of tiles has. D M×n, X I×n, G M×I.
 *  @returns whether it could be done: D is finite */
export function outerListed(
  d: usize,
  x: usize,
  stride: usize,
  G: usize,
  M: i32,
  I: i32,
  from: i32,
  to: i32,
  vectors: i32,
  room: usize,
): bool {
  const lists = room + 8 * ROW;
  const bytes = entriesBytes(vectors);
  const D = lists + <usize>TOGETHER * 4 * bytes;
  if (!layExamples(d, stride, M, vectors, D)) return false;
  const block = <usize>vectors * 4 * ROW;
  const w = (<usize>I) << 2;
  for (let c = from; c < to; c += TOGETHER) {
    const some = min(TOGETHER, to - c);
    for (let k: i32 = 0; k < some; k++)
      listColumn(x + <usize>(c + k) * stride, vectors, lists + <usize>k * 4 * bytes, bytes);
    let Db = D;
    for (let r: i32 = 0; r < M; r += BLOCK, Db += block) {
      const rows = min(BLOCK, M - r);
      for (let k: i32 = 0; k < some; k++) {
        const q = <usize>(k & 3);
        const list = lists + <usize>k * 4 * bytes;
        if (empty(list, bytes)) memory.fill(room + q * ROW, 0, ROW);
        else if (rows > 16) sum8(list, bytes, x + <usize>(c + k) * stride, Db, room + q * ROW, room + 4 * ROW);
        else sum4(list, bytes, x + <usize>(c + k) * stride, Db, room + q * ROW, room + 4 * ROW);
        const g = G + <usize>r * w + ((<usize>(c + k)) << 2);
        if (q == 3) columns(room, g - 12, w, rows);
        else if (k == some - 1)
          for (let one: usize = 0; one <= q; one++)
            for (let j: usize = 0; j < <usize>rows; j++)
              store<f32>(g - ((q - one) << 2) + j * w, load<f32>(room + one * ROW + (j << 2)));
      }
    }
  }
  return true;
}

/** D (M×n) transposed, in blocks. Whether it is finite. */
function layExamples(d: usize, stride: usize, M: i32, vectors: i32, D: usize): bool {
  const block = <usize>vectors * 4 * ROW;
  for (let j: i32 = 0; j < M; j++) if (!allFinite(d + <usize>j * stride, (<usize>vectors) << 4)) return false;
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

/** Lists one row of X: examples 0, 4, 8, …, then 1, 5, 9, …, each list after its length. */
function listColumn(x: usize, vectors: i32, lists: usize, bytes: usize): void {
  const l1 = lists + bytes,
    l2 = l1 + bytes,
    l3 = l2 + bytes;
  let p0 = lists + 4,
    p1 = l1 + 4,
    p2 = l2 + 4,
    p3 = l3 + 4;
  const zero = f32x4.splat(0);
  for (let i: usize = 0, end = <usize>vectors * 4 * ROW; i < end; i += 4 * ROW, x += 16) {
    const some = <usize>i32x4.bitmask(f32x4.ne(v128.load(x), zero));
    if (some == 0) continue;
    store<u32>(p0, <u32>i);
    store<u32>(p1, <u32>(i + ROW));
    store<u32>(p2, <u32>(i + 2 * ROW));
    store<u32>(p3, <u32>(i + 3 * ROW));
    p0 += (some & 1) << 2;
    p1 += (some & 2) << 1;
    p2 += some & 4;
    p3 += (some & 8) >> 1;
  }
  store<u32>(lists, <u32>(p0 - lists - 4));
  store<u32>(l1, <u32>(p1 - l1 - 4));
  store<u32>(l2, <u32>(p2 - l2 - 4));
  store<u32>(l3, <u32>(p3 - l3 - 4));
}

/** Whether nothing of a column is listed. */
function empty(lists: usize, bytes: usize): bool {
  const some =
    load<u32>(lists) | load<u32>(lists + bytes) | load<u32>(lists + 2 * bytes) | load<u32>(lists + 3 * bytes);
  return some == 0;
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
