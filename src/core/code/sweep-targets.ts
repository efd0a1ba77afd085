import type { Sweep } from '../sweep/schema.ts';
import { ray } from './ray.ts';

/** What a sweep can leave as. */
export interface SweepTarget {
  title: string;
  language: 'python';
  /** What the file is called. */
  file: string;
  /** The program for a sweep without problems. Its results are the CSV that the lab writes, to the columns. */
  generate: (sweep: Sweep) => string;
}

export const sweepTargets = {
  ray: { title: 'Ray Tune', language: 'python', file: 'sweep.py', generate: ray },
} satisfies Record<string, SweepTarget>;

export type SweepTargetId = keyof typeof sweepTargets;
export const sweepTargetIds = Object.keys(sweepTargets) as [SweepTargetId, ...SweepTargetId[]];
/** The registry with its entries at their full type, for code that iterates over it. */
export const sweepTargetOf = (id: SweepTargetId): SweepTarget => sweepTargets[id];
