import type { Problem } from '../../core/plan/problem.ts';
import { problemSentence } from '../../core/words/problems.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import { layerAt, partAt, repairOf, type Repair } from '../document/repairs.ts';

/** A problem as a block shows it. */
export interface Painted {
  sentence: string;
  hint: boolean;
  repair: Repair | null;
}

/** The block a problem belongs to: −1 the data, `layers` the loss, or a layer; null when no block has it. */
export function blockOf(problem: Problem, layers: number): number | null {
  const at = layerAt(problem);
  if (at >= 0) return at;
  const part = partAt(problem);
  return part === 'data' ? -1 : part === 'loss' ? layers : null;
}

/** The first problem of a block, as it paints it. */
export function paintedAt(document: ExperimentDocument, index: number): Painted | null {
  const { plan } = document;
  const found = document.problems.find((problem) => blockOf(problem, plan.network.length) === index);
  if (!found) return null;
  return { sentence: problemSentence(found), hint: found.hint === true, repair: repairOf(found, plan) };
}

/** Mends it. */
export const mend = (document: ExperimentDocument, repair: Repair | null | undefined): void => {
  if (repair) document.edit(repair.label.toLowerCase(), repair.change);
};
