import { scopeOfDeeds, type Deeds } from '../../core/lessons/deeds.ts';
import { holds, isTrue } from '../../core/lessons/measure.ts';
import {
  claimKey,
  isClose,
  isDone,
  noProgress,
  wrongBefore,
  type Answer,
  type Measured,
  type Progress,
} from '../../core/lessons/progress.ts';
import { hasSettings, sceneOf } from '../../core/lessons/scene.ts';
import type { Claim, Lesson, LessonStep, Scene } from '../../core/lessons/schema.ts';
import type { Course, Entry } from './course.svelte.ts';
import { deedsOf } from './deeds.ts';
import { hasCome, measure } from './evidence.ts';
import { SeedSweeps } from './seeds.ts';
import type { Stage } from './stage.ts';
import { LessonSweeps } from './sweeps.svelte.ts';

type Question = Extract<LessonStep, { kind: 'number' }>;

/** The lesson on show: what of it is done. What the person does and what recordings come to is followed from effects of the
 *  window; every tick is kept at once. */
export class OpenLesson {
  readonly entry: Entry;
  readonly stage: Stage;
  private readonly course: Course;
  private readonly seeds: SeedSweeps;
  readonly sweeps: LessonSweeps;
  progress = $state.raw<Progress>() as Progress;
  /** Claims that are being measured over seeds. */
  measuring = $state.raw<readonly Claim[]>([]);
  /** Hints for what was answered wrong last, by question. */
  hints = $state.raw<Readonly<Record<string, string>>>({});
  /** While another scene is put into the workbench: what is on show belongs to none. */
  busy = $state(false);
  private readonly numbers = new WeakMap<object, number>();
  private numbered = 0;
  /** Of each claim, which runs were measured for it already. */
  private seen = new WeakMap<Claim, string>();
  private closed = false;

  constructor(entry: Entry, course: Course, stage: Stage) {
    this.entry = entry;
    this.course = course;
    this.stage = stage;
    this.progress = course.progressOf(entry);
    this.seeds = new SeedSweeps(stage.client);
    this.sweeps = new LessonSweeps(stage.client, entry.lesson);
  }

  get lesson(): Lesson {
    return this.entry.lesson;
  }
  readonly scene: Scene = $derived.by(() => sceneOf(this.lesson, this.progress.scene));

  /** What is kept changes; nothing of it once the lesson was left. */
  update(change: Partial<Progress>): void {
    if (this.closed) return;
    this.progress = { ...this.progress, ...change, at: Date.now() };
    this.course.keep(this.entry.id, this.progress);
  }

  close(): void {
    this.closed = true;
  }

  isDone = (step: LessonStep): boolean => isDone(step, this.progress);
  /** The first step that is not done. */
  readonly next: LessonStep | null = $derived.by(
    () => this.lesson.steps.find((step) => !isDone(step, this.progress)) ?? null,
  );
  measuredOf(claim: Claim): Measured | null {
    return this.progress.claims[this.keyOf(claim)] ?? null;
  }
  private keyOf(claim: Claim): string {
    return claimKey(claim, this.lesson.claims.indexOf(claim));
  }

  /** What the person has done by now. */
  private readonly deeds: Deeds = $derived.by(() =>
    deedsOf(this.stage, this.lesson, this.scene, {
      done: (id) => this.lesson.steps.some((step) => step.id === id && isDone(step, this.progress)),
      ran: this.sweeps.ran,
    }),
  );

  /** Whether a prediction is to be made of what plots show before the first step already. */
  readonly asksFirst: boolean = $derived.by(
    () =>
      this.deeds.step === 0 &&
      this.lesson.steps.some(
        (step) =>
          step.kind === 'predict' &&
          step.when === 'start' &&
          this.isHere(step.scene) &&
          !this.progress.answers[step.id],
      ),
  );

  /** Ticks what was done. Called from an effect. */
  followDeeds(): void {
    if (this.busy) return;
    const scope = scopeOfDeeds(this.deeds);
    const done = this.lesson.steps.flatMap((step) =>
      step.kind === 'do' &&
      !this.progress.done.includes(step.id) &&
      (step.scene === undefined || step.scene === this.scene.id) &&
      isTrue(step.done, scope)
        ? [step.id]
        : [],
    );
    if (done.length > 0) this.update({ done: [...this.progress.done, ...done] });
  }

  /** Measures what can be measured by now. Called from an effect. */
  followClaims(): void {
    if (this.busy) return;
    const { places } = this.stage;
    const shown = places.map(({ session: { opened } }) => this.numberOf(opened)).join();
    // read, so that this is done again when a run has moved on
    const moved = places.map(({ session }) => `${session.status} ${session.opened?.grown ?? 0}`).join();
    if (moved.length === 0) return;
    for (const claim of this.lesson.claims) {
      if (claim.sweep !== undefined) {
        this.takeSwept(claim);
        continue;
      }
      if (this.seen.get(claim) === shown || !this.isDue(claim)) continue;
      this.seen.set(claim, shown);
      if (claim.seeds === undefined) void this.measure(claim, shown);
      else void this.measureSeeds(claim, claim.seeds);
    }
    for (const step of this.lesson.steps) {
      if (step.kind !== 'predict' || !this.isHere(step.scene)) continue;
      const answer = this.progress.answers[step.id];
      if (answer && answer.came === undefined && hasCome(places, step.came, step.when, true))
        void this.compare(step.id, step.came, step.when);
    }
  }

  /** Whether a claim is about what is on show, and its networks have come so far. */
  private isDue(claim: Claim): boolean {
    const { after, given = {}, measure: formula, when, scene } = claim;
    const { places } = this.stage;
    if (!this.isHere(scene) || places.length < this.scene.columns.length) return false;
    if (!places.every(({ session }) => hasSettings(session.plan, given))) return false;
    if (after !== undefined) {
      const step = this.lesson.steps.find(({ id }) => id === after);
      if (step && !this.isDone(step)) return false;
    }
    return hasCome(places, formula, claim.seeds === undefined ? when : 'end', after === undefined);
  }

  private isHere = (scene: string | undefined): boolean => sceneOf(this.lesson, scene) === this.scene;

  /** What is opened, as a number: runs, and what plans would begin with. */
  private numberOf(opened: object | null): number {
    if (!opened) return 0;
    const known = this.numbers.get(opened) ?? ++this.numbered;
    this.numbers.set(opened, known);
    return known;
  }

  private async measure(claim: Claim, key: string): Promise<void> {
    const found = await measure(this.stage.places, claim.measure, claim.when);
    if (!found) {
      if (this.seen.get(claim) === key) this.seen.delete(claim);
      return;
    }
    const run = this.stage.places[0]?.session.info?.id;
    this.take(claim, {
      got: finite(found.got),
      holds: holds(claim.is, found.got),
      step: found.step,
      ...(run !== undefined && { run }),
    });
  }

  private async measureSeeds(claim: Claim, count: number): Promise<void> {
    this.measuring = [...this.measuring, claim];
    const known = this.progress.sweeps;
    await this.stage.group.attempt(() =>
      this.seeds
        .measure(claim, count, this.stage.places, known, (sweeps) =>
          this.update({ sweeps: { ...this.progress.sweeps, ...sweeps } }),
        )
        .then((got) => {
          if (got) this.take(claim, { got: finite(got.got), holds: holds(claim.is, got.got), sweep: got.sweep });
        }),
    );
    this.measuring = this.measuring.filter((one) => one !== claim);
  }

  private takeSwept(claim: Claim): void {
    const found = this.measuredOf(claim) === null ? this.sweeps.measure(claim) : null;
    if (found) this.take(claim, { got: finite(found.got), holds: holds(claim.is, found.got), sweep: found.sweep });
  }

  /** Waits for sweeps that were begun. Called from an effect. */
  followSweeps(): void {
    const known = this.progress.sweeps;
    void this.stage.group.attempt(() => this.sweeps.follow(known));
  }

  /** Runs one of the lesson's sweeps. */
  async runSweep(id: string): Promise<void> {
    const experiment = this.stage.places[0]?.document.experiment ?? null;
    if (experiment === null) return;
    await this.stage.group.attempt(() =>
      this.sweeps.begin(id, experiment, (begun) => this.update({ sweeps: { ...this.progress.sweeps, ...begun } })),
    );
  }

  /** A claim that was measured so stays; one that was contradicted is measured anew by the next run. */
  private take(claim: Claim, measured: Measured): void {
    if (this.measuredOf(claim)?.holds === true) return;
    this.update({ claims: { ...this.progress.claims, [this.keyOf(claim)]: measured } });
  }

  private async compare(id: string, came: string, when: Claim['when']): Promise<void> {
    const found = await measure(this.stage.places, came, when);
    const answer = this.progress.answers[id];
    const options = this.lesson.steps.find((step) => step.id === id && step.kind === 'predict');
    if (!found || !answer || answer.came !== undefined || options?.kind !== 'predict') return;
    if (options.options[found.got - 1] === undefined) return; // a formula that names none of them
    const right = Number(answer.given) === found.got;
    this.update({ answers: { ...this.progress.answers, [id]: { ...answer, came: found.got, right } } });
  }

  /** An option of a choice or a prediction, from 1. */
  choose(step: Extract<LessonStep, { kind: 'choose' | 'predict' }>, option: number): void {
    const before = this.progress.answers[step.id];
    if (step.kind === 'predict' && before) return; // what was predicted stays
    this.answered(step.id, {
      given: String(option),
      right: step.kind === 'choose' && option === step.answer,
      tries: (before?.tries ?? 0) + 1,
      ...(step.kind === 'predict' ? this.deeds.step > 0 && { late: true } : wrongBefore(before)),
    });
  }

  /** A number that was typed. */
  async fillIn(step: Question, given: number): Promise<void> {
    if (this.isEarly(step)) {
      this.hints = { ...this.hints, [step.id]: 'early' };
      return;
    }
    this.hints = { ...this.hints, [step.id]: 'busy' }; // what predicts without training takes its time
    const found = await measure(this.stage.places, step.answer, step.when ?? null);
    this.hints = { ...this.hints, [step.id]: '' };
    if (!found) return;
    const right = isClose(given, found.got);
    const before = this.progress.answers[step.id];
    this.answered(step.id, { given: String(given), right, tries: (before?.tries ?? 0) + 1, ...wrongBefore(before) });
    this.hints = { ...this.hints, [step.id]: right ? '' : await this.hintOf(step, given, found.got) };
  }

  /** Whether the networks have not come to the step that is asked about. */
  private isEarly({ answer, when }: Question): boolean {
    return when !== undefined && !hasCome(this.stage.places, answer, when, false);
  }

  /** Shows the value: it is no answer of the person's. */
  async show(step: Question): Promise<void> {
    const found = await measure(this.stage.places, step.answer, step.when ?? null);
    const before = this.progress.answers[step.id];
    const shown = { given: String(found?.got), right: false, tries: before?.tries ?? 1, shown: true };
    if (found) this.answered(step.id, { ...shown, ...wrongBefore(before) });
    this.hints = { ...this.hints, [step.id]: '' };
  }

  private async hintOf(step: Question, given: number, right: number): Promise<string> {
    for (const { is, says } of step.mistakes ?? []) {
      const found = await measure(this.stage.places, is, step.when ?? null);
      if (found && isClose(given, found.got)) return says;
    }
    return isClose(-given, right) ? 'sign' : 'off';
  }

  private answered(id: string, answer: Answer): void {
    this.update({ answers: { ...this.progress.answers, [id]: answer } });
  }

  /** The runs on show are those of the scene. Called from an effect. */
  followRuns(): void {
    if (this.busy) return;
    const { places } = this.stage;
    const experiment = places[0]?.document.experiment ?? null;
    if (experiment === null || places.length < this.scene.columns.length) return;
    const runs = places.flatMap(({ session }) => session.info?.id ?? []);
    const kept = this.progress.scenes[this.scene.id];
    if (kept?.experiment === experiment && kept.runs.join() === runs.join()) return;
    this.update({ scenes: { ...this.progress.scenes, [this.scene.id]: { experiment, runs } } });
  }

  /** Some seconds more that it was on screen. */
  spent(seconds: number): void {
    this.update({ seconds: this.progress.seconds + seconds });
  }

  /** A clean sheet. */
  startOver(): void {
    this.seen = new WeakMap();
    this.hints = {};
    this.course.reset(this.entry);
    this.progress = noProgress(this.lesson);
  }
}

const finite = (got: number): number | null => (Number.isFinite(got) ? got : null);
