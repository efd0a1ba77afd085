import type { Resume, Waypoint } from '../core/contract/trainer.ts';
import { decodeFrame, type Scalars, type WrittenKind } from '../core/frame/frame.ts';
import type { Cadence, Layout } from '../core/frame/layout.ts';
import { stepsPerEpoch } from '../core/plan/shape.ts';
import type { RunStatus } from '../core/run.ts';
import type { Engine } from './engine/engine.ts';
import { Observer } from './observer.ts';
import type { Outbox } from './outbox.ts';
import type { Pace } from './pace.ts';
import { restored, silently } from './rewound.ts';
import { Sparkline } from './sparkline.ts';
import type { StoredSteps } from './stored-steps.ts';

/** Where the cadence is slower than the eye, frames are added this often (ms), but for at most this share of the time, and
 *  until a run has so many bytes. */
const EXTRA_EVERY = 16;
const EXTRA_SHARE = 0.05;
const EXTRA_BYTES = 64 * 2 ** 20;

/** What a run tells: its frames, and with every batch of them where it stands. */
export class Journal {
  readonly observer: Observer;
  private readonly engine: Engine;
  private readonly outbox: Outbox;
  private readonly sparkline = new Sparkline();
  private readonly perEpoch: number;
  /** Of a run that is re-executed. */
  private readonly recorded: StoredSteps | null;
  /** Whether frames but the last draw curves alone. */
  private readonly small: boolean;
  /** The step of the last keyframe. */
  keyStep = NaN;
  private seenAt = 0;
  /** Milliseconds the last frame took to make. */
  private took = 0;

  constructor(engine: Engine, layout: Layout, cadence: Cadence, outbox: Outbox, recorded: StoredSteps | null = null) {
    this.engine = engine;
    this.observer = new Observer(layout, cadence, engine);
    this.outbox = outbox;
    this.perEpoch = stepsPerEpoch(engine.plan);
    this.recorded = recorded;
    this.small = layout.curve !== undefined;
  }

  /** Whether no more frames should be made until main has stored some; whether some should be sent. */
  get full(): boolean {
    return this.outbox.full;
  }
  get due(): boolean {
    return this.outbox.due;
  }
  stored(): void {
    this.outbox.stored();
  }

  /** The next step, from the engine's on, of which a frame is wanted besides those of the cadence: this one where the eye waits
   *  for a frame; where a run is re-executed, the next that it recorded; else ∞. */
  get wanted(): number {
    if (this.recorded) return this.recorded.from(this.engine.step);
    const every = Math.max(EXTRA_EVERY, this.took / EXTRA_SHARE);
    const waits = performance.now() - this.seenAt >= every && this.outbox.total < EXTRA_BYTES;
    return waits ? this.engine.step : Infinity;
  }

  /** Measures what a frame needs and writes it. Yields when a slice is used up.
   *  @param test whether to measure the test set, whatever the step, and to have it whole in a small recording */
  *observe(test: boolean, onCadence: boolean): Generator<0> {
    const began = performance.now();
    const brief = this.small && !test;
    yield* this.observer.measure(test, brief);
    this.record(brief ? 'curve' : 'frame', onCadence);
    this.took = performance.now() - began;
  }

  /** Brings engine and journal to a step of another run as that run was there, with its last measurement of the held-out sets and
   *  what early stopping remembers: the frames that follow are then the same bytes. */
  *rejoin({ keyframe, step }: Waypoint): Generator<0> {
    const { engine, observer, perEpoch } = this;
    const { test, validation, testEvery, stopping } = observer;
    const seen = yield* restored(engine, keyframe);
    const start = engine.step;
    if (seen && keyframe) {
      const frame = decodeFrame(keyframe.bytes, keyframe.layout);
      Object.assign(test, { loss: seen.testLoss, accuracy: seen.testAccuracy, step: seen.testStep });
      observer.confusion.set(frame.tensor('confusion') ?? []);
      const [loss = NaN, accuracy = NaN, at = NaN] = frame.tensor('validation') ?? [];
      Object.assign(validation, { loss, accuracy, step: at });
      const best = frame.tensor('best');
      if (best) stopping?.restore(best);
    }
    if (stopping)
      for (let end = start - (start % perEpoch) + perEpoch; end < step; end += perEpoch) {
        yield* silently(engine, end);
        yield* observer.watch();
      }
    const tested = step - (step % testEvery);
    if (tested < step && tested >= engine.step) {
      yield* silently(engine, tested);
      yield* observer.measureHeld();
    }
    yield* silently(engine, step);
  }

  /** Goes on with a run that was put aside: it is at the step of its keyframe, and has told its curve until there. */
  *resume({ from, curve }: Resume, frameEvery: number): Generator<0> {
    yield* this.rejoin(from);
    this.sparkline.restore(curve, frameEvery, from.step);
  }

  /** Writes a frame of the engine's step. */
  record(kind: WrittenKind, onCadence: boolean): void {
    const { engine, observer } = this;
    const { test } = observer;
    const accuracy = observer.accuracy();
    if (kind === 'keyframe') this.keyStep = engine.step;
    else this.seenAt = performance.now();
    const scalars: Scalars = {
      step: engine.step,
      epoch: Math.floor(engine.step / this.perEpoch),
      loss: engine.loss,
      penalty: engine.scalar('s'),
      objective: engine.objective,
      epochLoss: this.epochLoss(),
      accuracy,
      testLoss: test.loss,
      testAccuracy: test.accuracy,
      testStep: test.step,
    };
    this.outbox.add(observer.encode(kind, scalars));
    if (!onCadence) return;
    this.sparkline.add({ step: engine.step, loss: finite(scalars.epochLoss), testLoss: finite(test.loss) });
  }

  /** The epoch mean; L of the first minibatch where there is none yet, and NaN where the run diverged. */
  private epochLoss(): number {
    const { engine } = this;
    if (!Number.isFinite(engine.objective)) return NaN;
    return Number.isNaN(engine.epochLoss) ? engine.loss : engine.epochLoss;
  }

  /** Sends what there is, with where the run stands. */
  send(status: RunStatus, step: number, pace: Pace, message: string | null): void {
    const { test, validation, stopping, trained } = this.observer;
    const { curve } = this.sparkline;
    const { used, data } = this.engine;
    const validated = data.validation.count > 0;
    const best = stopping && Number.isFinite(stopping.best) ? { step: stopping.bestStep, loss: stopping.best } : null;
    this.outbox.flush({
      status,
      step,
      epoch: Math.floor(step / this.perEpoch),
      loss: finite(this.epochLoss()),
      testLoss: finite(test.loss),
      testAccuracy: finite(test.accuracy),
      ...(validated && {
        validationLoss: finite(validation.loss),
        validationAccuracy: finite(validation.accuracy),
      }),
      trained: trained && { loss: finite(trained.loss), accuracy: finite(trained.accuracy) },
      ...(best && { best: { step: best.step, [validated ? 'validationLoss' : 'testLoss']: best.loss } }),
      seconds: pace.elapsed / 1000,
      speed: pace.measured,
      curve,
      ...(message !== null && { message }),
      ...((used.engine !== 'simd' || used.notes.length > 0) && { engine: used }),
    });
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
