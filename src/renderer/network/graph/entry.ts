import { fixed, written } from '../../../core/words/numbers.ts';

/** An entry in a cell of a node, in at most six signs: three digits, or of what is tiny or huge one and its power of ten. */
export function numberText(v: number): string {
  const size = Math.abs(v);
  if (v === 0 || !Number.isFinite(v)) return Number.isFinite(v) ? '0' : fixed(v);
  if (size < 0.0005 || size >= 99_999.5) return written(v.toExponential(0));
  if (Number.isInteger(v)) return fixed(v, 0);
  return fixed(v, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
