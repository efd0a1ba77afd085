import { m } from '../../core/words/m.ts';
import type { ControlAction } from '../../core/contract/trainer.ts';
import { LabError } from '../../core/errors.ts';
import type { Frame } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { changesRun } from '../../core/plan/edits.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { stepsPerEpoch, totalSteps } from '../../core/plan/shape.ts';
import { withPlots } from '../../core/plots.ts';
import type { Change, RunDetail, RunInfo, RunStatus } from '../../core/run.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { int } from '../../core/words/numbers.ts';
import { ExampleSource, type ExampleSets } from './examples.svelte.ts';
import { errorOf } from '../lab/client.ts';
import type { Lab, PlanDocument } from './lab.ts';
import { MessageLine } from './message.svelte.ts';
import { OpenedRun } from './opened.svelte.ts';
import { Preview } from './preview.svelte.ts';
import { SpeedSetting } from './speed.svelte.ts';

/** A run that was on show, and its plan. */
interface Left {
  run: number;
  experiment: number;
  plan: Plan;
}

/** The run in the workbench: its recording, the playhead, and what the transport can do with them. A live run and a
 *  replayed one are the same thing here; only a live one can grow. */
export class Session {
  readonly client: Lab;
  readonly document: PlanDocument;
  readonly speed: SpeedSetting;
  private readonly source: ExampleSource;
  /** The run in the workbench; null while there is none, and the document's plan is on show before its first step. */
  run = $state.raw<OpenedRun | null>(null);
  private readonly preview: Preview;
  /** Runs that an edit took off the screen, newest last: shown again when the plan becomes theirs again. */
  private readonly left: Left[] = [];
  /** The document's plan when that was done last. */
  private leftAt: Plan | null = null;
  readonly line = new MessageLine();
  private starting = false;

  /** What is on show: the run, or what the document's plan would begin with. Null until that was computed. */
  readonly opened: OpenedRun | null = $derived.by(() => this.run ?? this.preview.opened);
  readonly info: RunInfo | null = $derived(this.run?.info ?? null);
  /** The plan on show: the frozen one of what is opened, else the document's. */
  readonly plan: Plan = $derived.by(() => this.opened?.detail.plan ?? this.document.plan);
  readonly layout: Layout | null = $derived(this.opened?.detail.layout ?? null);
  readonly status: RunStatus | 'none' = $derived(this.info?.progress.status ?? 'none');
  readonly live: boolean = $derived(this.run?.live ?? false);
  readonly atLiveEdge: boolean = $derived(this.live && (this.run?.following ?? false));
  readonly replaying: boolean = $derived(this.run?.replaying ?? false);
  readonly frame: Frame | null = $derived(this.opened?.shown?.frame ?? null);
  readonly keyframe: Frame | null = $derived(this.opened?.keyframe?.frame ?? null);
  /** Of the frame at the playhead. */
  readonly step: number | null = $derived(this.frame?.scalars.step ?? null);
  /** Whether numbers are being made or replayed right now: what the round button pauses. */
  readonly playing: boolean = $derived(this.replaying || (this.atLiveEdge && this.status === 'running'));
  /** What keeps the document's plan from running. */
  readonly problems: Problem[] = $derived.by(() => this.document.problems.filter((problem) => !problem.hint));

  /** Whether what is on show is a run, or of the very plan in the document. */
  readonly current: boolean = $derived.by(() => this.run !== null || this.preview.isOf(this.document.plan));
  /** Whether what is on show is of another plan than the document's, which has problems and so nothing to show. */
  readonly stale: boolean = $derived.by(() => !this.current && this.problems.length > 0);
  /** Steps of the whole run. */
  readonly steps: number = $derived.by(() => this.info?.steps ?? totalSteps(this.document.plan));
  /** Whether a new run can begin from the frame at the playhead, with parameters changed. */
  readonly canBranch: boolean = $derived(this.run !== null && this.step !== null);
  /** Whether going on from there, with nothing changed, leads anywhere that the live edge does not. */
  readonly canGoOn: boolean = $derived(
    this.run !== null && this.step !== null && !this.atLiveEdge && this.step < this.steps,
  );
  /** Whether the run on show was cut off with its trainer, and its rest can be trained in a new run. */
  readonly canContinue: boolean = $derived(
    this.status === 'interrupted' && this.step !== null && (this.info?.progress.step ?? 0) < this.steps,
  );
  readonly canStart: boolean = $derived.by(() => this.problems.length === 0 && this.document.experiment !== null);

  constructor(client: Lab, document: PlanDocument) {
    this.client = client;
    this.document = document;
    this.source = new ExampleSource(client, this.failed);
    this.preview = new Preview(client, this.failed);
    this.speed = new SpeedSetting((key, value) => void this.attempt(() => client.call('setSetting', { key, value })));
    client.onOpen(() => this.line.over('disconnected'));
    client.onEvent((event) => {
      if (event.type === 'run' && event.info.id === this.info?.id && this.run) this.run.info = event.info;
      else if (event.type === 'runDeleted' && event.run === this.info?.id) this.close();
      else if (event.type === 'failure') this.failed(errorOf(event.failure));
      else if (event.type === 'over') this.line.over(event.code);
    });
  }

  /** What there is to say, above the transport; empty when there is nothing. */
  get message(): string {
    return this.line.text;
  }

  /** Training and test examples of the plan on show; null until the digits have come, or while the plan has problems. */
  get examples(): ExampleSets | null {
    return this.source.sets;
  }

  /** Keeps the examples in step with the plan on show. Called from an effect of the window. */
  refreshExamples(): void {
    if (this.opened || this.problems.length === 0) void this.source.show(this.plan);
  }

  /** Shows the document's plan before its first step, as long as there is no run; or the run that an edit took off the screen,
   *  when the plan is that run's again. Called from an effect of the window. */
  refreshPreview(): void {
    const { experiment, plan } = this.document;
    if (this.run || experiment === null || this.problems.length > 0 || this.starting) return;
    const again = this.left.findLast((left) => left.experiment === experiment && !changesRun(left.plan, plan));
    // what was left for another experiment is not to come back while that is on its way
    if (again && plan === this.leftAt) return;
    if (again) void this.openAgain(again);
    else this.preview.follow(plan);
  }

  /** Opens the run that was open when the window was closed; `settings` are what the lab had kept. */
  async resume(settings: Record<string, unknown>): Promise<void> {
    this.speed.restore(settings);
    const run = settings['openRun'];
    if (typeof run === 'number') await this.openRun(run);
  }

  async openRun(run: number): Promise<void> {
    await this.attempt(async () => this.show((await this.client.call('open', { run })).value));
  }

  /** The round button. */
  async playPause(): Promise<void> {
    const { run: opened } = this;
    if (!opened) await this.start(this.document.plan, false);
    else if (this.atLiveEdge) await this.control(this.status === 'running' ? 'pause' : 'play');
    else opened.replay(!opened.replaying);
  }

  /** One training step at the live edge, else the next frame. */
  async forward(action: 'step' | 'epoch'): Promise<void> {
    if (!this.run) await this.start(this.document.plan, true);
    const { run: opened } = this;
    if (!opened) return;
    if (this.atLiveEdge) await this.control(action);
    else if (action === 'step') this.nextFrame();
    else {
      opened.replay(false);
      opened.goOnTo(this.nextEpoch());
    }
  }

  nextFrame(): void {
    this.turn(1);
  }

  /** The frame before; leaves the live edge. */
  back(): void {
    this.turn(-1);
  }

  rewind(): void {
    this.seek(0);
  }

  /** Puts the playhead on the frame shown at a step. */
  seek(step: number): void {
    if (!this.run) return;
    const done = this.line.begin();
    this.run.replaying = false;
    this.run.goToStep(step);
    done();
  }

  goLive(): void {
    this.seek(Infinity);
  }

  /** Ends the live run where it is. It is kept, and can be gone on from like any other. */
  async stop(): Promise<void> {
    if (this.live) await this.control('stop');
  }

  /** A new run of the same plan, waiting at step 0 with its first parameters on show. It records what the plots of now need. */
  async reset(): Promise<void> {
    await this.start(this.run ? withPlots(this.plan, this.document.plots) : this.document.plan, true);
  }

  /** A new run from the step at the playhead on, waiting there with its parameters changed. The run on show is kept. */
  async branch(changes: Change[]): Promise<void> {
    await this.branchOff(changes, true);
  }

  /** Trains on from the step at the playhead, in a new run: how an ended or a replayed one goes on. */
  async goOn(): Promise<void> {
    if (this.canGoOn) await this.branchOff([], false);
  }

  /** Trains the rest of a run that was cut off, in a new run from its last step on, wherever the playhead is. */
  async goOnFromEnd(): Promise<void> {
    if (this.canContinue) await this.branchOff([], false, this.info?.progress.step);
  }

  async setSpeed(speed: number | null): Promise<void> {
    this.speed.set(this.plan, speed);
    if (!this.run) return;
    this.run.speed = speed;
    const run = this.run.info.id;
    if (this.live) await this.attempt(() => this.client.call('setSpeed', { run, speed }));
  }

  /** The document was edited: the run on show no longer belongs to it, is ended and kept. */
  detach(): void {
    const { run: opened } = this;
    if (!opened) return;
    const { id: run, experiment } = opened.info;
    this.leftAt = this.document.plan;
    this.left.push({ run, experiment, plan: opened.detail.plan });
    this.close();
    this.line.notice(m.app_kept({ run: opened.info.name }));
    if (opened.live) void this.attempt(() => this.end(opened));
  }

  private async start(plan: Plan, paused: boolean): Promise<void> {
    const { experiment } = this.document;
    if (experiment === null || (plan === this.document.plan && !this.canStart)) return;
    await this.begin(async (before) => {
      const speed = this.speed.of(plan);
      this.show((await this.client.call('start', { experiment, plan, speed, paused })).value);
      if (before) this.line.notice(m.app_kept({ run: before.info.name }));
    });
  }

  private async branchOff(changes: Change[], paused: boolean, step = this.step): Promise<void> {
    await this.begin(async (before) => {
      if (!before || step === null) return;
      const { id: run, name } = before.info;
      const speed = this.speed.of(before.detail.plan);
      const { value } = await this.client.call('branch', { run, step, changes, speed, paused });
      this.show(value);
      this.line.notice(m.app_kept_branch({ run: name, branch: value.info.name, step: int(step) }));
    });
  }

  /** Begins one new run at a time; the one on show is ended first, and kept. */
  private async begin(start: (before: OpenedRun | null) => Promise<void>): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    await this.attempt(async () => {
      const before = this.run;
      if (before?.live) await this.end(before);
      await start(before);
    });
    this.starting = false;
  }

  private turn(frames: number): void {
    if (!this.run) return;
    const done = this.line.begin();
    this.run.replay(false);
    this.run.goTo(this.run.row + frames);
    done();
  }

  private async control(action: ControlAction): Promise<void> {
    const { run: opened } = this;
    if (!opened) return;
    await this.attempt(async () => {
      opened.progressed((await this.client.call('control', { run: opened.info.id, action })).value);
    });
  }

  private async end(opened: OpenedRun): Promise<void> {
    try {
      await this.client.call('control', { run: opened.info.id, action: 'stop' });
    } catch (error) {
      // it may have ended by itself just now
      if (!(error instanceof LabError && error.code === 'run-not-live')) throw error;
    }
  }

  private show(detail: RunDetail): void {
    this.run?.close();
    this.line.clear();
    this.run = new OpenedRun(this.client, detail, (error) => this.lost(detail.info.id, error));
    this.run.speed = this.speed.of(detail.plan);
    this.remember(detail.info.id);
  }

  /** Shows a run again that an edit took off the screen, unless it was deleted or the plan is another by now. */
  private async openAgain(left: Left): Promise<void> {
    this.left.splice(this.left.indexOf(left), 1);
    const { plan } = this.document;
    try {
      const { value } = await this.client.call('open', { run: left.run });
      if (this.run === null && plan === this.document.plan) this.show(value);
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'run-unknown')) this.failed(error);
      else if (plan === this.document.plan) this.preview.follow(plan);
    }
  }

  private close(): void {
    if (this.run) this.preview.hold(this.run);
    this.run?.close();
    this.run = null;
    this.remember(null);
  }

  /** A pull failed. Of a run that was deleted meanwhile there is nothing to say: who deleted it knows. */
  private lost(run: number, error: unknown): void {
    const deleted = error instanceof LabError && error.code === 'run-unknown';
    if (!deleted) this.failed(error);
    else if (run === this.info?.id) this.close();
  }

  private remember(run: number | null): void {
    this.client.call('setSetting', { key: 'openRun', value: run }).catch(this.failed); // nothing that anyone did
  }

  private nextEpoch(): number {
    const epoch = stepsPerEpoch(this.plan);
    return (Math.floor((this.step ?? 0) / epoch) + 1) * epoch;
  }

  /** Does something with the lab; an expected failure becomes the message line, anything else is a bug. */
  private async attempt(action: () => Promise<unknown>): Promise<void> {
    const done = this.line.begin();
    try {
      await action();
      done();
    } catch (error) {
      this.failed(error);
    }
  }

  private readonly failed = (error: unknown): void => {
    if (!(error instanceof LabError)) throw error;
    this.line.say(errorSentence(error), error.code);
  };
}
