import type { Frame } from '../../../core/frame/frame.ts';
import { fewOf } from '../../paint/series.ts';

/** One column of the plot: a layer's Jacobian, or the product of all. */
export interface JacobianColumn {
  /** From 0; null is the product. */
  layer: number | null;
  /** What stands before it: × where the next layer's Jacobian does, ⋯ where some are left out. */
  sign: '' | '×' | '⋯' | '=';
  /** Its singular values, largest first; null where they were not recorded. */
  singular: Float32Array | null;
}

/** The singular values of a layer's Jacobian in a frame, or of the product up to it. */
export const recordedOf = (frame: Frame | null, layer: number, product: boolean): Float32Array | null =>
  frame?.tensor(product && layer > 0 ? `σ M1…${layer + 1}` : `σ M${layer + 1}`) ?? null;

/** The columns in the order of the product, last layer first, at most so many, and with it at their end. One layer is its own
 *  product. */
export function columnsOf(frame: Frame | null, count: number, most: number): JacobianColumn[] {
  const layers = fewOf(
    Array.from({ length: count }, (_, i) => count - 1 - i),
    Math.max(2, most - 1),
  );
  const columns = layers.map((layer, i): JacobianColumn => {
    const before = layers[i - 1];
    const sign = before === undefined ? '' : before - layer === 1 ? '×' : '⋯';
    return { layer, sign, singular: recordedOf(frame, layer, false) };
  });
  if (count > 1) columns.push({ layer: null, sign: '=', singular: recordedOf(frame, count - 1, true) });
  return columns;
}

/** Decades of the axis that holds all of these and 1, as powers of 10. */
export function decadesOf(columns: readonly JacobianColumn[]): { low: number; high: number } {
  let low = -1;
  let high = 1;
  for (const { singular } of columns)
    for (const value of singular ?? []) {
      if (!(value > 0) || !Number.isFinite(value)) continue;
      low = Math.min(low, Math.floor(Math.log10(value)));
      high = Math.max(high, Math.ceil(Math.log10(value)));
    }
  return { low: Math.max(LEAST, low), high };
}
/** Below it float32 weights say nothing any more. */
const LEAST = -12;
