import type { Bench } from '../bench.ts';

/** One number of the lecture, and how it is made again on this computer. */
export interface Fact {
  id: string;
  /** What it is, with where the lecture has it. */
  what: string;
  /** The number, and by how much another may differ; or the range it has to be in. */
  want: { value: number; within: number } | { least: number; most: number };
  measure: (bench: Bench) => Promise<number>;
}

/** Whether what was measured is what is wanted. NaN is not. */
export function holds({ want }: Fact, got: number): boolean {
  if ('value' in want) return Math.abs(got - want.value) <= want.within;
  return got >= want.least && got <= want.most;
}

/** The middle of several; of an even number the upper of the two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
