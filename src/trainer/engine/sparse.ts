import type { Examples } from '../../core/examples.ts';
import type { Graph } from '../../core/graph/graph.ts';
import {
  blocksOf,
  leastSparse,
  listsOf,
  mostDense,
  roomOf,
  sparseProducts,
  type SparseProduct,
} from '../../core/graph/sparse.ts';
import { listers } from '../../core/plan/memory.ts';
import type { DataPart } from '../../core/plan/shape.ts';
import * as W from '../kernels/words.ts';
import type { Arena } from './arena.ts';

/** Whether zeros are left out of products: where it was measured to pay, or (for tests) never or wherever it can be done. */
export type Skips = 'measured' | 'never' | 'always';

/** Which factors of an affine operator may be listed, by the addresses of what is known of them (words.ts); 0: none. */
export interface Listings {
  x: number;
  dz: number;
  /** What products with x cost, to dense ones. */
  cost: number;
}
export const DENSE: Listings = { x: 0, dz: 0, cost: 1 };
/** What an entry of a list costs, to a multiply-add of a dense product. */
const ENTRY = 1.5;

/** An affine operator that may leave zeros out, and where its weights lie for that: for x, and for ∂J/∂z. */
interface Laid extends SparseProduct {
  forX: number;
  forDz: number;
}

/** What the sparse products of a run need. */
export interface Sparse {
  /** How many numbers of each part's examples are not zero; null where most are. */
  entries: Record<DataPart, number> | null;
  /** Share of the training examples' numbers that are not zero. */
  density: number;
  /** Smaller batches are not listed. */
  least: number;
  rooms: number;
  room: number;
  laid: Laid[];
}

function nonZero({ x }: Examples): number {
  let count = 0;
  for (let i = 0; i < x.length; i++) if (x[i] !== 0) count++;
  return count;
}

/** Measures how sparse the examples are. */
export function entriesOf(data: Record<DataPart, Examples>, skips: Skips): Record<DataPart, number> | null {
  const { train } = data;
  if (skips === 'never' || (skips === 'measured' && train.width < leastSparse.width)) return null;
  const entries = { train: nonZero(train), validation: nonZero(data.validation), test: nonZero(data.test) };
  return skips === 'always' || entries.train <= mostDense * train.x.length ? entries : null;
}

/** Takes memory for lists and laid out weights.
 *  @param n the largest batch */
export function takeSparse(
  arena: Arena,
  graph: Graph,
  data: Record<DataPart, Examples>,
  n: number,
  skips: Skips,
): Sparse {
  const entries = entriesOf(data, skips);
  const density = entries ? entries.train / data.train.x.length : 1;
  const products = skips === 'never' ? [] : sparseProducts(graph, entries !== null, n, skips === 'always');
  const laid = products.map((product) => ({
    ...product,
    forX: product.x ? arena.take(blocksOf(product.d, product.q)) : 0,
    forDz: product.dz ? arena.take(blocksOf(product.q, product.d)) : 0,
  }));
  const room = roomOf(products, n);
  const least = skips === 'always' ? 0 : leastSparse.batch;
  return { entries, density, least, rooms: arena.take(listers * room), room, laid };
}

/** What one program's products know of their factors: nothing where its batches are small.
 *  @param n its batch size */
export function takeListings(
  arena: Arena,
  { laid, density, least }: Sparse,
  n: number,
  backward: boolean,
): Map<string, Listings> {
  if (n < least) return new Map();
  const one = (there: boolean): number => (there ? arena.take(W.LISTING) : 0);
  return new Map(
    laid.map(({ output, ofData, x, dz }) => [
      output,
      { x: one(x), dz: one(dz && backward), cost: ofData ? Math.min(1, ENTRY * density) : 1 },
    ]),
  );
}

/** Writes where the weights of a program's products are laid out, and which factor is the data. */
export function writeListings(words: Int32Array, { laid }: Sparse, listings: Map<string, Listings>): void {
  for (const { output, ofData, forX, forDz } of laid) {
    const { x, dz } = listings.get(output) ?? DENSE;
    if (x !== 0) {
      words[(x + W.LAID) / 4] = forX;
      words[(x + W.OF_DATA) / 4] = ofData ? 1 : 0;
    }
    if (dz !== 0) words[(dz + W.LAID) / 4] = forDz;
  }
}

/** Takes memory for the lists of each part, or none. */
export function takeLists(
  arena: Arena,
  { entries }: Sparse,
  data: Record<DataPart, Examples>,
): Record<DataPart, number> {
  const one = (part: DataPart): number => (entries ? arena.take(listsOf(data[part].count, entries[part])) : 0);
  return { train: one('train'), validation: one('validation'), test: one('test') };
}
