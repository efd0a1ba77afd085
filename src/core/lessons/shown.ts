import { fixed, short } from '../words/numbers.ts';

/** A measured number: four digits, in powers of ten where it is far from 1. */
export const shownNumber = (value: number): string => {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return fixed(value, 0);
  return size >= 1e4 || size < 1e-3
    ? short(value, 3)
    : fixed(value, size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
};
