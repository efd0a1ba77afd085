import type { Recorded } from '../../core/contract/trainer.ts';
import type { LabEvent } from '../../core/contract/window.ts';
import { engineOf } from '../../core/engines.ts';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { isLive, type RunDetail } from '../../core/run.ts';
import { tensorFlowTolerance, type Outcome, type Verification, type Writer } from '../../core/verification.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import type { News } from '../news.ts';
import type { Store } from '../store/store.ts';
import type { TrainerHost } from '../trainer-host.ts';
import { Comparison } from './comparison.ts';

/** Bytes of stored frames read at once. */
const AT_ONCE = 2 ** 20;
/** Milliseconds between two events. */
const INTERVAL = 250;

/** What verifying is made of. */
export interface VerifierParts {
  store: Store;
  trainer: TrainerHost;
  news: News;
  writer: Writer;
  tell: (event: LabEvent) => void;
}

interface Job {
  run: number;
  plan: Plan;
  end: AbortController;
}

/** Verifies stored runs, one after the other: has the trainer execute them again and compares every frame. */
export class Verifier {
  private readonly parts: VerifierParts;
  private readonly jobs: Job[] = [];
  private underWay: Promise<void> | null = null;

  constructor(parts: VerifierParts) {
    this.parts = parts;
  }

  /** Whether one is under way. */
  get busy(): boolean {
    return this.underWay !== null;
  }

  /** Begins, or waits for its turn; a second time changes nothing.
   *  @param plan the run's, with the engine that computed it @throws LabError verify-live, verify-empty */
  verify({ info }: RunDetail, plan: Plan): void {
    const { id: run } = info;
    if (isLive(info.progress.status)) throw new LabError('verify-live', { run });
    const { frames: of } = this.parts.store.frames.outlineOf(run);
    if (of === 0) throw new LabError('verify-empty', { run });
    if (this.jobs.some((job) => job.run === run)) return;
    this.parts.tell({ type: 'verifying', run, done: 0, of });
    this.jobs.push({ run, plan, end: new AbortController() });
    this.underWay ??= this.work();
  }

  /** Calls it off. */
  cancel(run: number): void {
    this.jobs.find((job) => job.run === run)?.end.abort();
  }

  /** Calls all off, and resolves when none is under way. */
  async close(): Promise<void> {
    for (const { end } of this.jobs) end.abort();
    await this.underWay;
  }

  private async work(): Promise<void> {
    for (let job = this.jobs[0]; job; job = this.jobs[0]) {
      const verification = await this.judge(job);
      this.jobs.shift(); // before anybody hears of it: it may be asked for again at once
      this.parts.tell({ type: 'verified', run: job.run, verification });
    }
    this.underWay = null;
  }

  /** What is found, kept with the run; null where it was called off. */
  private async judge({ run, plan, end: { signal } }: Job): Promise<Verification | null> {
    const { store, news, writer } = this.parts;
    const at = Date.now();
    let compared: Comparison | null = null;
    let outcome: Outcome;
    try {
      const detail = store.runs.detail(run);
      compared = comparisonOf(store, detail, plan);
      outcome = await this.compare(detail, plan, compared, signal);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      outcome = { kind: 'failed', reason: error instanceof LabError ? errorSentence(error) : error.message };
    }
    if (signal.aborted) return null;
    const { frames = 0, same = 0 } = compared ?? {};
    const verification = { at, by: writer, frames, same, outcome };
    try {
      store.patiently(() => store.runs.keepVerified(run, verification));
      news.moved(store.runs.info(run), true);
    } catch (error) {
      if (!(error instanceof LabError)) throw error; // a full disk, or it was deleted: told all the same
    }
    return verification;
  }

  private async compare(detail: RunDetail, plan: Plan, compared: Comparison, signal: AbortSignal): Promise<Outcome> {
    const { trainer, tell } = this.parts;
    const { id: run, parent } = detail.info;
    const recorded = recordedOf(this.parts.store, detail);
    // the keyframe of such a branch has the best parameters, not those that it began with
    if (parent?.step === recorded.until && plan.earlyStopping) return { kind: 'failed', reason: m.verify_reason_end() };
    const { frames: of } = this.parts.store.frames.outlineOf(run);
    let toldAt = -Infinity;
    const progress = (): void => {
      if (performance.now() - toldAt < INTERVAL) return;
      toldAt = performance.now();
      tell({ type: 'verifying', run, done: compared.frames, of });
    };
    progress();
    for (let from = compared.begin(); from !== undefined; from = compared.goOn()) {
      signal.throwIfAborted();
      await trainer.prepare(plan); // the process keeps few data sets, and others may have been wanted since
      const { status, message } = await trainer.verify(plan, { ...recorded, from }, signal, (frames) => {
        const goOn = compared.take(frames);
        progress();
        return goOn;
      });
      if (status === 'failed') return { kind: 'failed', reason: message ?? status };
    }
    const { frames, same, exactly, findings, largest } = compared;
    if (same < frames) return { kind: 'differs', findings };
    if (exactly === frames) return { kind: 'exact' };
    const { relative, ...where } = largest;
    return { kind: 'within', exactly, tolerance: tensorFlowTolerance, largest: relative, ...where };
  }
}

function comparisonOf(store: Store, detail: RunDetail, plan: Plan): Comparison {
  const { info, layout } = detail;
  const { until, stop } = recordedOf(store, detail);
  return new Comparison({
    layout,
    until,
    branchedAt: info.parent?.step ?? null,
    haltedAt: stop?.halted ? stop.step : null,
    tolerance: engineOf(plan) === 'tensorflow' ? tensorFlowTolerance : null,
    read: (after) => store.frames.wholeAfter(info.id, after, AT_ONCE),
  });
}

/** What a run has recorded. Where it was stopped its last frame is the keyframe of that, unless it was in the middle of an
 *  update. */
function recordedOf(store: Store, { info, layout, cadence }: RunDetail): Omit<Recorded, 'from'> {
  const { until, last, steps, keyframes } = store.frames.outlineOf(info.id);
  const stopped = info.progress.status === 'stopped' && last?.kind === 'keyframe';
  const stop = stopped ? { step: last.step, halted: steps.at(-1) !== last.step } : null;
  return { layout, cadence, steps, keyframes, until, stop };
}
