import type { Graph, Operator } from './graph.ts';

/** An affine operator z = W x + b that may leave zeros out: W is laid out a second time for it. */
export interface SparseProduct {
  /** Name of z. */
  output: string;
  /** Columns of x, and of z. */
  d: number;
  q: number;
  /** Whether x is the data; whether x, and ∂J/∂z, may be mostly zeros. */
  ofData: boolean;
  x: boolean;
  dz: boolean;
}

/** Smaller products and batches are not worth it; larger matrices are not laid out a second time. */
export const leastSparse = { width: 64, units: 32, batch: 32 } as const;
const MOST_WEIGHTS = 2 ** 22;
/** Data with a larger share of numbers that are not zero are multiplied as fast as they are. */
export const mostDense = 0.4;

/** The affine operators that may leave zeros out: those of data that are mostly zeros, and of what ReLU and dropout leave.
 *  @param n the largest batch @param everywhere whether it is worth it or not (for tests) */
export function sparseProducts(graph: Graph, sparseData: boolean, n: number, everywhere = false): SparseProduct[] {
  return graph.operators.flatMap((operator) => {
    if (operator.operation.kind !== 'affine') return [];
    const product = productOf(graph, operator, sparseData, n, everywhere);
    return product.x || product.dz ? [product] : [];
  });
}

function productOf(
  graph: Graph,
  { inputs, output }: Operator,
  sparseData: boolean,
  n: number,
  everywhere: boolean,
): SparseProduct {
  const columns = (name: string | undefined): number => graph.variables.find((v) => v.name === name)?.columns ?? 0;
  const [d, q] = [columns(inputs[0]), columns(output)];
  const learns = graph.variables.some((v) => v.name === inputs[0] && v.gradient);
  const ofData = inputs[0] === 'x';
  const before = graph.operators.find((operator) => operator.output === inputs[0]);
  const after = graph.operators.find((operator) => operator.inputs[0] === output);
  const large = everywhere || (n >= leastSparse.batch && d * q <= MOST_WEIGHTS && d >= leastSparse.width);
  const wide = everywhere || (large && q >= leastSparse.units);
  return {
    output,
    d,
    q,
    ofData,
    x: ofData ? large && sparseData : wide && (everywhere || leavesZeros(before)),
    dz: learns && wide && (everywhere || (q >= leastSparse.width && leavesZeros(after))),
  };
}

const leavesZeros = (operator: Operator | undefined): boolean =>
  operator?.operation.kind === 'dropout' ||
  (operator?.operation.kind === 'activation' && operator.operation.fn === 'relu');

/** Bytes of a K×M matrix in blocks of 32 columns (kernels/layout.ts). */
export const blocksOf = (K: number, M: number): number => 128 * K * Math.ceil(M / 32);

/** Bytes of a thread's room for sparse products, as kernels/affine.ts and kernels/sparse.ts use it: for 32 lists of as many entries
 *  as the factor has rows, and four outputs; or for a transposed ∂J/∂z and the lists of 16 columns. */
export const roomOf = (products: SparseProduct[], n: number): number =>
  Math.max(0, ...products.map((own) => room(own, n)));

function room({ d, q, ofData, x, dz }: SparseProduct, n: number): number {
  const vectors = Math.ceil(n / 4);
  const rows = Math.max(x && !ofData ? d : 0, dz ? q : 0);
  const listed = 32 * 4 + 4 * 128 + 32 * 8 * (rows + 1);
  const outer = x ? 1024 + 64 * 4 * (vectors + 2) + Math.ceil(q / 32) * vectors * 512 : 0;
  return 64 * Math.ceil(Math.max(listed, outer) / 64);
}

/** Bytes of the lists of so many examples, with the address of each (kernels/lists.ts). */
export const listsOf = (count: number, entries: number): number => 16 + 4 * count + 8 * (entries + count);
