import type { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import { problemLine } from '../../core/words/problems.ts';
import { m } from '../../core/words/m.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { lessonLimits, type Claim, type Scene, type Settings } from '../../core/lessons/schema.ts';
import { answersFile, answersOf } from '../../core/lessons/answers.ts';
import type { ClassTable } from '../../core/lessons/class.ts';
import { sheetRows } from '../../core/lessons/class-words.ts';
import type { Progress } from '../../core/lessons/progress.ts';
import { exactValue } from '../../core/lessons/exact.ts';
import { plansOf, sceneOf } from '../../core/lessons/scene.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { placeAt, valueAt } from '../../core/sweep/places.ts';
import { chooseFile, chooseFiles, download, reasonOf } from '../lab/files.ts';
import { csvOf } from '../frames/table.ts';
import { desktop } from '../lab/port.ts';
import { Classroom } from '../lessons/classroom.svelte.ts';
import { Course, type Entry } from '../lessons/course.svelte.ts';
import { OpenLesson } from '../lessons/open-lesson.svelte.ts';
import type { Said } from '../lessons/said.ts';
import { sheetOf } from '../lessons/sheet.ts';
import { printedOf, type OnShow, type Printed } from '../lessons/printed.ts';
import type { Stage } from '../lessons/stage.ts';
import type { Comparison } from '../compare/comparison.svelte.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import type { LabClient } from '../lab/client.ts';
import type { MetricId, SweepDetail } from '../../core/sweep/results.ts';
import type { ExperimentInfo } from '../../core/run.ts';
import type { Session } from '../run/session.svelte.ts';
import type { NetworkView } from '../view/network-view.svelte.ts';
import type { Page } from './page.ts';
import { letGo } from '../report/report.ts';
import { onShow } from './printing.ts';

/** What lessons need of the window. */
export interface Workbench {
  readonly client: LabClient;
  readonly document: ExperimentDocument;
  readonly session: Session;
  readonly view: NetworkView;
  readonly comparison: Comparison;
  readonly experiments: readonly ExperimentInfo[];
  page: Page;
  back: Page | null;
  attempt: (action: () => Promise<unknown>) => Promise<void>;
  refresh: () => Promise<void>;
  create: (plan: Plan) => Promise<void>;
  open: (experiment: ExperimentInfo) => Promise<void>;
  openRun: (run: number) => Promise<void>;
  openSweep: (sweep: number, metric?: MetricId) => Promise<void>;
  showSweep: (detail: SweepDetail, metric?: MetricId) => void;
  keep: (key: string, value: z.core.util.JSONType) => void;
}

/** Lessons in the workbench: puts the networks of a scene side by side, and back where the person left off. */
export class Teaching {
  readonly course = new Course();
  /** What is to be printed, and the page it was asked for on. */
  sheet = $state.raw<{ printed: Printed; from: Page } | null>(null);
  readonly classroom = new Classroom(this.course);
  lesson = $state.raw<OpenLesson | null>(null);
  private own = $state.raw<Said | null>(null);
  private readonly app: Workbench;
  readonly stage: Stage;
  /** Told when the workbench is for something else. */
  onleave: () => void = () => undefined;
  /** While it opens runs and experiments itself, that is no leaving of the lesson. */
  private setting = false;
  /** The rows of comparisons before the lesson. */
  private rows: Comparison['rows'] | null = null;

  constructor(app: Workbench) {
    this.app = app;
    this.course.onlock = (id) => {
      if (this.lesson?.entry.id === id) this.leave();
    };
    const { comparison, client, document } = app;
    this.stage = {
      client,
      group: app.session.group,
      get places() {
        return comparison.columns;
      },
      set: (title, change) => {
        if (comparison.on) comparison.edit(comparison.columns, title, change, true);
        else document.edit(title, change);
      },
      options: (plot) =>
        (comparison.on
          ? Object.entries(comparison.options).find(([id]) => id === plot)?.[1]
          : document.plots?.find((placed) => placed.plot === plot)?.options) ?? {},
    };
  }

  /** What there is to say on the page of lessons: a failure of the lab before what is of lessons. */
  get said(): Said | null {
    const { line } = this.app.session;
    return line.text === '' ? this.own : { text: line.text, wrong: line.failure !== null };
  }
  say(text: string, wrong = false): void {
    this.own = { text, wrong };
  }
  /** What is said was read. */
  hush(): void {
    const { line } = this.app.session;
    if (line.text === '') this.own = null;
    else line.dismiss();
  }

  /** Opens a lesson where the person left off. */
  async open(id: string): Promise<void> {
    const entry = this.course.entry(id);
    if (!entry) return;
    this.own = null;
    if (this.course.ruleOf(entry) === 'locked') {
      this.say(m.class_is_locked({ title: entry.lesson.title }), true);
      this.app.page = 'lessons';
      return;
    }
    await this.app.attempt(async () => {
      await this.app.document.flush();
      this.leave();
      const lesson = new OpenLesson(entry, this.course, this.stage);
      await this.setUp(lesson, lesson.progress.scene);
      this.course.opened(id);
      this.app.keep('openLesson', id);
    });
  }

  /** Opens the lesson that a link or a start names, by its id or number; or says that there is none. */
  async openNamed(name: string): Promise<void> {
    const entry = this.course.named(name);
    this.classroom.close();
    if (entry) {
      if (this.lesson?.entry.id !== entry.id) await this.open(entry.id);
      else this.app.page = 'lesson';
      return;
    }
    this.say(m.class_unknown({ name: name.slice(0, 80) }), true);
    this.app.page = 'lessons';
  }

  /** Another scene of the open lesson. */
  async show(scene: string): Promise<void> {
    const { lesson } = this;
    if (lesson) await this.app.attempt(() => this.setUp(lesson, scene));
  }

  /** The workbench is for something else now; the lesson is kept as it is.
   *  @param stays whether its networks are left on screen */
  leave(stays = false): void {
    if (this.setting || !this.lesson) return;
    this.lesson.close();
    this.lesson = null;
    this.onleave();
    const { comparison } = this.app;
    comparison.captions = null;
    if (!stays) comparison.end();
    this.stage.group.speed.teach(undefined);
    if (this.rows) comparison.rows = this.rows;
    this.rows = null;
    this.app.keep('openLesson', null);
  }

  /** Where a claim was measured: its scene, at that step; or its sweep. */
  async see(claim: Claim): Promise<void> {
    const { lesson } = this;
    const measured = lesson?.measuredOf(claim);
    if (!lesson || !measured) return;
    if (measured.sweep !== undefined) {
      const metric = lesson.sweeps.of(claim.sweep ?? '')?.metric;
      await this.app.attempt(() => this.app.openSweep(measured.sweep ?? 0, metric));
      this.app.back = 'lesson';
      return;
    }
    const scene = sceneOf(lesson.lesson, claim.scene);
    if (scene !== lesson.scene) await this.show(scene.id);
    this.app.page = 'lesson';
    if (measured.step !== undefined) this.app.session.seek(measured.step);
  }

  /** A sweep of the lesson: as it was run here, or what came of it where the lesson was written. */
  async showSweep(id: string): Promise<void> {
    const { lesson, app } = this;
    if (!lesson) return;
    await app.attempt(async () => {
      const own = await lesson.sweeps.own(id, lesson.progress.sweeps);
      const written = lesson.sweeps.written(id, app.document.experiment ?? 0);
      const metric = lesson.sweeps.of(id)?.metric;
      if (own !== null) await app.openSweep(own, metric);
      else if (written) app.showSweep(written, metric);
      app.back = 'lesson';
    });
  }

  /** Clears ticks and answers of a lesson. */
  startOver(entry: Entry): void {
    if (this.lesson?.entry.id === entry.id) this.leave();
    this.course.reset(entry);
    this.say(m.lessons_cleared({ title: entry.lesson.title }));
  }

  /** Gives answers, ticks and what was measured to the person as a file: for the teacher, or to read. */
  async saveAnswers(entry: Entry, as: 'answers' | 'text'): Promise<void> {
    const { number, lesson } = entry;
    const { pupil } = this.course;
    const progress = this.course.progressOf(entry);
    if (as === 'text')
      await this.save(`${number} ${lesson.title}.md`, sheetOf(entry, progress, pupil), 'text/markdown');
    else {
      const text = JSON.stringify(answersOf(entry, progress, pupil), null, 2) + '\n';
      await this.save(answersFile(pupil, number, lesson.title), text, 'application/json');
    }
  }

  /** A table of a class for a spreadsheet. */
  async saveTable(table: ClassTable): Promise<void> {
    const [, head = [], ...rows] = sheetRows(table);
    await this.save(`${table.number} ${table.title}.csv`, csvOf({ caption: table.title, head, rows }), 'text/csv');
  }

  private async save(name: string, text: string, type: string): Promise<void> {
    await this.app.attempt(async () => {
      const file = await download(name, new Blob([text], { type }));
      if (file !== null && desktop) this.say(m.desktop_saved_as({ file }));
    });
  }

  async chooseClass(): Promise<void> {
    const files = await chooseFiles('.json,application/json');
    if (files.length > 0) await this.takeClass(files);
  }

  /** A lesson as a sheet to print; with the plots on screen where it stands in the workbench. */
  async printSheet(entry: Entry): Promise<void> {
    const from = this.app.page;
    let shown: OnShow | undefined;
    try {
      if (from === 'lesson') shown = await onShow(this.app.comparison);
    } catch (error) {
      this.app.session.line.say(m.print_not_drawn({ reason: reasonOf(error) }));
    }
    this.closeSheet();
    this.sheet = { printed: printedOf(this.course, entry, shown), from };
    this.app.page = 'sheet';
  }

  /** Back to where it was printed from. */
  closeSheet(): void {
    const { sheet } = this;
    if (!sheet) return;
    if (this.app.page === 'sheet') this.app.page = sheet.from;
    letGo(sheet.printed.figures);
    this.sheet = null;
  }

  /** What a class handed in, on the page of lessons. */
  async takeClass(files: readonly File[]): Promise<void> {
    this.own = null;
    await this.classroom.take(files);
    this.app.page = 'lessons';
  }

  async chooseFile(): Promise<void> {
    const file = await chooseFile('.json,application/json');
    if (file) await this.take(file);
  }

  /** A teacher's file: the lesson in it is opened, or it is said what is wrong with it. */
  async take(file: File): Promise<void> {
    this.own = null;
    const tooLarge: Problem = { at: '', code: 'too-large', values: { most: lessonLimits.bytes / 2 ** 20 } };
    const taken =
      file.size > lessonLimits.bytes ? { problems: [tooLarge] } : this.course.add(file.name, await file.text());
    if ('entry' in taken) {
      await this.open(taken.entry.id);
      return;
    }
    const problems = taken.problems.slice(0, 3).map(problemLine).join(' ');
    this.say(m.lessons_not_opened({ file: file.name, problems }), true);
    this.app.page = 'lessons';
  }

  /** A lesson whose scene is what is on screen already. */
  adopt(lesson: OpenLesson, scene: Scene): void {
    this.look(scene);
    lesson.update({ scene: scene.id });
    this.lesson = lesson;
    this.app.page = 'lesson';
  }

  /** Puts a scene into the workbench, and its lesson beside it. */
  async setUp(lesson: OpenLesson, id: string): Promise<void> {
    const { app } = this;
    const scene = sceneOf(lesson.lesson, id);
    const settled = Promise.withResolvers<undefined>();
    this.stage.group.settling = settled.promise;
    this.setting = true;
    lesson.busy = true;
    try {
      app.comparison.captions = null;
      app.comparison.end();
      const kept = lesson.progress.scenes[scene.id];
      const there = kept !== undefined && (await this.reopened(lesson, scene, kept));
      if (!there) await this.fresh(lesson, scene);
      this.look(scene);
      lesson.update({ scene: scene.id });
      this.lesson = lesson;
      app.page = 'lesson';
    } finally {
      lesson.busy = false;
      this.setting = false;
      this.stage.group.settling = null;
      settled.resolve(undefined);
    }
  }

  /** The networks of a scene before their first step, in a new experiment. */
  private async fresh({ lesson }: OpenLesson, scene: Scene): Promise<void> {
    const { app } = this;
    const [first, ...others] = plansOf(lesson, scene);
    if (!first) return;
    await app.create(first);
    for (const plan of others) await app.comparison.addPlan(plan);
  }

  /** What was on show of a scene when it was left. @returns whether it is still there */
  private async reopened(
    { lesson }: OpenLesson,
    scene: Scene,
    { experiment, runs }: Progress['scenes'][string],
  ): Promise<boolean> {
    const { app } = this;
    await app.refresh();
    const found = app.experiments.find(({ id }) => id === experiment);
    if (!found) return false;
    const [first, ...others] = (await this.areWhole(runs)) ? runs : [];
    if (first !== undefined) {
      await app.openRun(first);
      if (app.session.info?.id !== first) return false;
      for (const run of others) await app.comparison.addRun(run);
      return app.comparison.columns.length === scene.columns.length;
    }
    await app.open(found);
    const set = settingsIn(scene, found.plan);
    for (const plan of plansOf(lesson, scene, set).slice(1)) await app.comparison.addPlan(plan);
    return true;
  }

  /** Whether all of them are there and can be gone on with; of one that was cut off, the networks are shown before their start. */
  private async areWhole(runs: readonly number[]): Promise<boolean> {
    for (const run of runs) {
      try {
        const { status } = (await this.app.client.call('open', { run })).value.info.progress;
        if (status === 'stopped' || status === 'interrupted' || status === 'failed') return false;
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return false; // it was deleted
      }
    }
    return true;
  }

  private look(scene: Scene): void {
    const { comparison, view, session } = this.app;
    this.rows ??= comparison.rows;
    const networks = scene.plain ? [] : (['network'] as const);
    comparison.rows = [...networks, ...scene.plots];
    comparison.options = { ...scene.options };
    session.group.speed.teach(scene.speed === 'max' ? null : scene.speed);
    comparison.captions = scene.columns.map(({ name, says }) => ({ name, says: says ?? '' }));
    for (const { network } of comparison.columns) network.zoom = scene.zoom;
    // what is worked out by hand is not shown beforehand
    if (scene.zoom === 'graph' && scene.columns.length === 1 && session.run === null) void view.goToNode(0);
  }
}

/** What the knobs of a scene are set to in a plan. */
function settingsIn(scene: Scene, plan: Plan): Settings {
  return Object.fromEntries(
    (scene.knobs ?? []).flatMap((at) => {
      const place = placeAt(plan, at);
      const value = place ? valueAt(plan, place) : exactValue(plan, at);
      return value === undefined ? [] : [[at, value]];
    }),
  );
}
