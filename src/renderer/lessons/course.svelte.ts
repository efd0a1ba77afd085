import type { z } from 'zod';
import { pupilSchema } from '../../core/lessons/answers.ts';
import { parseLesson } from '../../core/lessons/parse.ts';
import { mostOwn, ownId, ownIn, ownKey, withOwn, type OwnLesson } from '../../core/lessons/own.ts';
import { named, ruleOf, rulesIn, rulesKey, withRule, type Rule, type Rules } from '../../core/lessons/rules.ts';
import { claimKey, noProgress, progressSchema, type Progress } from '../../core/lessons/progress.ts';
import { lessonIds, lessonOf, numberOfLesson } from '../../core/lessons/registry.ts';
import type { Lesson } from '../../core/lessons/schema.ts';
import type { Problem } from '../../core/plan/problem.ts';

/** A lesson of the lecture, or one out of a teacher's file. */
export interface Entry {
  id: string;
  /** `2.2`, or `T1`. */
  number: string;
  lesson: Lesson;
  /** Of a teacher's: the file it came from. */
  file?: string;
}

const settingOf = (id: string): string => `lesson ${id}`;

/** All lessons there are, and how far the person is with each. Kept in the lab's settings: a row each. */
export class Course {
  private own = $state.raw<readonly OwnLesson[]>([]);
  private rules = $state.raw<Rules>({});
  /** Whether hidden lessons are listed, until the window is loaded anew. */
  revealed = $state(false);
  private progress = $state.raw<Readonly<Record<string, Progress>>>({});
  /** The pupil's name, as it was given last; empty where it never was. */
  pupil = $state('');
  /** The pupil's class, for paper. */
  group = $state('');
  /** The lesson that was open last. */
  last = $state<string | null>(null);
  /** Keeps a setting of the lab. */
  save: (key: string, value: z.core.util.JSONType) => void = () => undefined;

  /** A lesson was locked: nobody stays in it. */
  onlock: (id: string) => void = () => undefined;

  readonly entries: readonly Entry[] = $derived.by(() => [
    ...lessonIds.map((id) => ({ id: id, number: numberOfLesson(id), lesson: lessonOf(id) })),
    ...this.own.flatMap(({ file, text }, i) => {
      const { lesson } = parseLesson(text);
      return lesson ? [{ id: idOf(text), number: `T${i + 1}`, lesson, file }] : [];
    }),
  ]);

  /** Takes over what the lab had kept; what is not understood is left alone. */
  restore(settings: Record<string, unknown>): void {
    this.own = ownIn(settings[ownKey]);
    this.rules = rulesIn(settings[rulesKey]);
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

  /** The lesson that a person names by its id or number. */
  named(name: string): Entry | null {
    return named(this.entries, name);
  }

  /** What a teacher has set for a lesson. */
  ruleOf({ id }: Entry): Rule | null {
    return ruleOf(this.rules, id);
  }
  /** Lessons that are hidden or locked. */
  readonly ruled: readonly Entry[] = $derived.by(() => this.entries.filter((entry) => this.ruleOf(entry) !== null));
  readonly hidden: readonly Entry[] = $derived.by(() =>
    this.entries.filter((entry) => this.ruleOf(entry) === 'hidden'),
  );
  /** Those that are listed. */
  readonly listed: readonly Entry[] = $derived.by(() =>
    this.revealed ? this.entries : this.entries.filter((entry) => this.ruleOf(entry) !== 'hidden'),
  );
  /** Hides or locks a lesson, or neither; what was done of it is kept. */
  rule({ id }: Entry, rule: Rule | null): void {
    this.setRules(withRule(this.rules, [id], rule));
    if (rule === 'locked') this.onlock(id);
  }
  freeAll(): void {
    this.setRules({});
    this.revealed = false;
  }
  private setRules(rules: Rules): void {
    this.rules = rules;
    this.save(rulesKey, { ...rules });
  }

  /** The lesson after one, and the one before it, of those that can be opened. */
  beside(id: string, by: 1 | -1): Entry | null {
    const at = this.entries.findIndex((entry) => entry.id === id);
    const ahead = by === 1 ? this.entries.slice(at + 1) : this.entries.slice(0, Math.max(0, at)).reverse();
    return ahead.find((entry) => this.ruleOf(entry) === null) ?? null;
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

  /** Takes in a teacher's file. What a teacher has set for the edition before, hidden or locked, holds for this one.
   *  @param former the id of the lesson in whose place it is, where it is another file's or has another title
   *  @returns its lesson, or what is wrong with it */
  add(file: string, text: string, former: string | null = null): { entry: Entry } | { problems: Problem[] } {
    const { lesson, problems } = parseLesson(text);
    if (!lesson) return { problems };
    const id = idOf(text);
    const kept = withOwn(
      this.own.filter((one) => idOf(one.text) !== former),
      file,
      text,
    );
    if (kept.length > mostOwn) return { problems: [{ at: '', code: 'lessons-full', values: { most: mostOwn } }] };
    for (const one of this.own) {
      const old = idOf(one.text);
      if (kept.some(({ text }) => text === one.text)) continue;
      this.save(settingOf(old), null);
      const rule = ruleOf(this.rules, old);
      if (rule !== null) this.setRules(withRule(withRule(this.rules, [old], null), [id], rule));
    }
    this.own = kept;
    this.save(ownKey, [...this.own]);
    const entry = this.entry(id);
    if (!entry) throw new Error('a lesson that was added is there');
    return { entry };
  }

  /** Takes a teacher's lesson off the list. */
  remove(entry: Entry): void {
    this.reset(entry);
    this.own = this.own.filter(({ text }) => idOf(text) !== entry.id);
    this.save(ownKey, [...this.own]);
  }
}

const idOf = (text: string): string => ownId(new TextEncoder().encode(text));
