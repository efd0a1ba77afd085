import type { Answers } from './answers.ts';
import { hashOf, type LessonPlace } from './answers.ts';

/** Of the lessons at hand, the hash of the one that answers are to: by its name in the lecture, or the title of a teacher's; null
 *  where it is not there, or where two have that title. */
export function editionAmong(entries: readonly LessonPlace[]): (lesson: Answers['lesson']) => string | null {
  const hashes = new Map<string, string | null>();
  for (const { id, lesson, file } of entries) {
    const key = file === undefined ? `id ${id}` : `title ${lesson.title}`;
    hashes.set(key, hashes.has(key) ? null : hashOf(lesson));
  }
  return ({ id, title }) => hashes.get(id === undefined ? `title ${title}` : `id ${id}`) ?? null;
}
