import { differencesOf, type Differences } from '../../core/compare.ts';
import { answersOf, type Answers } from '../../core/lessons/answers.ts';
import { claimKey } from '../../core/lessons/progress.ts';
import { parts } from '../../core/lessons/registry.ts';
import { plansOf, sceneOf } from '../../core/lessons/scene.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';
import type { Attached, SheetFigure, SheetTable } from '../report/report.ts';
import type { Course, Entry } from './course.svelte.ts';

/** What stands in the workbench of a lesson. */
export interface OnShow {
  plans: readonly Plan[];
  names: readonly string[];
  figures: readonly SheetFigure[];
  table: SheetTable | null;
}

/** A lesson on paper. */
export interface Printed extends OnShow {
  entry: Entry;
  part: string;
  plan: Differences;
  answers: Answers;
  /** Runs that are kept of it, by number. */
  runs: number[];
  /** The plans of its networks. */
  attached: Attached[];
}

/** The part of the lecture that a lesson belongs to. */
export const partOf = ({ id }: Entry): string =>
  parts.find(({ lessons }) => (lessons as readonly string[]).includes(id))?.title() ?? m.lessons_from_teacher();

/** What is printed of a lesson. @param shown what stands in the workbench; not given, what the lesson begins with */
export function printedOf(course: Course, entry: Entry, shown?: OnShow): Printed {
  const progress = course.progressOf(entry);
  const { lesson } = entry;
  const scene = sceneOf(lesson, progress.scene);
  const now = shown ?? {
    plans: plansOf(lesson, scene),
    names: scene.columns.map(({ name }) => name),
    figures: [],
    table: null,
  };
  const measured = lesson.claims.flatMap((claim, i) => progress.claims[claimKey(claim, i)]?.run ?? []);
  const runs = [...Object.values(progress.scenes).flatMap(({ runs: all }) => all), ...measured];
  return {
    ...now,
    entry,
    part: partOf(entry),
    plan: differencesOf(now.plans),
    answers: answersOf(entry, progress, course.pupil),
    runs: [...new Set(runs)].sort((a, b) => a - b),
    attached: now.plans.map((plan) => ({ kind: 'plan', name: plan.name, run: null, text: JSON.stringify(plan) })),
  };
}
