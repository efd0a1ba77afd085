import type { Plan } from '../../../core/plan/schema.ts';
import { problemSentence } from '../../../core/words/problems.ts';
import type { ExperimentDocument } from '../../document/document.svelte.ts';
import { repairOf } from '../../document/repairs.ts';
import { withoutRemedy } from '../problems.ts';

/** The first problem of the plan at a place, as a field shows it: its sentence and its repair. */
export function problemAt(
  document: ExperimentDocument,
  isAt: (at: string) => boolean,
): { problem: string; repair?: { label: string; onclick: () => void } } {
  const problem = document.problems.find(({ at }) => isAt(at));
  if (!problem) return { problem: '' };
  const repair = repairOf(problem, document.plan);
  if (!repair) return { problem: problemSentence(problem) };
  const mend = (plan: Plan): Plan => repair.change(plan);
  return {
    problem: withoutRemedy(problemSentence(problem)),
    repair: { label: repair.label, onclick: () => document.edit(repair.label.toLowerCase(), mend) },
  };
}
