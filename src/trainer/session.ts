import type { Branch, ControlAction, FromTrainer, Recorded, Swept } from '../core/contract/trainer.ts';
import type { Cadence } from '../core/frame/layout.ts';
import { recordedAs } from '../core/frame/small.ts';
import { shapeOf, stepsPerEpoch, totalSteps } from '../core/plan/shape.ts';
import { isLive, type RunStatus } from '../core/run.ts';
import type { Engine } from './engine/engine.ts';
import { Journal } from './journal.ts';
import { Outbox } from './outbox.ts';
import { Pace } from './pace.ts';
import { StoredSteps } from './stored-steps.ts';
import { WRONG } from './tensorflow/check.ts';

/** A pause waits this long for the step under way; a longer step is halted in its middle and goes on from there. */
const PAUSE_GRACE = 40;
/** Whole steps are asked of the kernels for about so long (ms), before messages get their turn. */
const AT_ONCE = 1;
/** One run in the trainer: an engine that can be held at any step, and the frames it emits. */
export class Session {
  status: RunStatus = 'running';
  private readonly engine: Engine;
  private readonly journal: Journal;
  private readonly pace: Pace;
  private readonly cadence: Cadence;
  private readonly total: number;
  private readonly perEpoch: number;
  private readonly walk: Generator<number, void>;
  private readonly branch: Branch | null;
  /** What is to be recorded again, where a stored run is re-executed; the keyframes among it. */
  private readonly recorded: Recorded | null;
  private readonly keyframes: StoredSteps | null;
  private readonly swept: Swept | null;
  /** The first step that is recorded; the engine is on its way there while it prepares. */
  private readonly first: number;
  private preparing = true;
  /** Steps at which to pause: one ahead, or the end of an epoch. */
  private pauseAt = Infinity;
  private haltAt = Infinity;
  private ending = false;
  private updating = false;
  private wasStatus: RunStatus | null = null;
  /** Whole steps to ask for at once. */
  private atOnce = 1;
  private message: string | null = null;

  constructor(
    run: number,
    engine: Engine,
    speed: number | null,
    post: (m: FromTrainer) => void,
    branch: Branch | null = null,
    recorded: Recorded | null = null,
    swept: Swept | null = null,
  ) {
    this.branch = branch;
    this.recorded = recorded;
    this.swept = swept;
    this.keyframes = recorded && new StoredSteps(recorded.keyframes);
    this.first = (branch ?? swept?.resume)?.from.step ?? 0;
    const { plan } = engine;
    this.engine = engine;
    engine.comparing = true;
    const { layout, cadence } = recorded ?? recordedAs(swept?.record ?? 'full', plan, engine.graph, shapeOf(plan));
    this.cadence = cadence;
    this.total = totalSteps(plan);
    this.perEpoch = stepsPerEpoch(plan);
    const steps = recorded && new StoredSteps(recorded.steps);
    this.journal = new Journal(this.engine, layout, this.cadence, new Outbox(run, post), steps);
    this.pace = new Pace(speed);
    this.walk = this.train();
    this.pace.start(0);
  }

  /** Works for up to `ms`. Returns when it wants to be called again: in 0 ms, in some, or (∞) after a message. */
  turn(ms: number): number {
    if (!this.runs()) return Infinity;
    const started = performance.now();
    let wait = 0;
    while (wait === 0 && performance.now() - started < ms) {
      if (this.journal.full) wait = Infinity;
      else if (performance.now() > this.haltAt) this.rest();
      else wait = this.walk.next().value ?? Infinity;
      if (!this.runs()) wait = Infinity;
    }
    if (!this.preparing) this.pace.elapsed += performance.now() - started;
    if (this.runs() && !this.preparing) {
      if (Number.isFinite(wait)) this.pace.elapsed += wait;
      this.pace.measure(this.engine.step);
    }
    if (this.status !== this.wasStatus || this.journal.due) this.flush();
    return Math.min(wait, this.runs() ? 30 : Infinity);
  }

  /** Where the run is: a branch that still prepares is at its first step. */
  private get step(): number {
    return this.preparing ? this.first : this.engine.step;
  }

  private runs(): boolean {
    return this.status === 'running';
  }

  /** Does what the person asked. The answer is the next batch, which has the new status. @param until where `play` pauses */
  control(action: ControlAction, until = Infinity): void {
    this.wasStatus = null; // answer even if nothing changes
    this.haltAt = Infinity;
    switch (action) {
      case 'play':
        this.pauseAt = until;
        break;
      case 'pause':
      case 'stop':
        this.ending = action === 'stop';
        if (this.status === 'running') {
          this.pauseAt = this.step;
          if (!this.swept) this.haltAt = performance.now() + PAUSE_GRACE; // there a step comes to its end, for the keyframe
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

  /** Pauses before the first step, with the parameters it begins with in view. */
  pauseAtStart(): void {
    this.pauseAt = this.first;
  }

  stored(): void {
    this.journal.stored();
  }

  fail(message: string): void {
    this.message = message;
    this.status = 'failed';
    this.flush();
  }

  /** Gives up the engine's threads. */
  close(): void {
    this.engine.close();
  }

  /** Forward, backward, observe, update, again. Yields how long to wait: 0 to go on at once. */
  private *train(): Generator<number, void> {
    const { engine, journal, branch } = this;
    yield* this.prepare();
    for (;;) {
      yield* engine.evaluate();
      if (this.compared()) return;
      const { step } = engine;
      if (this.recorded?.stop?.halted && step === this.recorded.stop.step) {
        this.endAgain();
        return;
      }
      const begins = branch !== null && step === this.first;
      const changed = begins && branch.changes.length > 0;
      const diverged = !Number.isFinite(engine.objective);
      const last = diverged || step === this.total;
      const onCadence = step % this.cadence.frameEvery === 0 || last || changed;
      const { stopping } = journal.observer;
      if (!diverged && stopping?.watches(step, this.total)) yield* journal.observer.watch();
      const resumed = this.swept?.resume && step === this.first; // its frame was written then
      let seen = resumed || onCadence || begins || this.wanted === step;
      if (seen && !resumed) yield* journal.observe(last || changed, onCadence);
      const enough = !diverged && (stopping?.enough(step) ?? false);
      const start = step === 0 && !this.cadence.keyframeAtStart;
      if (last || enough) {
        if (!diverged) {
          yield* this.putBack(enough);
          yield* journal.observer.measureTrained();
        }
        this.journal.record('keyframe', false);
        if (diverged) this.message = divergence(engine);
        this.status = diverged ? 'diverged' : 'finished';
        return;
      }
      // a branch can always go on from itself alone: its parent may be deleted
      const key = begins || (step % this.cadence.keyframeEvery === 0 && !start && !resumed);
      if (key || this.keyframes?.from(step) === step) this.journal.record('keyframe', false);
      if (this.recorded && step >= this.recorded.until) {
        this.endAgain();
        return;
      }
      for (let wait = this.hold(); wait > 0; wait = this.hold()) {
        if (wait === Infinity) {
          if (!seen && !this.swept) {
            yield* journal.observe(false, false);
            seen = true;
          }
          this.rest();
        }
        yield wait;
      }
      this.updating = true;
      yield* engine.update();
      this.updating = false;
      yield* this.hurry();
    }
  }

  /** Says once how far the gradients are from a second computation, where the engine has one. @returns whether they are
   *  wrong, and the run has failed */
  private compared(): boolean {
    const { engine } = this;
    const { difference } = engine;
    if (difference === null || !engine.comparing) return false;
    engine.comparing = false;
    engine.used.notes.push(
      `At step ${engine.step} its gradients are within ${difference.toExponential(0)} of tf.grads.`,
    );
    if (difference <= WRONG) return false;
    this.message = `the gradients of step ${engine.step} differ from tf.grads by ${difference.toExponential(0)}`;
    this.status = 'failed';
    return true;
  }

  /** The next step of which a frame is wanted besides those of the cadence. */
  private get wanted(): number {
    return this.swept ? Infinity : this.journal.wanted;
  }

  /** Draws the parameters, or reaches the step where a branch begins and changes them. */
  private *prepare(): Generator<number, void> {
    const { engine, journal, branch, swept } = this;
    if (swept?.resume) {
      yield* journal.resume(swept.resume, this.cadence.frameEvery);
      this.pace.elapsed = 1000 * swept.resume.seconds;
      this.pace.start(this.first);
    } else if (!branch) yield* engine.initialize();
    else {
      yield* journal.rejoin(branch.from);
      for (const { name, index, value } of branch.changes) engine.values(name)[index] = value;
      // what was measured before is not true of other parameters
      if (branch.changes.length > 0) {
        engine.forgetLosses();
        journal.observer.forget();
      }
      this.pace.start(this.first);
    }
    this.preparing = false;
  }

  /** Takes whole steps at once as long as there is nothing to see of them. */
  private *hurry(): Generator<number, void> {
    const { engine } = this;
    while (this.pace.free && engine.fits) {
      const { step } = engine;
      const next = (every: number): number => every * Math.ceil(step / every);
      const stop = Math.min(
        this.total,
        this.pauseAt,
        next(this.cadence.frameEvery),
        next(this.cadence.keyframeEvery),
        this.journal.observer.stopping ? next(this.perEpoch) : Infinity,
        this.recorded?.until ?? Infinity,
        this.keyframes?.from(step) ?? Infinity,
        this.wanted,
      );
      const steps = Math.min(stop - step, this.atOnce);
      if (steps <= 0) break;
      const began = performance.now();
      if (engine.run(steps) < steps) return; // not finite: looked at closely next
      const took = performance.now() - began;
      if (took < AT_ONCE / 2 && steps === this.atOnce) this.atOnce *= 2;
      else if (took > 2 * AT_ONCE && this.atOnce > 1) this.atOnce /= 2;
      yield 0;
    }
    yield 0;
  }

  /** Early stopping ends with the parameters that were best on the set it watches, and shows what they do. */
  private *putBack(early: boolean): Generator<number, void> {
    const { engine, journal, perEpoch } = this;
    const { stopping } = journal.observer;
    if (!stopping || stopping.bestStep === engine.step || Number.isNaN(stopping.bestStep)) return;
    stopping.putBack(engine);
    journal.observer.forget();
    yield* engine.evaluate();
    yield* journal.observe(true, true);
    const began = early ? `stopped early after epoch ${engine.step / perEpoch}: ` : '';
    const best = stopping.bestStep;
    const watched = engine.data.validation.count > 0 ? 'validation' : 'test';
    this.message = `${began}the ${watched} loss was lowest at step ${best} (epoch ${stopping.epochOf(best)}), whose parameters were put back`;
  }

  /** The end of what a stored run recorded is reached again: with the keyframe of a stop, where there is one. */
  private endAgain(): void {
    if (this.recorded?.stop?.step === this.engine.step) this.journal.record('keyframe', false);
    this.status = 'stopped';
  }

  /** How long the update has to wait: ∞ where the person wants to pause. */
  private hold(): number {
    return this.engine.step >= this.pauseAt ? Infinity : this.pace.wait(this.engine.step);
  }

  /** Takes no more steps until told so. */
  private rest(): void {
    this.haltAt = Infinity;
    this.pauseAt = this.step;
    const kept = this.swept !== null && this.journal.keyStep === this.engine.step;
    if (this.ending && !this.updating && !this.preparing && !kept) this.journal.record('keyframe', false); // what was learnt is kept
    this.status = this.ending ? 'stopped' : 'paused';
  }

  private flush(): void {
    this.wasStatus = this.status;
    this.journal.send(this.status, this.step, this.pace, this.message);
  }
}

/** `z3 of layer 5 was the first not to be finite, at step 17`. */
function divergence(engine: Engine): string {
  const { name, layer } = engine.firstNotFinite();
  return `${name}${layer < 0 ? '' : ` of layer ${layer + 1}`} was the first not to be finite, at step ${engine.step}`;
}
