import type { NormKind, Norms } from './norms.ts';

/** Decades the axis has in any case. */
export const flowDecades = {
  ratio: [1e-6, 1],
  dW: [1e-4, 10],
  dh: [1e-4, 10],
} as const satisfies Record<NormKind, readonly [number, number]>;
/** Frames whose ticks are drawn. */
const TRAIL = 80;
/** Values the quartiles are taken from. */
const SAMPLE = 200;

/** One row of the gradient flow. */
export interface FlowRow {
  /** The last values, oldest first, now the last. */
  trail: number[];
  /** The middle half of the run up to now. */
  middle: [number, number] | null;
  now: number;
}

/** The rows of all layers at a row of the recording. */
export function flowRows(norms: Norms, row: number): FlowRow[] {
  return norms.names.map((_, layer) => {
    const at = (i: number): number => norms.at(i, layer);
    const from = Math.max(0, row - TRAIL + 1);
    const trail = Array.from({ length: row - from + 1 }, (_unused, i) => at(from + i));
    const stride = Math.max(1, Math.ceil((row + 1) / SAMPLE));
    const all = Array.from({ length: Math.ceil((row + 1) / stride) }, (_unused, i) => at(i * stride))
      .filter((v) => v > 0)
      .sort((a, b) => a - b);
    const quantile = (q: number): number => all[Math.floor(q * (all.length - 1))] ?? NaN;
    return { trail, middle: all.length > 1 ? [quantile(0.25), quantile(0.75)] : null, now: at(row) };
  });
}

/** Where a value lies on an axis of decades, 0 to 1; an exact 0 lies before it. */
export const flowShare = (value: number, [low, high]: readonly [number, number]): number =>
  Math.max(0, Math.min(1, (Math.log10(value) - low) / (high - low)));
