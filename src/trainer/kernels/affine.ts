import { begin, i, p } from './instruction';
import { layInBlocks, layTransposed, ROW, someMinusZero } from './layout';
import { listBytes, listFour, TILE } from './lists';
import { total } from './losses';
import { forwardListed, outerListed } from './sparse';
import { forward, outer, transposed } from './tiles';
import * as W from './words';

// z = W x + b and its gradients. Each product is dense, or leaves zeros out where most of a factor is zero: that of the data is
// known beforehand, that of what a hidden layer makes is found out batch by batch. Both have the same bits.

/** A batch is listed where at most so many of its numbers are not zero. */
const MOST: f32 = 0.36;

/** Address of a thread's room, or 0. */
function roomOf(program: usize, part: i32): usize {
  const thread = part % max(1, load<i32>(W.C_THREADS));
  return thread < W.LISTERS ? <usize>load<i32>(program, W.ROOMS) + <usize>thread * load<u32>(program, W.ROOM) : 0;
}

/** Whether the weights are laid out for a factor. */
function isReady(program: usize, listing: usize, part: i32): bool {
  const ready = load<i32>(listing, W.READY) != 0;
  if (part == 0 && !ready) store<i32>(listing, load<i32>(listing, W.ASLEEP) - 1, W.ASLEEP);
  return ready && load<i32>(program, W.NOT_FINITE) == 0;
}

/** Rows of W for the products in which x, or ∂J/∂z, is listed: W, q, d, listing of x, listing of ∂J/∂z. */
export function layOut(program: usize, at: usize, part: i32, parts: i32): void {
  const q = i(at, 3);
  const d = i(at, 4);
  const fours = (q + 3) >> 2;
  const from = 4 * begin(fours, part, parts);
  const to = min(q, 4 * begin(fours, part + 1, parts));
  const x = p(at, 5);
  const dz = p(at, 6);
  let finite = true;
  if (wakes(x, part)) finite = layTransposed(p(at, 2), d, from, to, <usize>load<i32>(x, W.LAID));
  if (wakes(dz, part)) finite = layInBlocks(p(at, 2), q, d, from, to, <usize>load<i32>(dz, W.LAID)) && finite;
  if (!finite) atomic.store<i32>(program + W.NOT_FINITE, 1);
}

/** Whether a factor may be sparse this time; it counts as dense until its product says otherwise. Only the products change when it
 *  wakes, in another phase: all threads see the same. */
function wakes(listing: usize, part: i32): bool {
  if (listing == 0) return false;
  const awake = load<i32>(listing, W.ASLEEP) <= 0;
  if (part == 0) {
    store<i32>(listing, awake ? 1 : 0, W.READY);
    store<i32>(listing, 0, W.SPARSE);
  }
  return awake;
}

/** x, W, b, z, d, q, listing of x. */
export function affine(program: usize, at: usize, stride: usize, first: i32, vectors: i32, part: i32): void {
  const o = (<usize>first) << 4;
  const bias = p(at, 4);
  const d = i(at, 6);
  const q = i(at, 7);
  const listing = p(at, 8);
  const x = p(at, 2) + o;
  const z = p(at, 5) + o;
  const room: usize = listing == 0 ? 0 : roomOf(program, part);
  const done =
    room != 0 && isReady(program, listing, part) && (bias == 0 || !someMinusZero(bias, q))
      ? listed(program, listing, x, d, q, bias, z, stride, first, vectors, room, part)
      : 0;
  if (done < vectors) {
    const skip = (<usize>done) << 4;
    forward(p(at, 3), q, d, bias, x + skip, z + skip, stride, vectors - done);
  }
}

/** A product with a factor of `rows` rows that is listed. Returns the vectors of examples that are done; the rest is dense. */
function listed(
  program: usize,
  listing: usize,
  x: usize,
  rows: i32,
  outputs: i32,
  bias: usize,
  y: usize,
  stride: usize,
  first: i32,
  vectors: i32,
  room: usize,
  part: i32,
): i32 {
  const T = <usize>load<i32>(listing, W.LAID);
  const ofData = load<i32>(listing, W.OF_DATA) != 0;
  const starts = room;
  const own = starts + 4 * TILE;
  const lists = own + 4 * ROW;
  const bytes = listBytes(rows);
  for (let v: i32 = 0; v < vectors; v += TILE / 4) {
    const some = min(TILE / 4, vectors - v);
    if (ofData) startsOf(program, starts, first + v, some);
    else {
      let entries: f32 = 0;
      for (let k: i32 = 0; k < some; k++) {
        const four = lists + <usize>(4 * k) * bytes;
        for (let c: usize = 0; c < 4; c++) store<u32>(starts + ((<usize>(4 * k) + c) << 2), <u32>(four + c * bytes));
        entries += <f32>listFour(x + ((<usize>(v + k)) << 4), stride, rows, ROW, four);
      }
      if (entries > MOST * 4 * <f32>some * <f32>rows) {
        if (part == 0 && v == 0) store<i32>(listing, W.NAP, W.ASLEEP);
        return v;
      }
    }
    if (part == 0 && v == 0) store<i32>(listing, 1, W.SPARSE);
    forwardListed(T, rows, outputs, bias, starts, y + ((<usize>v) << 4), stride, some, own);
  }
  return vectors;
}

/** Where the lists of the batch's examples are; those beyond it have nothing in them. */
function startsOf(program: usize, starts: usize, first: i32, vectors: i32): void {
  const lists = <usize>load<i32>(program, W.LISTS);
  const n = load<i32>(program, W.N);
  const order = <usize>(load<i32>(program, W.ORDER) + 4 * load<i32>(program, W.FROM));
  for (let k = 4 * first; k < 4 * (first + vectors); k++, starts += 4) {
    const example = order + ((<usize>k) << 2);
    store<u32>(starts, k < n ? load<u32>(lists + 8 + ((<usize>load<i32>(example)) << 2)) : <u32>lists);
  }
}

/** ∂J/∂x = Wᵀ ∂J/∂z: dz, W, dx, q, d, listing of dz. */
export function affineBackX(program: usize, at: usize, stride: usize, first: i32, vectors: i32, part: i32): void {
  const o = (<usize>first) << 4;
  const q = i(at, 5);
  const d = i(at, 6);
  const listing = p(at, 7);
  const dz = p(at, 2) + o;
  const dx = p(at, 4) + o;
  const room: usize = listing == 0 ? 0 : roomOf(program, part);
  const done =
    room != 0 && isReady(program, listing, part)
      ? listed(program, listing, dz, q, d, 0, dx, stride, first, vectors, room, part)
      : 0;
  if (done < vectors) {
    const skip = (<usize>done) << 4;
    transposed(p(at, 3), q, d, dz + skip, dx + skip, stride, vectors - done);
  }
}

/** ∂J/∂W = ∂J/∂z xᵀ, ∂J/∂b = Σ ∂J/∂z: dz, x, dW, db, q, d, listing of x. */
export function affineBackW(program: usize, at: usize, part: i32, parts: i32): void {
  const q = i(at, 6);
  const d = i(at, 7);
  const vectors = load<i32>(program, W.VECTORS);
  const stride = <usize>load<i32>(program, W.STRIDE);
  const from = begin(q, part, parts);
  const to = begin(q, part + 1, parts);
  const listing = p(at, 8);
  // all threads or none: those that leave zeros out share the columns
  const sparse = listing != 0 && load<i32>(listing, W.SPARSE) != 0 && load<i32>(W.C_THREADS) <= W.LISTERS;
  const fours = (d + 3) >> 2;
  const left = 4 * begin(fours, part, parts);
  const right = min(d, 4 * begin(fours, part + 1, parts));
  if (!sparse || !outerListed(p(at, 2), p(at, 3), stride, p(at, 4), q, d, left, right, vectors, roomOf(program, part)))
    outer(p(at, 2), p(at, 3), stride, p(at, 4), d, from, to, vectors);
  const db = p(at, 5);
  if (db != 0)
    for (let j = from; j < to; j++)
      store<f32>(db + ((<usize>j) << 2), <f32>total(p(at, 2) + <usize>j * stride, vectors));
}
