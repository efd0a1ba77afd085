import type { LessonStep } from '../../../core/lessons/schema.ts';
import { m } from '../../../core/words/m.ts';

/** The kinds of steps, in the order in which they are offered. */
export const kinds: Record<LessonStep['kind'], { title: () => string; add: () => string }> = {
  do: { title: m.writing_do, add: m.writing_add_do },
  number: { title: m.writing_number, add: m.writing_add_number },
  choose: { title: m.writing_choose, add: m.writing_add_choose },
  predict: { title: m.writing_predict, add: m.writing_add_predict },
};
export const kindIds = Object.keys(kinds) as LessonStep['kind'][];
