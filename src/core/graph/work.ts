import type { Floats } from '../floats.ts';

/** A variable's memory: value and, where backpropagation needs it, gradient; rows × columns, row after row. */
export interface Tensor {
  name: string;
  rows: number | 'n';
  columns: number;
  value: Floats;
  gradient: Floats;
}

/** What every kernel of one walker sees: how many examples this batch has, and whether dropout drops. */
export interface Batch {
  n: number;
  training: boolean;
}

/** Computes units [from, to) of its result; whoever calls it may rest between two calls. */
export type Kernel = (from: number, to: number) => void;

/** A kernel with what a scheduler must know. */
export interface Work {
  run: Kernel;
  /** Rows of the result; each is `split` units (1 if not given), so that no unit of a wide layer takes long. */
  rows: number | 'n';
  split?: number;
  /** Multiply-adds of one unit. */
  cost: number;
}

/** Units of a kernel with n examples in the batch. */
export const unitsOf = ({ rows, split = 1 }: Work, n: number): number => (rows === 'n' ? n : rows) * split;

/** A row that costs more than this is split. */
const LONG_ROW = 200_000;

/** Work on rows that each have `parts` parts of a cost: whole rows where they are cheap, else part by part. */
export function rowWork(
  rows: number | 'n',
  parts: number,
  cost: number,
  compute: (row: number, from: number, to: number) => void,
): Work {
  if (parts * cost <= LONG_ROW) {
    const run: Kernel = (from, to) => {
      for (let row = from; row < to; row++) compute(row, 0, parts);
    };
    return { rows, cost: parts * cost, run };
  }
  const run: Kernel = (from, to) => {
    for (let unit = from; unit < to;) {
      const row = Math.floor(unit / parts);
      const first = unit - row * parts;
      const end = Math.min(parts, first + to - unit);
      compute(row, first, end);
      unit += end - first;
    }
  };
  return { rows, split: parts, cost, run };
}
