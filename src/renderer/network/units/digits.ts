import { fixed, short, written } from '../../../core/words/numbers.ts';

/** Six significant digits: −1.05823; a dash while it is not known. */
export function six(v: number | null | undefined): string {
  if (v === null || v === undefined) return '–';
  if (!Number.isFinite(v)) return fixed(v);
  if (v === 0) return '0';
  const size = Math.abs(v);
  return written(size < 1e-4 || size >= 1e6 ? v.toExponential(5) : v.toPrecision(6));
}

/** A fixed number of decimals, or a power of ten where they would all be 0. An exact 0 is told from what is small. */
export function decimals(v: number | null | undefined, places: number): string {
  if (v === null || v === undefined) return '–';
  if (v === 0) return '0';
  return Math.abs(v) < 0.5 * 10 ** -places ? short(v, 2) : fixed(v, places);
}
