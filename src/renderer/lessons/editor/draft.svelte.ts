import { z } from 'zod';
import { draftSchema, textOf, type Draft } from '../../../core/lessons/draft.ts';
import type { Evidence } from '../../../core/lessons/evidence.ts';
import { valueNow } from '../../../core/lessons/quantities.ts';
import { checkLesson } from '../../../core/lessons/parse.ts';
import { idFrom } from '../../../core/lessons/scene-from.ts';
import { lessonLimits, type Claim, type Lesson, type LessonStep, type Scene } from '../../../core/lessons/schema.ts';
import type { Problem } from '../../../core/plan/problem.ts';
import { m } from '../../../core/words/m.ts';

/** A draft as the lab keeps it. */
const keptSchema = z.strictObject({ lesson: draftSchema, saved: z.string().nullable() });

/** The lesson that is written: nothing of it has to be right before it is saved. */
export class LessonDraft {
  lesson = $state<Draft>() as Draft;
  /** Under which it is in the course, once it was saved. */
  saved = $state<string | null>(null);
  /** The scene in the workbench. */
  shown = $state<string | null>(null);
  /** What is wrong with it, as it was checked last. */
  problems = $state.raw<readonly Problem[]>([]);
  /** Its lesson, where nothing is wrong. */
  right = $state.raw<Lesson | null>(null);
  /** What was done last, and the way back. */
  message = $state.raw<{ says: string; undo?: () => void } | null>(null);
  /** The networks on screen, at the playhead. */
  evidence = $state.raw<readonly (Evidence | null)[]>([]);

  constructor(lesson: Draft, saved: string | null = null) {
    this.lesson = structuredClone(lesson);
    this.saved = saved;
    this.check();
  }

  /** A new one of a scene. */
  static of(scene: Scene): LessonDraft {
    return new LessonDraft({
      lesson: 1,
      title: '',
      about: '',
      minutes: 10,
      text: '',
      scenes: [scene],
      steps: [],
      claims: [],
    });
  }

  /** What the lab had kept; null for what is none. */
  static restored(kept: unknown): LessonDraft | null {
    const { data } = keptSchema.safeParse(kept);
    return data ? new LessonDraft(data.lesson, data.saved) : null;
  }

  /** What the lab keeps. */
  get kept(): z.core.util.JSONType {
    return JSON.parse(JSON.stringify({ lesson: this.plain, saved: this.saved })) as z.core.util.JSONType;
  }
  get plain(): Draft {
    return $state.snapshot<Draft>(this.lesson);
  }
  get text(): string {
    return textOf(this.plain);
  }
  get name(): string {
    return this.lesson.title.trim() || m.writing_untitled();
  }

  check(): void {
    const { lesson, problems } = checkLesson(this.plain);
    this.problems = problems;
    this.right = lesson;
  }

  /** What is wrong at a place, and in what is in it. */
  problemsAt(place: string): Problem[] {
    return this.problems.filter(
      ({ at }) => at === place || (at.startsWith(place) && /^[.[:]/.test(at.slice(place.length))),
    );
  }

  /** What a formula comes to at the playhead. */
  valueOf(formula: string): number | null {
    return formula.trim() === '' ? null : valueNow(formula, this.evidence);
  }

  get roomForScene(): boolean {
    return this.lesson.scenes.length < lessonLimits.scenes;
  }

  addScene(scene: Scene): void {
    const { scenes } = this.lesson;
    scenes.push(scene);
    this.message = { says: m.writing_added({ title: scene.title }), undo: () => void scenes.pop() };
  }

  /** Other networks in a scene, which keeps its names where these fit. */
  replaceScene(i: number, scene: Scene): void {
    const before = $state.snapshot<Scene | undefined>(this.lesson.scenes[i]);
    if (!before) return;
    const columns = scene.columns.map((column, j) => {
      const { name, says } = before.columns[j] ?? column;
      return { ...column, name, ...(says !== undefined && { says }) };
    });
    const alike = before.columns.length === scene.columns.length;
    const knobs = before.knobs && { knobs: before.knobs };
    const { id, title } = before;
    this.lesson.scenes[i] = { ...scene, id, title, ...(alike && { columns }), ...knobs };
    this.message = { says: m.writing_taken({ title }), undo: () => (this.lesson.scenes[i] = before) };
  }

  /** A scene is called otherwise: one whose id was made of its title gets another, wherever it is named. */
  retitle(scene: Scene, title: string): void {
    const taken = this.lesson.scenes.filter((one) => one !== scene).map(({ id }) => id);
    const [before, made] = [scene.id, idFrom(scene.title, taken)];
    scene.title = title;
    if (before !== made) return;
    const id = idFrom(title, taken);
    scene.id = id;
    if (this.shown === before) this.shown = id;
    for (const step of this.lesson.steps) {
      if (step.scene === before) step.scene = id;
      if (step.kind === 'do') step.done = step.done.replaceAll(`'${before}'`, `'${id}'`);
    }
    for (const claim of this.lesson.claims) if (claim.scene === before) claim.scene = id;
  }

  addStep(kind: LessonStep['kind'], scene: string | undefined): void {
    const { steps } = this.lesson;
    const taken = steps.map(({ id }) => id);
    const begun = { id: idFrom(kind === 'do' ? 'task' : kind, taken), says: '', ...(scene !== undefined && { scene }) };
    steps.push(stepOf(kind, begun));
  }

  addClaim(scene: string | undefined): void {
    const claim: Claim = { says: '', quantity: '', measure: '', when: 'end', is: { below: 0 }, contrast: {} };
    this.lesson.claims.push(scene === undefined ? claim : { ...claim, scene });
  }

  /** Takes something off a list; it can be put back. */
  remove(list: unknown[], i: number, what: string): void {
    const [gone] = list.splice(i, 1);
    if (gone === undefined) return;
    this.message = { says: m.writing_removed({ what }), undo: () => void list.splice(i, 0, gone) };
  }

  move(list: unknown[], i: number, by: 1 | -1): void {
    const [moved] = list.splice(i, 1);
    if (moved !== undefined) list.splice(i + by, 0, moved);
  }

  undo(): void {
    this.message?.undo?.();
    this.message = null;
  }
}

function stepOf(kind: LessonStep['kind'], begun: { id: string; says: string; scene?: string }): LessonStep {
  switch (kind) {
    case 'do':
      return { kind, ...begun, done: '' };
    case 'number':
      return { kind, ...begun, answer: '', when: 'end' };
    case 'choose':
      return { kind, ...begun, options: ['', ''], answer: 1, because: '' };
    case 'predict':
      return { kind, ...begun, options: ['', ''], came: '', when: 'end' };
  }
}
