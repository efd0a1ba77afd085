import { LabError } from '../../../core/errors.ts';
import { parseLesson } from '../../../core/lessons/parse.ts';
import { isLesson, lessonOf } from '../../../core/lessons/registry.ts';
import type { Claim, Lesson } from '../../../core/lessons/schema.ts';
import { memoryLimit } from '../../memory-limit.ts';
import { benchHere } from '../bench-here.ts';
import { readText } from '../input.ts';
import type { Places } from '../places.ts';
import { json, line, table } from '../print.ts';
import { ruleOf } from '../../../core/lessons/rules.ts';
import { lessonsOf } from './rules-command.ts';
import { LessonPlayer } from './player.ts';

/** `lab lessons`: every lesson of the lecture and of the teachers of this lab, and which are hidden or locked. */
export function listLessons(folder: string, asJson: boolean): void {
  const { lessons, rules } = lessonsOf(folder);
  const rows = lessons.map(({ id, number, lesson, file }) => {
    const { title, about, minutes, steps, claims } = lesson;
    const counts = { steps: steps.length, claims: claims.length };
    return {
      id,
      number,
      title,
      about,
      minutes,
      ...counts,
      rule: ruleOf(rules, id),
      ...(file !== undefined && { file }),
    };
  });
  if (asJson) {
    json(rows);
    return;
  }
  const ruled = rows.some(({ rule }) => rule !== null);
  const head = ['', 'id', 'lesson', 'minutes', 'to do', 'claims', ...(ruled ? ['rule'] : [])];
  const cells = rows.map((row) => [
    row.number,
    row.id,
    row.title,
    String(row.minutes),
    String(row.steps),
    String(row.claims),
    ...(ruled ? [row.rule ?? ''] : []),
  ]);
  console.log(table([head, ...cells]));
}

/** A lesson by its id, or from a file. @throws LabError file-unreadable, lesson-invalid */
async function lessonFrom(text: string): Promise<Lesson> {
  if (isLesson(text)) return lessonOf(text);
  const { lesson, problems } = parseLesson(await readText(text), memoryLimit());
  if (lesson) return lesson;
  throw new LabError('lesson-invalid', {}, problems);
}

/** `lab lesson ID --play`: trains what its claims are about and says what came. @returns 1 where a claim does not hold */
export async function playLesson(id: string, asJson: boolean, contrast: boolean, places: Places): Promise<number> {
  const lesson = await lessonFrom(id);
  const bench = benchHere(places);
  const outcomes: { says: string; quantity: string; is: Claim['is']; got: number | null; holds: boolean }[] = [];
  try {
    const player = new LessonPlayer(bench);
    for (const claim of lesson.claims) {
      const { got, holds } = await player.claim(lesson, claim, contrast);
      const { says, quantity, is } = claim;
      outcomes.push({ says, quantity, is, got, holds });
      if (!asJson) line(`${holds ? '✓' : '✕'}  ${shown(got).padEnd(12)} ${wanted(is).padEnd(22)} ${quantity}: ${says}`);
    }
  } finally {
    bench.close();
  }
  if (asJson) json({ lesson: lesson.title, contrast, claims: outcomes });
  return outcomes.every(({ holds }) => holds) ? 0 : 1;
}

const shown = (got: number | null): string => (got === null ? 'none' : String(Number(got.toPrecision(5))));

function wanted(is: Claim['is']): string {
  if ('below' in is) return `< ${is.below}`;
  if ('above' in is) return `> ${is.above}`;
  if ('near' in is) return `${is.near} ± ${is.within}`;
  return `${is.least} to ${is.most}`;
}
