import type { ControlAction, FromTrainer } from '../core/contract/trainer.ts';
import { examplesOf, type Digits } from '../core/examples.ts';
import { at } from '../core/floats.ts';
import type { FrameKind, Scalars } from '../core/frame/frame.ts';
import { cadenceOf, layoutOf, type Cadence } from '../core/frame/layout.ts';
import { graphOf } from '../core/graph/graph.ts';
import { unitsOf, type Work } from '../core/graph/work.ts';
import { Walker } from '../core/graph/walker.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch, totalSteps } from '../core/plan/shape.ts';
import { isLive, type Progress, type RunStatus } from '../core/run.ts';
import { Batches } from './batches.ts';
import { Observer } from './observer.ts';
import { Outbox } from './outbox.ts';
import { Pace } from './pace.ts';
import { Sparkline } from './sparkline.ts';

/** A pause waits this long for the step under way; a longer step is halted in its middle and goes on from there. */
const PAUSE_GRACE = 40;
/** Work after which small networks, too, let messages through. */
const YIELD_WORK = 2_000_000;
/** Where the cadence is slower than the eye, frames are added this often (ms), until a run has so many bytes. */
const EXTRA_EVERY = 33;
const EXTRA_BYTES = 64 * 2 ** 20;

/** One run in the trainer: a walk that can be held at any slice, and the frames it emits. */
export class Session {
  status: RunStatus = 'running';
  private step = 0;
  private readonly walker: Walker;
  private readonly batches: Batches;
  private readonly observer: Observer;
  private readonly outbox: Outbox;
  private readonly pace: Pace;
  private readonly sparkline = new Sparkline();
  private readonly cadence: Cadence;
  private readonly total: number;
  private readonly perEpoch: number;
  private readonly oneStep: readonly Work[];
  private readonly stepCost: number;
  private readonly walk: Generator<number, void>;
  /** Steps at which to pause: one ahead, or the end of an epoch. */
  private pauseAt = Infinity;
  private haltAt = Infinity;
  private stopping = false;
  private updating = false;
  private wasStatus: RunStatus | null = null;
  private seenAt = 0;
  private lossSum = 0;
  private lossCount = 0;
  private lastLoss = NaN;
  private lastAccuracy = NaN;
  private message: string | null = null;

  constructor(run: number, plan: Plan, digits: Digits | null, speed: number | null, post: (m: FromTrainer) => void) {
    const shape = shapeOf(plan);
    const graph = graphOf(plan, shape);
    const layout = layoutOf(plan, graph, shape);
    const data = examplesOf(plan, digits);
    this.cadence = cadenceOf(plan, layout);
    this.total = totalSteps(plan);
    this.perEpoch = stepsPerEpoch(plan);
    this.walker = new Walker(graph, plan, plan.batchSize);
    this.batches = new Batches(plan, data.train);
    this.observer = new Observer(plan, graph, layout, this.cadence, this.walker, this.batches, data);
    this.outbox = new Outbox(run, post);
    this.pace = new Pace(speed);
    this.oneStep = [...this.walker.forward, ...this.walker.backward];
    this.stepCost = [...this.oneStep, ...this.walker.update].reduce(
      (sum, work) => sum + 50 + work.cost * unitsOf(work, plan.batchSize),
      0,
    );
    this.walk = this.train();
    this.pace.start(0);
  }

  /** Works for up to `ms`. Returns when it wants to be called again: in 0 ms, in some, or (∞) after a message. */
  turn(ms: number): number {
    if (!this.runs()) return Infinity;
    const started = performance.now();
    let wait = 0;
    while (wait === 0 && performance.now() - started < ms) {
      if (this.outbox.full) wait = Infinity;
      else if (performance.now() > this.haltAt) this.rest();
      else wait = this.walk.next().value ?? Infinity;
      if (!this.runs()) wait = Infinity;
    }
    if (this.runs()) {
      this.pace.elapsed += performance.now() - started + (Number.isFinite(wait) ? wait : 0);
      this.pace.measure(this.step);
    }
    if (this.status !== this.wasStatus || this.outbox.due) this.flush();
    return Math.min(wait, this.runs() ? 30 : Infinity);
  }

  private runs(): boolean {
    return this.status === 'running';
  }

  /** Does what the person asked. The answer is the next batch, which has the new status. */
  control(action: ControlAction): void {
    this.wasStatus = null; // answer even if nothing changes
    this.haltAt = Infinity;
    switch (action) {
      case 'play':
        this.pauseAt = Infinity;
        break;
      case 'pause':
      case 'stop':
        this.stopping = action === 'stop';
        if (this.status === 'running') {
          this.pauseAt = this.step;
          this.haltAt = performance.now() + PAUSE_GRACE;
        } else this.rest();
        break;
      case 'step':
        this.pauseAt = this.target() + 1;
        break;
      case 'epoch':
        this.pauseAt = (Math.floor(this.target() / this.perEpoch) + 1) * this.perEpoch;
        break;
    }
    if (this.status === 'paused' && this.pauseAt > this.step) {
      this.status = 'running';
      this.pace.start(this.step);
    }
    if (!isLive(this.status) || this.status === 'paused') this.flush();
  }

  /** Where the steps asked for so far end: two quick asks for one step are two steps. */
  private target(): number {
    return this.runs() && this.pauseAt < Infinity ? Math.max(this.step, this.pauseAt) : this.step;
  }

  setSpeed(speed: number | null): void {
    this.pace.start(this.step, speed);
  }

  /** Pauses before the first step, with the initial parameters in view. */
  pauseAtStart(): void {
    this.pauseAt = 0;
  }

  stored(): void {
    this.outbox.stored();
  }

  fail(message: string): void {
    this.message = message;
    this.status = 'failed';
    this.flush();
  }

  /** Forward, backward, observe, update, again. Yields how long to wait: 0 to go on at once. */
  private *train(): Generator<number, void> {
    const { walker, observer } = this;
    let spent = 0;
    while (!walker.advance(walker.initialize)) yield 0;
    for (;;) {
      this.batches.load(walker, this.step);
      while (!walker.advance(this.oneStep)) yield 0;
      this.lastLoss = at(walker.tensor('L').value, 0);
      this.lossSum += this.lastLoss;
      this.lossCount++;
      const diverged = !Number.isFinite(at(walker.tensor('J').value, 0));
      const last = diverged || this.step === this.total;
      const onCadence = this.step % this.cadence.frameEvery === 0 || last;
      let seen = onCadence || this.longUnseen();
      if (seen) {
        yield* observer.measure(this.step, last);
        this.record('frame', onCadence);
      }
      const start = this.step === 0 && !this.cadence.keyframeAtStart;
      if ((this.step % this.cadence.keyframeEvery === 0 && !start) || last) this.record('keyframe', false);
      if (last) {
        if (diverged) this.message = this.firstNotFinite();
        this.status = diverged ? 'diverged' : 'finished';
        return;
      }
      for (let wait = this.hold(); wait > 0; wait = this.hold()) {
        if (wait === Infinity) {
          if (!seen) {
            yield* observer.measure(this.step, false);
            this.record('frame', false);
            seen = true;
          }
          this.rest();
        }
        yield wait;
      }
      this.updating = true;
      walker.rates.t = this.step + 1;
      while (!walker.advance(walker.update)) yield 0;
      this.updating = false;
      this.step++;
      spent += this.stepCost;
      if (spent > YIELD_WORK) {
        spent = 0;
        yield 0;
      }
    }
  }

  private longUnseen(): boolean {
    return performance.now() - this.seenAt >= EXTRA_EVERY && this.outbox.total < EXTRA_BYTES;
  }

  /** How long the update has to wait: ∞ where the person wants to pause. */
  private hold(): number {
    return this.step >= this.pauseAt ? Infinity : this.pace.wait(this.step);
  }

  /** Takes no more steps until told so. */
  private rest(): void {
    this.haltAt = Infinity;
    this.pauseAt = this.step;
    if (this.stopping && !this.updating) this.record('keyframe', false); // what was learnt is kept
    this.status = this.stopping ? 'stopped' : 'paused';
  }

  private record(kind: FrameKind, onCadence: boolean): void {
    const { test } = this.observer;
    if (kind === 'frame') {
      this.lastAccuracy = this.observer.accuracy();
      this.seenAt = performance.now();
    }
    const scalars: Scalars = {
      step: this.step,
      epoch: Math.floor(this.step / this.perEpoch),
      loss: this.lastLoss,
      penalty: this.walker.tensors.has('s') ? at(this.walker.tensor('s').value, 0) : 0,
      objective: at(this.walker.tensor('J').value, 0),
      meanLoss: this.lossSum / this.lossCount, // NaN in the keyframe that follows a frame
      accuracy: this.lastAccuracy,
      testLoss: test.loss,
      testAccuracy: test.accuracy,
      testStep: test.step,
    };
    this.outbox.add(this.observer.encode(kind, scalars));
    if (!onCadence) return;
    // the mean begins again only here, so that pauses do not change what the cadence records
    this.sparkline.add({ step: this.step, loss: finite(scalars.meanLoss), testLoss: finite(test.loss) });
    this.lossSum = 0;
    this.lossCount = 0;
  }

  /** The first tensor of the forward pass that is not finite. */
  private firstNotFinite(): string {
    const bad = this.walker.graph.variables.find((v) => {
      const { value, columns } = this.walker.tensor(v.name);
      const length = v.rows === 'n' ? this.walker.batch.n * columns : value.length;
      return !value.subarray(0, length).every(Number.isFinite);
    });
    return bad?.name ?? 'J';
  }

  private flush(): void {
    const { test } = this.observer;
    const progress: Progress = {
      status: this.status,
      step: this.step,
      epoch: Math.floor(this.step / this.perEpoch),
      loss: finite(this.sparkline.curve.at(-1)?.loss ?? this.lastLoss),
      testLoss: finite(test.loss),
      accuracy: finite(this.lastAccuracy),
      testAccuracy: finite(test.accuracy),
      seconds: this.pace.elapsed / 1000,
      speed: this.pace.measured,
      curve: this.sparkline.curve,
      ...(this.message !== null && { message: this.message }),
    };
    this.wasStatus = this.status;
    this.outbox.flush(progress);
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
