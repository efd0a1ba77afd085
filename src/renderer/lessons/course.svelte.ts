import type { z } from 'zod';
import { pupilSchema } from '../../core/lessons/answers.ts';
import { parseLesson } from '../../core/lessons/parse.ts';
import { claimKey, noProgress, progressSchema, type Progress } from '../../core/lessons/progress.ts';
import { lessonIds, lessonOf, numberOfLesson } from '../../core/lessons/registry.ts';
import type { Lesson } from '../../core/lessons/schema.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { crc32 } from '../../core/crc32.ts';

/** A lesson of the lecture, or one out of a teacher's file. */
export interface Entry {
  id: string;
  /** `2.2`, or `T1`. */
  number: string;
  lesson: Lesson;
  /** Of a teacher's: the file it came from. */
  file?: string;
}

/** Most lessons of teachers that are kept. */
const MOST_OWN = 30;
const settingOf = (id: string): string => `lesson ${id}`;

/** All lessons there are, and how far the person is with each. Kept in the lab's settings: a row each. */
export class Course {
  private own = $state.raw<readonly { file: string; text: string }[]>([]);
  private progress = $state.raw<Readonly<Record<string, Progress>>>({});
  /** The pupil's name, as it was given last; empty where it never was. */
  pupil = $state('');
  /** The pupil's class, for paper. */
  group = $state('');
  /** The lesson that was open last. */
  last = $state<string | null>(null);
  /** Keeps a setting of the lab. */
  save: (key: string, value: z.core.util.JSONType) => void = () => undefined;

  readonly entries: readonly Entry[] = $derived.by(() => [
    ...lessonIds.map((id) => ({ id: id, number: numberOfLesson(id), lesson: lessonOf(id) })),
    ...this.own.flatMap(({ file, text }, i) => {
      const { lesson } = parseLesson(text);
      return lesson ? [{ id: idOf(text), number: `T${i + 1}`, lesson, file }] : [];
    }),
  ]);

  /** Takes over what the lab had kept; what is not understood is left alone. */
  restore(settings: Record<string, unknown>): void {
    const own = settings['ownLessons'];
    if (Array.isArray(own))
      this.own = own.filter(
        (one: unknown): one is { file: string; text: string } =>
          typeof one === 'object' &&
          one !== null &&
          typeof (one as { file?: unknown }).file === 'string' &&
          typeof (one as { text?: unknown }).text === 'string',
      );
    const found: Record<string, Progress> = {};
    for (const { id } of this.entries) {
      const { data } = progressSchema.safeParse(settings[settingOf(id)]);
      if (data) found[id] = data;
    }
    this.progress = found;
    this.pupil = pupilSchema.safeParse(settings['pupil']).data ?? '';
    this.group = pupilSchema.safeParse(settings['pupilClass']).data ?? '';
    const last = settings['lastLesson'];
    this.last = typeof last === 'string' ? last : null;
  }

  entry(id: string): Entry | null {
    return this.entries.find((entry) => entry.id === id) ?? null;
  }

  /** The lesson after one, and the one before it. */
  beside(id: string, by: 1 | -1): Entry | null {
    return this.entries[this.entries.findIndex((entry) => entry.id === id) + by] ?? null;
  }

  progressOf({ id, lesson }: Entry): Progress {
    return this.progress[id] ?? noProgress(lesson);
  }
  /** How it stands with a claim of a lesson. */
  stateOf(entry: Entry, i: number): 'waits' | 'holds' | 'contradicted' {
    const claim = entry.lesson.claims[i];
    const found = claim && this.progressOf(entry).claims[claimKey(claim, i)];
    return found ? (found.holds ? 'holds' : 'contradicted') : 'waits';
  }
  begun({ id }: Entry): boolean {
    return this.progress[id] !== undefined;
  }

  keep(id: string, progress: Progress): void {
    this.progress = { ...this.progress, [id]: progress };
    this.save(settingOf(id), progress);
  }

  /** What the pupil is called. */
  call(name: string): void {
    this.pupil = name;
    this.save('pupil', name);
  }

  callGroup(group: string): void {
    this.group = group;
    this.save('pupilClass', group);
  }

  opened(id: string): void {
    this.last = id;
    this.save('lastLesson', id);
  }

  /** A clean sheet; the runs that were made are kept. */
  reset({ id }: Entry): void {
    this.progress = Object.fromEntries(Object.entries(this.progress).filter(([other]) => other !== id));
    this.save(settingOf(id), null);
  }

  /** Takes in a teacher's file. @returns its lesson, or what is wrong with it */
  add(file: string, text: string): { entry: Entry } | { problems: Problem[] } {
    const { lesson, problems } = parseLesson(text);
    if (!lesson) return { problems };
    const others = this.own.filter((one) => one.text !== text && one.file !== file);
    const kept = [...others, { file, text }].slice(-MOST_OWN);
    for (const gone of this.own)
      if (!kept.some((one) => one.text === gone.text)) this.save(settingOf(idOf(gone.text)), null);
    this.own = kept;
    this.save('ownLessons', [...this.own]);
    const entry = this.entry(idOf(text));
    if (!entry) throw new Error('a lesson that was added is there');
    return { entry };
  }

  /** Takes a teacher's lesson off the list. */
  remove(entry: Entry): void {
    this.reset(entry);
    this.own = this.own.filter(({ text }) => idOf(text) !== entry.id);
    this.save('ownLessons', [...this.own]);
  }
}

const idOf = (text: string): string => `own-${crc32(new TextEncoder().encode(text)).toString(16)}`;
