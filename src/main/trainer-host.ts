import type { ActivationId } from '../core/activations.ts';
import type { Baselines } from '../core/baselines.ts';
import type {
  Branch,
  ControlAction,
  FromTrainer,
  Recorded,
  Survey,
  Swept,
  ToTrainer,
  Trace,
  Waypoint,
} from '../core/contract/trainer.ts';
import type { NativeFound } from '../core/contract/native.ts';
import type { EngineState, EngineWish } from '../core/engines.ts';
import { LabError } from '../core/errors.ts';
import type { Plan } from '../core/plan/schema.ts';
import { isLive } from '../core/run.ts';
import type { Child } from './child.ts';
import type { Sources } from './sources.ts';

export type TrainerProcess = Child<ToTrainer, FromTrainer>;
/** @param background whether the computer is to do everything else first */
export type SpawnTrainer = (background: boolean) => TrainerProcess;

export type Batch = Extract<FromTrainer, { type: 'batch' }>;
type Answer = Exclude<FromTrainer, { type: 'ready' | 'batch' | 'findNative' }>;

/** Who is told what the trainer says unasked. */
export interface TrainerListener {
  batch(batch: Batch): void;
  died(error: LabError): void;
}

/** How many data sets the process keeps. */
const MOST_SOURCES = 4;

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
  /** Takes the frames of an answer in several parts. @returns whether it is to go on */
  take?: (frames: readonly Uint8Array[]) => boolean;
}

/** Supervises the trainer: started when first needed, again after a death; hands it what plans take their examples from before it needs that. */
export class TrainerHost {
  private readonly spawn: () => TrainerProcess;
  private readonly sources: Sources;
  private readonly findNative: () => Promise<NativeFound>;
  private readonly listener: TrainerListener;
  private process: TrainerProcess | null = null;
  /** Keys of what the process has, the newest last. */
  private has: string[] = [];
  /** Whether TensorFlow's library may be loaded in the process. */
  private native = false;
  private nextRequest = 1;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    spawn: () => TrainerProcess,
    sources: Sources,
    findNative: () => Promise<NativeFound>,
    listener: TrainerListener,
  ) {
    this.spawn = spawn;
    this.sources = sources;
    this.findNative = findNative;
    this.listener = listener;
  }

  /** Resolves when the trainer, started if need be, has what this plan needs. @throws LabError digits-missing, data-unknown, data-unfit */
  async prepare(plan: Plan): Promise<void> {
    const source = await this.sources.of(plan);
    if (!source) return;
    const { key, file } = source;
    const process = this.running();
    const had = this.has.includes(key);
    this.has = [...this.has.filter((other) => other !== key), key];
    if (had) return;
    const drop = this.has.length > MOST_SOURCES ? this.has.shift() : undefined;
    process.post({ type: 'source', key, file, ...(drop !== undefined && { drop }) });
  }

  /** Begins a run; `prepare` has been called for its plan. */
  start(run: number, plan: Plan, speed: number | null, paused: boolean, branch?: Branch): void {
    this.running().post({ type: 'start', run, plan, speed, paused, ...(branch && { branch }) });
  }

  /** Begins a run of a sweep, or goes on with it; `prepare` has been called for its plan. */
  sweep(run: number, plan: Plan, swept: Swept): void {
    this.running().post({ type: 'start', run, plan, speed: null, paused: false, swept });
  }

  control(run: number, action: ControlAction, until?: number): void {
    this.process?.post({ type: 'control', run, action, until });
  }

  setSpeed(run: number, speed: number | null): void {
    this.process?.post({ type: 'speed', run, speed });
  }

  /** Acknowledges one batch. */
  stored(run: number): void {
    this.process?.post({ type: 'stored', run });
  }

  /** Every value and gradient for the first batch of a plan. @throws LabError digits-missing, trainer-died */
  async trace(plan: Plan): Promise<Trace> {
    await this.prepare(plan);
    const answer = await this.ask((request) => ({ type: 'trace', request, plan }));
    if (answer.type !== 'traced') throw new Error('the trainer answered a trace with something else');
    return answer.trace;
  }

  /** Every value and gradient of a step as one frame; `prepare` has been called for its plan.
   *  @throws LabError look-failed, trainer-died */
  async look(plan: Plan, from: Waypoint): Promise<Pick<Extract<Answer, { type: 'looked' }>, 'entries' | 'frame'>> {
    const answer = await this.ask((request) => ({ type: 'look', request, plan, from })).catch((error: unknown) => {
      if (error instanceof LabError || !(error instanceof Error)) throw error;
      throw new LabError('look-failed', { step: from.step, reason: error.message }); // no memory, say
    });
    if (answer.type !== 'looked') throw new Error('the trainer answered a look with something else');
    return answer;
  }

  /** The frames a run of a plan would begin with; `prepare` has been called for it.
   *  @throws LabError look-superseded when the signal came first, look-failed, trainer-died */
  async preview(
    plan: Plan,
    signal: AbortSignal,
  ): Promise<Pick<Extract<Answer, { type: 'previewed' }>, 'frames' | 'progress'>> {
    const answer = await this.askUntil(signal, (request) => ({ type: 'preview', request, plan })).catch(
      (error: unknown) => {
        if (error instanceof LabError || !(error instanceof Error)) throw error;
        throw new LabError('look-failed', { step: 0, reason: error.message }); // no memory, say
      },
    );
    if (answer.type !== 'previewed') throw new Error('the trainer answered a preview with something else');
    return answer;
  }

  /** L and J over a plane in parameter space; `prepare` has been called for its plan.
   *  @throws LabError look-superseded when the signal came first, landscape-failed, trainer-died */
  async survey(
    plan: Plan,
    survey: Survey,
    signal: AbortSignal,
  ): Promise<Pick<Extract<Answer, { type: 'surveyed' }>, 'landscape' | 'values'>> {
    const answer = await this.askUntil(signal, (request) => ({ type: 'survey', request, plan, survey })).catch(
      (error: unknown) => {
        if (error instanceof LabError || !(error instanceof Error)) throw error;
        throw new LabError('landscape-failed', { reason: error.message }); // no memory, say
      },
    );
    if (answer.type !== 'surveyed') throw new Error('the trainer answered a survey with something else');
    return answer;
  }

  /** How well what is not trained predicts; `prepare` has been called for its plan.
   *  @throws LabError look-superseded when the signal came first, baselines-failed, trainer-died */
  async baselines(plan: Plan, signal: AbortSignal): Promise<Baselines> {
    const answer = await this.askUntil(signal, (request) => ({ type: 'baselines', request, plan })).catch(
      (error: unknown) => {
        if (error instanceof LabError || !(error instanceof Error)) throw error;
        throw new LabError('baselines-failed', { reason: error.message }); // no memory, say
      },
    );
    if (answer.type !== 'baselined') throw new Error('the trainer answered baselines with something else');
    return answer.baselines;
  }

  /** Executes a stored run again; `prepare` has been called for its plan. @param take is given what comes out, in order, and says
   *  whether to go on @returns how it ended; running where it was not to go on
   *  @throws LabError look-superseded when the signal came first, trainer-died; Error with a sentence where it cannot be done */
  async verify(
    plan: Plan,
    recorded: Recorded,
    signal: AbortSignal,
    take: (frames: readonly Uint8Array[]) => boolean,
  ): Promise<Pick<Extract<Answer, { type: 'again' }>, 'status' | 'message'>> {
    const answer = await this.askUntil(signal, (request) => ({ type: 'verify', request, plan, recorded }), take);
    if (answer.type !== 'again') throw new Error('the trainer answered a verification with something else');
    return answer;
  }

  /** An activation and its derivative at x, as an engine computes them. @throws LabError trainer-died, Error with a sentence
   *  where the engine is not here */
  async curve(fn: ActivationId, x: number[], wish: EngineWish = {}): Promise<{ y: number[]; dy: number[] }> {
    const answer = await this.ask((request) => ({ type: 'curve', request, wish, fn, x }));
    if (answer.type !== 'curved') throw new Error('the trainer answered a curve with something else');
    return { y: answer.y, dy: answer.dy };
  }

  /** Which engines and backends load here. @throws LabError trainer-died */
  async engines(): Promise<EngineState[]> {
    const answer = await this.ask((request) => ({ type: 'engines', request }));
    if (answer.type !== 'engines') throw new Error('the trainer answered which engines there are with something else');
    return answer.engines;
  }

  /** Whether TensorFlow's library may be loaded in the trainer. */
  get hasNative(): boolean {
    return this.native;
  }

  /** There may be another native engine than before: who has none asks again. */
  nativeChanged(): void {
    this.process?.post({ type: 'nativeChanged' });
  }

  /** Ends the process, in which no run is live, and resolves when it has: the next one begins without TensorFlow. */
  async renew(): Promise<void> {
    const { process } = this;
    if (!process) return;
    this.process = null;
    this.native = false;
    const ended = new Promise<void>((resolve) => process.onExit(() => resolve()));
    this.reject(new LabError('look-superseded'));
    process.kill();
    await ended;
  }

  /** Ends the process; nobody is told. */
  close(): void {
    const { process } = this;
    this.process = null;
    process?.kill();
  }

  private ask(question: (request: number) => ToTrainer, take?: Waiting['take']): Promise<Answer> {
    const request = this.nextRequest++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject, ...(take && { take }) });
      this.running().post(question(request));
    });
  }

  /** Asks, and lets the trainer drop it when the signal comes. @throws LabError look-superseded */
  private async askUntil(
    signal: AbortSignal,
    question: (request: number) => ToTrainer,
    take?: Waiting['take'],
  ): Promise<Answer> {
    if (signal.aborted) throw new LabError('look-superseded');
    const request = this.nextRequest; // the one that `ask` takes
    const forget = (): void => {
      this.process?.post({ type: 'forget', request });
      this.waiting.get(request)?.reject(new LabError('look-superseded'));
      this.waiting.delete(request);
    };
    signal.addEventListener('abort', forget);
    try {
      return await this.ask(question, take);
    } finally {
      signal.removeEventListener('abort', forget);
    }
  }

  private running(): TrainerProcess {
    if (this.process) return this.process;
    const process = this.spawn();
    this.process = process;
    this.has = [];
    this.native = false;
    process.onMessage((message) => {
      if (this.process !== process) return;
      if (message.type === 'findNative') void this.giveNative(process);
      else this.receive(message);
    });
    process.onExit((reason) => {
      if (this.process === process) this.buried(new LabError('trainer-died', { reason }));
    });
    return process;
  }

  private async giveNative(process: TrainerProcess): Promise<void> {
    const found = await this.findNative();
    if (this.process !== process) return;
    this.native = 'folder' in found;
    process.post({ type: 'native', found });
  }

  private receive(message: Exclude<FromTrainer, { type: 'findNative' }>): void {
    if (message.type === 'ready') return; // messages sent earlier have waited in the channel
    if (message.type === 'batch') {
      this.listener.batch(message);
      return;
    }
    const waiting = this.waiting.get(message.request);
    if (message.type === 'again' && this.takes(message, waiting)) return;
    this.waiting.delete(message.request);
    if (message.type === 'failed') waiting?.reject(new Error(message.message));
    else waiting?.resolve(message);
  }

  /** A part of a rerun. @returns whether more of it comes */
  private takes({ request, frames, status }: Extract<Answer, { type: 'again' }>, waiting?: Waiting): boolean {
    const goOn = waiting?.take?.(frames) ?? false;
    if (!goOn && isLive(status)) this.process?.post({ type: 'forget', request });
    if (!goOn || !isLive(status)) return false;
    this.process?.post({ type: 'compared', request });
    return true;
  }

  private buried(error: LabError): void {
    this.process = null;
    this.native = false;
    this.reject(error);
    this.listener.died(error);
  }

  /** Nobody will answer what was asked. */
  private reject(error: LabError): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
