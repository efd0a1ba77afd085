import { changesRun } from '../../core/plan/edits.ts';
import { sceneFrom, type Screen } from '../../core/lessons/scene-from.ts';
import { plansOf, sceneOf } from '../../core/lessons/scene.ts';
import { lessonLimits, type Claim, type Lesson, type Scene } from '../../core/lessons/schema.ts';
import { plotIds, type PlotId, type PlotOptions } from '../../core/plots.ts';
import { m } from '../../core/words/m.ts';
import { problemLine } from '../../core/words/problems.ts';
import { download } from '../lab/files.ts';
import { Course, type Entry } from '../lessons/course.svelte.ts';
import { LessonDraft } from '../lessons/editor/draft.svelte.ts';
import { OpenLesson } from '../lessons/open-lesson.svelte.ts';
import { letters } from '../run/group.svelte.ts';
import type { Teaching, Workbench } from './teaching.svelte.ts';

/** What the setting `openLesson` is while a lesson is written. */
export const DRAFT = 'draft';

const isPlot = (row: string): row is PlotId => (plotIds as readonly string[]).includes(row);

/** A lesson is written: the form beside the workbench, which has the scene that is worked at. */
export class Writing {
  /** On screen, or put aside until it is gone on with. */
  draft = $state.raw<LessonDraft | null>(null);
  /** Whether it is on screen. */
  on = $state(false);
  /** Whether the lesson is shown instead of its form. */
  pupil = $state(false);
  /** The claim whose contrast is in the workbench. */
  contrast = $state<number | null>(null);
  private readonly app: Workbench;
  private readonly teaching: Teaching;
  private course = new Course(); // what is done in a draft is not kept

  constructor(app: Workbench, teaching: Teaching) {
    this.app = app;
    this.teaching = teaching;
    teaching.onleave = () => {
      this.on = false;
    };
  }

  restore(settings: Record<string, unknown>): void {
    this.draft = LessonDraft.restored(settings['lessonDraft']);
  }

  keep(): void {
    this.app.keep('lessonDraft', this.draft?.kept ?? null);
  }

  /** What stands in the workbench. */
  private get screen(): Screen {
    const { comparison, view, document, session } = this.app;
    const several = comparison.on;
    const placed = several ? [] : (document.plots ?? []);
    const plots = several
      ? comparison.rows.filter(isPlot)
      : plotIds.filter((id) => placed.some(({ plot }) => plot === id));
    const options: Partial<Record<PlotId, PlotOptions>> = several
      ? Object.fromEntries(Object.entries(comparison.options).filter(([id]) => isPlot(id)))
      : Object.fromEntries(placed.flatMap(({ plot, options: set }) => (set ? [[plot, set]] : [])));
    const plans = comparison.columns.map((column) => column.session.plan);
    const speed = session.group.speed.of(session.plan);
    const shared = several ? (plans[0]?.name ?? '') : '';
    return {
      plans,
      // `Moons, tanh` beside `Moons` is tanh
      names: plans.map(({ name }, i) =>
        i > 0 && name.startsWith(`${shared}, `)
          ? name.slice(shared.length + 2)
          : i === 0 || name !== shared
            ? name
            : (letters[i] ?? ''),
      ),
      zoom: view.zoom,
      plots,
      options,
      plain: several && !comparison.rows.includes('network'),
      speed: speed === null ? 'max' : speed === 10 || speed === 100 || speed === 1000 ? speed : undefined,
    };
  }

  /** A scene of what is on screen, and what is to be said of it. */
  private taken(title: string, taken: readonly string[], screen = this.screen): { scene: Scene; lost: string } {
    const { scene, lost } = sceneFrom($state.snapshot<Screen>(screen), title, taken);
    const says = lost.map(({ column, titles }) => m.writing_lost({ column, fields: titles.join(', ') }));
    return { scene, lost: says.join(' ') };
  }

  /** Begins a lesson of what is on screen; where one is being written already, this is another scene of it. */
  make(): void {
    const { screen, draft } = this;
    this.teaching.leave(true); // the networks of another lesson are taken as well
    const title = this.app.document.plan.name;
    if (draft) {
      if (!draft.roomForScene) draft.message = { says: m.writing_no_room({ most: String(lessonLimits.scenes) }) };
      else this.add(screen);
      this.adopt(draft, draft.lesson.scenes.at(-1)?.id);
    } else {
      const { scene, lost } = this.taken(title, [], screen);
      this.draft = LessonDraft.of(scene);
      if (lost !== '') this.draft.message = { says: lost };
      this.adopt(this.draft, scene.id);
    }
    this.keep();
  }

  /** Goes on with the draft, or begins one of what is on screen. */
  async write(): Promise<void> {
    const { draft } = this;
    const first = draft?.lesson.scenes[0];
    if (!draft || !first) {
      this.make();
      return;
    }
    const there = draft.plain.scenes.find((scene) => this.isOnScreen(draft, scene));
    if (there) this.adopt(draft, there.id);
    else await this.show(first.id);
  }

  /** A teacher's own lesson. */
  async edit({ id, lesson }: Entry): Promise<void> {
    if (this.draft && this.draft.saved !== id) {
      this.teaching.say(m.writing_busy({ title: this.draft.name }), true);
      return;
    }
    this.draft ??= new LessonDraft(lesson, id);
    this.keep();
    await this.write();
  }

  /** Whether the networks in the workbench are those of a scene. */
  private isOnScreen(draft: LessonDraft, scene: Scene): boolean {
    const { columns } = this.app.comparison;
    const plans = plansOf(draft.plain, scene);
    return (
      plans.length === columns.length &&
      plans.every((plan, i) => {
        const there = columns[i]?.session.plan;
        return there !== undefined && !changesRun(there, plan);
      })
    );
  }
  /** Whether what was run is of the scene: only then it is found again when that is shown again. */
  get isFaithful(): boolean {
    if (!this.on || !this.draft || this.pupil) return true;
    const scene = this.draft.plain.scenes.find(({ id }) => id === this.draft?.shown);
    return this.contrast === null && scene !== undefined && this.isOnScreen(this.draft, scene);
  }

  /** The lesson with nothing to do in it: what is written is not ticked. */
  private opened(lesson: Lesson): OpenLesson {
    return new OpenLesson({ id: DRAFT, number: m.writing_number(), lesson }, this.course, this.teaching.stage);
  }
  private bare(draft: LessonDraft): Lesson {
    return { ...draft.plain, title: draft.name, steps: [], claims: [] };
  }

  /** The workbench has this scene as it is. */
  private adopt(draft: LessonDraft, id: string | undefined): void {
    const lesson = this.bare(draft);
    this.teaching.adopt(this.opened(lesson), sceneOf(lesson, id));
    this.shown(sceneOf(lesson, id).id);
  }
  private shown(id: string): void {
    this.app.comparison.captions = null; // columns can be changed while it is written
    if (this.draft) this.draft.shown = id;
    [this.on, this.pupil, this.contrast] = [true, false, null];
    this.app.keep('openLesson', DRAFT);
  }

  /** Puts a scene into the workbench. @param claim in the contrast of this claim */
  async show(id: string, claim?: Claim): Promise<void> {
    const { draft } = this;
    if (!draft) return;
    await this.app.attempt(async () => {
      const lesson = this.bare(draft);
      const scenes = claim
        ? lesson.scenes.map((scene) => (scene.id === id ? contrasted(scene, claim) : scene))
        : lesson.scenes;
      if (draft.shown === id || claim) this.course = new Course(); // from its beginning
      await this.app.document.flush();
      await this.teaching.setUp(this.opened({ ...lesson, scenes }), id);
      this.shown(id);
    });
  }

  async tryContrast(i: number): Promise<void> {
    const claim = this.draft?.plain.claims[i];
    if (!this.draft || !claim) return;
    await this.show(sceneOf(this.draft.plain, claim.scene).id, claim);
    this.contrast = i;
  }

  /** Another scene, of what is on screen. */
  add(screen = this.screen): void {
    const { draft } = this;
    if (!draft?.roomForScene) return;
    const taken = draft.lesson.scenes.map(({ id }) => id);
    const { scene, lost } = this.taken(this.app.document.plan.name, taken, screen);
    draft.addScene(scene);
    if (lost !== '') draft.message = { ...draft.message, says: `${draft.message?.says ?? ''} ${lost}` };
    this.adopt(draft, scene.id);
  }

  /** What is on screen in the place of a scene. */
  take(i: number): void {
    const { draft } = this;
    const before = draft?.lesson.scenes[i];
    if (!draft || !before) return;
    const { scene, lost } = this.taken(before.title, []);
    draft.replaceScene(i, scene);
    if (lost !== '') draft.message = { ...draft.message, says: `${draft.message?.says ?? ''} ${lost}` };
    this.course = new Course();
    this.adopt(draft, before.id);
  }

  /** The lesson from its beginning as it is played, or its form again. */
  async view(pupil: boolean): Promise<void> {
    const { draft } = this;
    draft?.check();
    if (!draft || pupil === this.pupil) return;
    if (!pupil) {
      this.adopt(draft, this.teaching.lesson?.scene.id);
      return;
    }
    const { right } = draft;
    if (!right) return;
    await this.app.attempt(async () => {
      this.course = new Course();
      const lesson = this.opened(right);
      await this.teaching.setUp(lesson, sceneOf(right, undefined).id);
      this.pupil = true;
    });
  }

  /** Gives the lesson to the person as a file, and lists it; where it was before, in its place. */
  async save(): Promise<void> {
    const { draft } = this;
    draft?.check();
    if (!draft?.right) return;
    const { text } = draft;
    await this.app.attempt(async () => {
      const file = await download(`${draft.name}.lesson.json`, new Blob([text], { type: 'application/json' }));
      if (file === null) return;
      const { course } = this.teaching;
      const added = course.add(file, text, draft.saved);
      if (!('entry' in added)) {
        draft.message = { says: added.problems.map(problemLine).join(' ') };
        return;
      }
      draft.saved = added.entry.id;
      draft.message = { says: m.writing_saved({ file }) };
      this.keep();
    });
  }

  /** Back to all lessons: what was saved is there, what was not is gone on with later. */
  close(): void {
    const { draft } = this;
    draft?.check();
    const kept = !draft || draft.saved === null ? null : this.teaching.course.entry(draft.saved);
    if (draft && kept && JSON.stringify(kept.lesson) === JSON.stringify(draft.right)) this.draft = null;
    this.keep();
    this.teaching.leave();
    this.app.page = 'lessons';
  }

  discard(): void {
    this.draft = null;
    this.close();
  }
}

/** A scene in whose networks a claim is not to hold. */
const contrasted = (scene: Scene, { contrast, otherwise }: Claim): Scene => ({
  ...scene,
  columns: scene.columns.map(({ set, parameters, ...column }) => ({
    ...column,
    set: { ...set, ...contrast },
    ...((parameters ?? otherwise) && { parameters: { ...parameters, ...otherwise } }),
  })),
});
