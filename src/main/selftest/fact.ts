import type { FactOutcome } from '../../core/self-test.ts';
import type { Bench } from '../bench.ts';

/** One number of the lecture, and how it is made again on this computer. */
export interface Fact {
  id: string;
  /** What it is, with where the lecture has it. */
  what: string;
  want: FactOutcome['want'];
  measure: (bench: Bench) => Promise<number>;
}

/** Whether what was measured is what is wanted. NaN is not. */
export function holds({ want }: Fact, got: number): boolean {
  if ('value' in want) return Math.abs(got - want.value) <= want.within;
  return got >= want.least && got <= want.most;
}
