import { ARENA } from '../kernels/words.ts';

/** Where a tensor lies in the engine's memory, in bytes. */
export interface Place {
  name: string;
  /** `'n'`: one for each example of the batch. Such a tensor lies unit by unit, the examples of a unit side by side. */
  rows: number | 'n';
  columns: number;
  at: number;
  /** 0: no gradient. */
  gradient: number;
}

/** Bytes of a cache line. */
const LINE = 64;

/** Hands out memory once and for all, from low to high addresses; nothing is ever given back. */
export class Arena {
  bytes = ARENA;

  /** @param bytes as many as needed @returns the address, at the beginning of a cache line */
  take(bytes: number): number {
    this.bytes = Math.ceil(this.bytes / LINE) * LINE;
    const at = this.bytes;
    this.bytes += bytes;
    return at;
  }
}

/** Bytes between two units of a batch of at most n examples: whole vectors of four; where a unit fills more than two cache
 *  lines, an odd number of lines, so that the units of a layer do not crowd into a few sets of the cache. */
export function strideOf(n: number): number {
  const bytes = 16 * Math.ceil(n / 4);
  if (bytes <= 2 * LINE) return bytes;
  const lines = Math.ceil(bytes / LINE);
  return LINE * (lines % 2 === 0 ? lines + 1 : lines);
}

/** Floats, rounded up so that vectors of four never read beyond. */
export const padded = (floats: number): number => 4 * Math.ceil(floats / 4);
