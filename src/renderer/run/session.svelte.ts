import { m } from '../../core/words/m.ts';
import type { ControlAction } from '../../core/contract/trainer.ts';
import { LabError } from '../../core/errors.ts';
import type { Frame } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { changesRun } from '../../core/plan/edits.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { totalSteps } from '../../core/plan/shape.ts';
import { withPlots } from '../../core/plots.ts';
import type { Change, RunDetail, RunInfo, RunStatus } from '../../core/run.ts';
import { int } from '../../core/words/numbers.ts';
import { ExampleSource, type ExampleSets } from './examples.svelte.ts';
import { Group } from './group.svelte.ts';
import type { Lab, PlanDocument } from './lab.ts';
import type { Member } from './member.ts';
import type { MessageLine } from './message.svelte.ts';
import { OpenedRun } from './opened.svelte.ts';
import { Preview } from './preview.svelte.ts';
import type { SpeedSetting } from './speed.svelte.ts';

/** A run that was on show, and its plan. */
interface Left {
  run: number;
  experiment: number;
  plan: Plan;
}

/** One place of a group: the run in it, or what its document's plan would begin with, and what can be done with that. A live
 *  run and a replayed one are the same thing here; only a live one can grow. Where the playhead is and what the transport
 *  does, the group says for all its places. */
export class Session implements Member {
  readonly client: Lab;
  readonly document: PlanDocument;
  readonly group: Group;
  private readonly source: ExampleSource;
  /** The run on show; null while there is none, and the document's plan is on show before its first step. */
  run = $state.raw<OpenedRun | null>(null);
  private readonly preview: Preview;
  /** Runs that an edit took off the screen, newest last: shown again when the plan becomes theirs again. */
  private readonly left: Left[] = [];
  /** The document's plan when that was done last. */
  private leftAt: Plan | null = null;
  private starting = false;
  /** The step that the others are at, while this run is on its way there. */
  private catching = $state.raw<number | null>(null);
  /** The run that was deleted here, and the document's plan then: it comes back when that is undone. */
  private deleted: { run: number; plan: Plan } | null = null;
  private readonly forget: () => void;

  /** What is on show: the run, or what the document's plan would begin with. Null until that was computed. */
  readonly opened: OpenedRun | null = $derived.by(() => this.run ?? this.preview.opened);
  readonly info: RunInfo | null = $derived(this.run?.info ?? null);
  /** The plan on show: the frozen one of what is opened, else the document's. */
  readonly plan: Plan = $derived.by(() => this.opened?.detail.plan ?? this.document.plan);
  readonly layout: Layout | null = $derived(this.opened?.detail.layout ?? null);
  readonly status: RunStatus | 'none' = $derived(this.info?.progress.status ?? 'none');
  readonly live: boolean = $derived(this.run?.live ?? false);
  readonly frame: Frame | null = $derived(this.opened?.shown?.frame ?? null);
  readonly keyframe: Frame | null = $derived(this.opened?.keyframe?.frame ?? null);
  /** Of the frame at the playhead. */
  readonly step: number | null = $derived(this.frame?.scalars.step ?? null);
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
  readonly canGoOn: boolean = $derived.by(
    () => this.run !== null && this.step !== null && !this.atLiveEdge && this.step < this.steps,
  );
  /** Whether the run on show was cut off with its trainer, and its rest can be trained in a new run. */
  readonly canContinue: boolean = $derived(
    this.status === 'interrupted' && this.step !== null && (this.info?.progress.step ?? 0) < this.steps,
  );
  readonly canStart: boolean = $derived.by(() => this.problems.length === 0 && this.document.experiment !== null);
  readonly atLiveEdge: boolean = $derived.by(() => this.live && this.group.playhead.following);
  readonly playing: boolean = $derived.by(() => this.group.playing);

  /** @param group the one that it joins; without it, it leads a group of its own */
  constructor(client: Lab, document: PlanDocument, group = new Group(client)) {
    this.client = client;
    this.document = document;
    this.group = group;
    this.source = new ExampleSource(client, group.failed);
    this.preview = new Preview(client, group.failed, () => this.seat);
    this.forget = client.onEvent((event) => {
      if (event.type === 'run' && event.info.id === this.info?.id && this.run) {
        this.run.info = event.info;
        void this.caught();
      } else if (event.type === 'runsDeleted' && this.info && event.runs.includes(this.info.id)) {
        this.vanish(this.info.id);
      } else if (event.type === 'runsRestored') this.restored(event.runs);
    });
    group.add(this);
  }

  /** Which of the group it is, from 0. */
  get seat(): number {
    return Math.max(0, this.group.members.indexOf(this));
  }
  get line(): MessageLine {
    return this.group.line;
  }
  get speed(): SpeedSetting {
    return this.group.speed;
  }
  /** What there is to say, above the transport; empty when there is nothing. */
  get message(): string {
    return this.group.line.text;
  }

  /** Training and test examples of the plan on show; null until the digits have come, or while the plan has problems. */
  get examples(): ExampleSets | null {
    return this.source.sets;
  }

  /** The newest step that was recorded. */
  get newest(): number | null {
    const recording = this.run?.recording;
    return recording && recording.rows > 0 ? recording.stepOf(recording.rows - 1) : null;
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
    await this.group.attempt(async () => this.show((await this.client.call('open', { run })).value));
  }

  playPause = (): Promise<void> => this.group.playPause();
  forward = (action: 'step' | 'epoch'): Promise<void> => this.group.forward(action);
  reset = (): Promise<void> => this.group.reset();

  /** Puts the playhead on the frame shown at a step of this run. */
  seek(step: number): void {
    this.group.seek(step / this.group.ratioOf(this));
  }

  /** Looks at a step of this run, and at the same place of the others; null looks away again. */
  point(step: number | null): void {
    this.group.playhead.point(step === null ? null : step / this.group.ratioOf(this));
  }

  /** Starts a run of the document's plan. */
  start(paused: boolean): Promise<void> {
    return this.startPlan(this.document.plan, paused);
  }

  /** Starts a run of the document's plan that goes as fast as it can to where the others are, and then as they do. */
  async catchUp(): Promise<void> {
    const { group } = this;
    const to = Math.min(this.steps, Math.round((group.playhead.at ?? 0) * group.ratioOf(this)));
    if (to === 0) return this.start(!group.playing);
    this.catching = to;
    await this.startPlan(this.document.plan, true, null);
    await this.control('play', to);
  }

  /** Trains on to a step as fast as it can, and pauses there. */
  async hurryTo(step: number): Promise<void> {
    this.catching = step;
    await this.setSpeed(null);
    await this.control('play', step);
  }

  /** Whether it is on its way to where the others are. */
  get catchesUp(): boolean {
    return this.catching !== null && this.live;
  }

  /** A new run of the same plan, waiting at step 0. It records what the plots of now need. */
  startAgain(): Promise<void> {
    return this.startPlan(this.run ? withPlots(this.plan, this.document.plots) : this.document.plan, true);
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

  /** Tells a live run how fast to go. */
  async setSpeed(speed: number | null): Promise<void> {
    const run = this.info?.id;
    if (this.live && run !== undefined) await this.group.attempt(() => this.client.call('setSpeed', { run, speed }));
  }

  /** @param until of `play`: the step at which it pauses again */
  async control(action: ControlAction, until?: number): Promise<void> {
    const { run: opened } = this;
    if (!opened) return;
    if (action === 'play') until ??= this.catching ?? undefined;
    await this.group.attempt(async () => {
      const args = { run: opened.info.id, action, ...(until !== undefined && { until }) };
      opened.progressed((await this.client.call('control', args)).value);
    });
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
    if (opened.live) void this.group.attempt(() => this.end(opened));
  }

  /** It is taken out of its group: its run is ended, and kept. */
  leave(): void {
    const { run: opened } = this;
    this.forget();
    opened?.close();
    this.run = null;
    if (opened?.live) void this.group.attempt(() => this.end(opened));
  }

  /** It is where the others are: from here on it does as they do. */
  private async caught(): Promise<void> {
    const { status, step } = this.info?.progress ?? {};
    if (this.catching === null || status === 'running' || (step ?? 0) < this.catching) return;
    this.catching = null;
    await this.setSpeed(this.speed.of(this.plan));
    const goOn = this.group.members.some(
      (member) => member !== this && member.status === 'running' && !member.catchesUp,
    );
    if (goOn) await this.control('play');
  }

  private async startPlan(plan: Plan, paused: boolean, speed = this.speed.of(plan)): Promise<void> {
    const { experiment } = this.document;
    if (experiment === null || (plan === this.document.plan && !this.canStart)) return;
    await this.begin(async (before) => {
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
    await this.group.attempt(async () => {
      const before = this.run;
      if (before?.live) await this.end(before);
      await start(before);
    });
    this.starting = false;
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
    const { playhead } = this.group;
    this.run?.close();
    this.line.clear();
    const failed = (error: unknown): void => this.lost(detail.info.id, error);
    this.run = new OpenedRun(this.client, detail, failed, () => playhead.schedule(), playhead.pace);
    if (this.group.lead === this) {
      playhead.speed = this.speed.of(detail.plan);
      playhead.restart();
    }
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
      if (!(error instanceof LabError && error.code === 'run-unknown')) this.group.failed(error);
      else if (plan === this.document.plan) this.preview.follow(plan);
    }
  }

  /** The run on show was deleted, in this window or another. */
  private vanish(run: number): void {
    this.deleted = { run, plan: this.document.plan };
    this.close();
  }

  /** Shows the run that was on show when it was deleted, unless something else is by now. */
  private restored(runs: readonly number[]): void {
    const { deleted } = this;
    if (!deleted || this.run || this.document.plan !== deleted.plan || !runs.includes(deleted.run)) return;
    this.deleted = null;
    void this.openRun(deleted.run);
  }

  private close(): void {
    if (this.run) this.preview.hold(this.run);
    this.run?.close();
    this.run = null;
    if (this.group.lead === this) this.group.playhead.restart();
    this.remember(null);
  }

  /** A pull failed. Of a run that was deleted meanwhile there is nothing to say: who deleted it knows. */
  private lost(run: number, error: unknown): void {
    const deleted = error instanceof LabError && error.code === 'run-unknown';
    if (!deleted) this.group.failed(error);
    else if (run === this.info?.id) this.vanish(run);
  }

  private remember(run: number | null): void {
    if (this.group.lead !== this) return;
    this.client.call('setSetting', { key: 'openRun', value: run }).catch(this.group.failed); // nothing that anyone did
  }
}
