import type { ActivationId } from '../core/activations.ts';
import type { Baselines } from '../core/baselines.ts';
import type { Trace } from '../core/contract/trainer.ts';
import type { EngineState, EngineWish } from '../core/engines.ts';
import { digitsOf, type Digits } from '../core/examples.ts';
import { decodeFrame, type Frame } from '../core/frame/frame.ts';
import { isLive, type Progress } from '../core/run.ts';
import type { Plan } from '../core/plan/schema.ts';
import type { NativeFound } from '../core/contract/native.ts';
import type { DigitsFile } from './digits.ts';
import { Sources, type StoredSets } from './sources.ts';
import { newRun } from './run-record.ts';
import { TrainerHost, type Batch, type SpawnTrainer } from './trainer-host.ts';

interface Running {
  take: (batch: Batch) => void;
  reject: (error: Error) => void;
}

/** What a bench is made of. */
export interface BenchParts {
  spawnTrainer: SpawnTrainer;
  digits: DigitsFile;
  /** Where data sets are found that plans name; left out, there are none. */
  sets?: StoredSets;
  findNative: () => Promise<NativeFound>;
}

/** The real trainer process without a store: for what is computed once and not kept. */
export class Bench {
  private readonly host: TrainerHost;
  private readonly runs = new Map<number, Running>();
  private nextRun = 1;
  private closed = false;
  private readonly file: DigitsFile;
  private readonly wish: EngineWish;

  /** @param wish the engine, whatever a plan says */
  constructor({ spawnTrainer, digits, sets, findNative }: BenchParts, wish: EngineWish = {}) {
    this.wish = wish;
    this.file = digits;
    this.host = new TrainerHost(() => spawnTrainer(false), new Sources(digits, sets ?? null), findNative, {
      batch: (batch) => this.runs.get(batch.run)?.take(batch),
      died: (error) => {
        for (const { reject } of this.runs.values()) reject(error);
      },
    });
  }

  trace(plan: Plan): Promise<Trace> {
    this.refuseClosed();
    return this.host.trace({ ...plan, ...this.wish });
  }

  curve(fn: ActivationId, x: number[]): Promise<{ y: number[]; dy: number[] }> {
    return this.host.curve(fn, x, this.wish);
  }

  /** Runs a plan to its end. @param everyStep whether to have a frame of every step, however long the run
   *  @throws LabError digits-missing, trainer-died */
  async run(document: Plan, everyStep: boolean): Promise<{ frames: Frame[]; progress: Progress }> {
    const plan = { ...document, ...this.wish };
    await this.host.prepare(plan);
    this.refuseClosed();
    const { layout, cadence } = newRun(0, plan, false);
    const run = this.nextRun++;
    // where a run pauses it adds a frame, so stepping through it shows what the cadence leaves out
    const stepping = everyStep && cadence.frameEvery > 1;
    const frames: Frame[] = [];
    const end = new Promise<Progress>((resolve, reject) => {
      const take = (batch: Batch): void => {
        for (const bytes of batch.frames) frames.push(decodeFrame(bytes, layout));
        this.host.stored(run);
        if (!isLive(batch.progress.status)) resolve(batch.progress);
        else if (batch.progress.status === 'paused') this.host.control(run, 'step');
      };
      this.runs.set(run, { take, reject });
      this.host.start(run, plan, null, stepping);
    });
    try {
      return { progress: await end, frames };
    } finally {
      this.runs.delete(run);
    }
  }

  /** How well what is not trained predicts from a plan's examples. @throws LabError digits-missing, baselines-failed, trainer-died */
  async baselines(plan: Plan): Promise<Baselines> {
    await this.host.prepare(plan);
    this.refuseClosed();
    return this.host.baselines(plan, new AbortController().signal);
  }

  /** @throws LabError digits-missing */
  async digits(): Promise<Digits> {
    return digitsOf(await this.file.bytes());
  }

  /** Which engines and backends load here. */
  engines(): Promise<EngineState[]> {
    return this.host.engines();
  }

  /** A process that was started after it was closed would be nobody's. */
  private refuseClosed(): void {
    if (this.closed) throw new Error('this bench was closed');
  }

  close(): void {
    this.closed = true;
    this.host.close();
  }
}
