import { BLOCK, columns, layExamples, ROW } from './layout';
import { empty, entriesBytes, listColumn } from './lists';
import { add4, add8, sum4, sum8 } from './rows';

// Products in which what is zero is not multiplied. Of one factor only the numbers that are not zero are listed; for each of them a
// row of the other factor is added, 32 numbers in eight registers at once. A term that is left out is ±0, and the sum it is left out
// of begins with +0 or a bias: no bit changes, unless the row holds a number that is not finite (its product is NaN) or the bias is
// −0. Then the dense product of tiles is taken. Sums have the order of tiles.

/** Y = Tᵀ X + bias for so many vectors of listed examples. T K×M in blocks, Y M×n.
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

/** Columns of X that are listed before rows are added for them. */
const TOGETHER = 16;

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
