import { ROW } from './layout';

// A list of an example is 8 bytes for each number that is not zero: where its row begins, and the number; then END. A list of a column
// is its length in bytes, then where the examples' rows begin.

/** Where the row begins that no list has. */
const END: u32 = 0xffffffff;
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

/** Lists one row of X: examples 0, 4, 8, …, then 1, 5, 9, …, each list after its length. */
export function listColumn(x: usize, vectors: i32, lists: usize, bytes: usize): void {
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

/** Bytes of one of the four lists of a column. */
export function entriesBytes(vectors: i32): usize {
  return 4 * <usize>(vectors + 2);
}

/** Whether nothing of a column is listed. */
export function empty(lists: usize, bytes: usize): bool {
  const some =
    load<u32>(lists) | load<u32>(lists + bytes) | load<u32>(lists + 2 * bytes) | load<u32>(lists + 3 * bytes);
  return some == 0;
}
