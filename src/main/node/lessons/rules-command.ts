import { lessonOf, lessonIds, numberOfLesson } from '../../../core/lessons/registry.ts';
import { parseLesson } from '../../../core/lessons/parse.ts';
import { ownId, ownIn, ownKey, withOwn } from '../../../core/lessons/own.ts';
import { named, rulesIn, rulesKey, withRule, type Rules } from '../../../core/lessons/rules.ts';
import type { Lesson } from '../../../core/lessons/schema.ts';
import { LabError } from '../../../core/errors.ts';
import { basename } from 'node:path';
import { limits } from '../../../core/plan/schema.ts';
import { memoryLimit } from '../../memory-limit.ts';
import { readText } from '../../text-file.ts';
import { PlainError, UsageError } from '../terminal.ts';
import { openStore, withStore } from '../with-store.ts';

/** What is to be changed of which lessons: ids or numbers, in lists with commas too; `all` for every one. */
export interface RuleChanges {
  hide: readonly string[];
  lock: readonly string[];
  show: readonly string[];
}

/** A lesson that a lab has. */
interface Listed {
  id: string;
  number: string;
  lesson: Lesson;
  /** Of a teacher's: its file. */
  file?: string;
}

const lecture = (): Listed[] => lessonIds.map((id) => ({ id, number: numberOfLesson(id), lesson: lessonOf(id) }));

/** The lessons of the lecture, and those of teachers that a folder's lab has. */
function listedIn(kept: unknown): Listed[] {
  const own = ownIn(kept).flatMap(({ file, text }, i): Listed[] => {
    const { lesson } = parseLesson(text);
    return lesson ? [{ id: ownId(Buffer.from(text)), number: `T${i + 1}`, lesson, file }] : [];
  });
  return [...lecture(), ...own];
}

/** What a lab has: its lessons and the rules for them. Looking makes no lab. */
export const lessonsOf = (folder: string): { lessons: Listed[]; rules: Rules } =>
  withStore(
    folder,
    () => ({ lessons: lecture(), rules: {} }),
    ({ settings }) => {
      const kept = settings.all();
      return { lessons: listedIn(kept[ownKey]), rules: rulesIn(kept[rulesKey]) };
    },
  );

/** Hides, locks and shows lessons of a lab, which is made where there is none: so a teacher prepares computers.
 *  @throws UsageError for a lesson there is not */
export function changeRules(folder: string, { hide, lock, show }: RuleChanges): void {
  const store = openStore(folder);
  try {
    const kept = store.settings.all();
    const lessons = listedIn(kept[ownKey]);
    const idsOf = (names: readonly string[]): string[] =>
      names
        .flatMap((name) => name.split(','))
        .filter((name) => name !== '')
        .flatMap((name) => (name === 'all' ? lessons.map(({ id }) => id) : [knownIn(lessons, name).id]));
    // shown first, so that `--show all --hide depth` leaves one hidden
    const shown = withRule(rulesIn(kept[rulesKey]), idsOf(show), null);
    const rules = withRule(withRule(shown, idsOf(hide), 'hidden'), idsOf(lock), 'locked');
    store.settings.set(rulesKey, { ...rules });
  } finally {
    store.close();
  }
}

/** @throws UsageError */
function knownIn(lessons: readonly Listed[], name: string): Listed {
  const found = named(lessons, name);
  if (!found) throw new UsageError(`There is no lesson “${name}”: give an id or a number that lab lessons lists.`);
  return found;
}

/** What a start is to open, as the address of the window names it: the id of a lesson; a lesson file is put into the lab first.
 *  @throws UsageError, PlainError, LabError lesson-invalid, file-unreadable */
export async function lessonToOpen(folder: string, name: string): Promise<string> {
  if (!/\.(json|goldilocks)$/i.test(name)) return knownIn(lessonsOf(folder).lessons, name).id;
  const text = await readText(name, limits.textBytes);
  if (!/^\s*\{[^{[]*"lesson"\s*:/.test(text))
    throw new PlainError(`${basename(name)} is no lesson: without Electron, open a plan in the window, by its menu.`);
  const { lesson, problems } = parseLesson(text, memoryLimit());
  if (!lesson) throw new LabError('lesson-invalid', {}, problems);
  const store = openStore(folder);
  try {
    const own = withOwn(ownIn(store.settings.all()[ownKey]), basename(name), text);
    store.settings.set(ownKey, own);
  } finally {
    store.close();
  }
  return ownId(Buffer.from(text));
}
