import type { SweepAction } from '../../core/contract/window.ts';
import { LabError, type LabErrorCode } from '../../core/errors.ts';
import { nameSchema } from '../../core/plan/text.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { SweepDetail, SweepInfo } from '../../core/sweep/results.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { errorOf } from '../lab/client.ts';
import type { Lab } from '../run/lab.ts';
import { MessageLine } from '../run/message.svelte.ts';
import { SweepDraft } from './draft.svelte.ts';
import { FigureLooks } from './looks.svelte.ts';
import { metricsFor, type MetricId } from './metrics.ts';
import { OpenSweep } from './open.svelte.ts';
import { Pick } from './pick.svelte.ts';

/** The sweeps of the lab, and the one on the page: one that was begun, or one that is put together. */
export class SweepRoom {
  readonly line = new MessageLine();
  list = $state.raw<readonly SweepInfo[]>([]);
  open = $state.raw<OpenSweep | null>(null);
  draft = $state.raw<SweepDraft | null>(null);
  looks = $state.raw(new FigureLooks());
  pick = $state.raw<Pick | null>(null);
  /** Multiply-adds a second of a process, as the last sweep that was looked at had it. */
  throughput = $state<number | null>(null);
  private readonly lab: Lab;
  private failure: LabErrorCode | null = null;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Follows the lab while the page is on screen, and catches up with what was missed. Returns how to stop. */
  follow(): () => void {
    const forget = [
      this.lab.onOpen(() => void this.renew()),
      this.lab.onEvent((event) => {
        if (event.type === 'sweep') this.put(event.info, event.results);
        else if (event.type === 'sweepDeleted') this.gone(event.sweep);
        else if (event.type === 'failure') this.say(errorOf(event.failure));
        else if (event.type === 'over' && event.code === this.failure) this.line.clear();
      }),
    ];
    void this.renew();
    return () => {
      for (const stop of forget) stop();
    };
  }

  /** Asks for the list. */
  async load(): Promise<void> {
    await this.attempt(async () => {
      this.list = (await this.lab.call('sweeps', {})).value;
    });
  }

  /** Puts a sweep on the page. @param metric that its figure shows first */
  async show(sweep: number, metric?: MetricId): Promise<void> {
    await this.attempt(async () =>
      this.opened(new OpenSweep((await this.lab.call('openSweep', { sweep })).value), metric),
    );
  }

  /** Puts results on the page that came with a lesson: the lab has no such sweep, and no runs of it. */
  present(detail: SweepDetail, metric?: MetricId): void {
    this.opened(new OpenSweep(detail), metric);
  }

  /** Begins to put one together: of a plan, or like another sweep. @param memory the most bytes a run may take */
  compose(plan: Plan, experiment: number | null, memory?: number): void {
    this.draft = new SweepDraft(plan, experiment, memory, undefined, this.taken);
    this.leave();
  }

  composeFrom({ info, sweep }: OpenSweep, memory?: number): void {
    this.draft = new SweepDraft(sweep.plan, info.experiment, memory, { ...sweep, name: info.name }, this.taken);
    this.leave();
  }

  /** Begins what is put together. */
  async start(): Promise<void> {
    const { draft } = this;
    const sweep = draft?.sweep;
    if (!draft || !sweep) return;
    await this.attempt(async () => {
      const experiment = draft.experiment ?? (await this.lab.call('createExperiment', { plan: sweep.plan })).value.id;
      const info = (await this.lab.call('createSweep', { experiment, sweep, paused: false })).value;
      this.put(info);
      const detail = (await this.lab.call('openSweep', { sweep: info.id })).value;
      this.draft = null;
      this.opened(new OpenSweep(detail));
    });
  }

  async control(action: SweepAction): Promise<void> {
    const { open } = this;
    if (!open) return;
    await this.attempt(async () => this.put((await this.lab.call('controlSweep', { sweep: open.id, action })).value));
    if (action === 'cancel') await this.renew();
  }

  /** Pauses what runs, lets go on what is held. */
  async toggle(): Promise<void> {
    if (!this.open || this.open.over) return;
    await this.control(this.open.going ? 'pause' : 'play');
  }

  async runAgain(points: readonly number[]): Promise<void> {
    const { open } = this;
    if (!open || points.length === 0) return;
    await this.attempt(async () => {
      this.put((await this.lab.call('runAgain', { sweep: open.id, points: [...points] })).value);
      await this.renewOpen();
    });
  }

  /** Gives the sweep another name; what is no name is said, and not taken. */
  async rename(name: string): Promise<void> {
    const { open } = this;
    const wanted = name.trim();
    if (!open || wanted === open.info.name) return;
    if (!nameSchema.safeParse(wanted).success) {
      this.line.notice(m.sweep_bad_name());
      return;
    }
    await this.attempt(async () =>
      this.put((await this.lab.call('renameSweep', { sweep: open.id, name: wanted })).value),
    );
  }

  /** Deletes the sweep with all its runs. */
  async remove(): Promise<void> {
    const { open } = this;
    if (!open) return;
    await this.attempt(async () => {
      await this.lab.call('deleteSweep', { sweep: open.id });
      this.gone(open.id);
    });
  }

  private get taken(): string[] {
    return this.list.map(({ name }) => name);
  }

  private opened(open: OpenSweep, metric: MetricId = 'validationLoss'): void {
    this.draft = null;
    this.looks = new FigureLooks();
    // where nothing else is asked for: choices are made by the validation loss
    if (metricsFor(open.points).includes(metric)) this.looks.metric = metric;
    this.open = open;
    this.pick = new Pick(open, this.looks);
    this.throughput = open.throughput ?? this.throughput;
  }

  private leave(): void {
    this.throughput = this.open?.throughput ?? this.throughput;
    this.open = null;
    this.pick = null;
  }

  private put(info: SweepInfo, results: Parameters<OpenSweep['take']>[1] = []): void {
    const known = this.list.some(({ id }) => id === info.id);
    this.list = known ? this.list.map((one) => (one.id === info.id ? info : one)) : [...this.list, info];
    if (this.open?.id === info.id) this.open.take(info, results);
  }

  private gone(sweep: number): void {
    this.list = this.list.filter(({ id }) => id !== sweep);
    if (this.open?.id === sweep) this.leave();
  }

  private async renew(): Promise<void> {
    await this.load();
    await this.renewOpen();
  }

  private async renewOpen(): Promise<void> {
    const { open } = this;
    if (!open?.stored) return;
    await this.attempt(async () => open.renew((await this.lab.call('openSweep', { sweep: open.id })).value));
  }

  private say(error: LabError): void {
    this.line.say(errorSentence(error), error.code);
    this.failure = error.code;
  }

  /** Does something with the lab; an expected failure becomes the line above the foot. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    const done = this.line.begin();
    try {
      await action();
      done();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (error.code === 'sweep-unknown' && this.open) this.gone(this.open.id);
      if (error.code !== 'disconnected') this.say(error); // a lost connection is said by the window
    }
  }
}
