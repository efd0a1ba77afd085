import type { Problem } from '../../core/plan/problem.ts';
import { problemSentence } from '../../core/words/problems.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import { layerAt, partAt, repairOf, type Repair } from '../document/repairs.ts';

/** A problem as a block shows it. */
export interface Painted {
  /** Without the remedy, where a click does it. */
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
  const repair = repairOf(found, plan);
  const whole = problemSentence(found);
  return { sentence: repair ? withoutRemedy(whole) : whole, hint: found.hint === true, repair };
}

/** The sentence without its last part, which says what to do. */
export const withoutRemedy = (sentence: string): string => sentence.replace(/(?<=[.!?]) [^.]*\.$/, '');

/** Mends it. */
export const mend = (document: ExperimentDocument, repair: Repair | null | undefined): void => {
  if (repair) document.edit(repair.label.toLowerCase(), repair.change);
};
