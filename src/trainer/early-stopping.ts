import type { Engine } from './engine/engine.ts';

/** Watches the loss of the validation set (or test set), measured at the end of every epoch: keeps the best parameters, and has enough when no epoch brought a
 *  new minimum for so many. Step 0 does not count, as in other frameworks; where a run ends in mid-epoch, that end does.
 *  Losses are compared as float32, which keyframes hold. */
export class EarlyStopping {
  /** The step whose parameters are kept; NaN before the first measurement. */
  bestStep = NaN;
  best = Infinity;
  /** The step from which patience counts: the best, or where its parameters were put back. */
  private from = 0;
  private readonly patience: number;
  private readonly perEpoch: number;

  /** @param patience in epochs */
  constructor(patience: number, perEpoch: number) {
    this.patience = patience;
    this.perEpoch = perEpoch;
  }

  /** Whether that loss is to be measured at a step. */
  watches(step: number, total: number): boolean {
    return step > 0 && (step % this.perEpoch === 0 || step === total);
  }

  /** The last step before another one at which it is measured; 0 for none. */
  before(step: number): number {
    return Math.max(0, this.perEpoch * (Math.ceil(step / this.perEpoch) - 1));
  }

  /** Looks at the loss of the engine's step; a second look changes nothing. */
  look(measured: number, engine: Engine): void {
    const loss = Math.fround(measured);
    if (!(loss < this.best)) return;
    this.best = loss;
    this.bestStep = this.from = engine.step;
    engine.keepBest(false);
  }

  /** Whether the run has gone on long enough without a new minimum. Only ends of epochs count. */
  enough(step: number): boolean {
    return step > 0 && step % this.perEpoch === 0 && this.epochOf(step) - this.epochOf(this.from) >= this.patience;
  }

  /** Which epoch ends at a step, or contains it. */
  epochOf(step: number): number {
    return Math.ceil(step / this.perEpoch);
  }

  /** The best parameters are those of the engine again. */
  putBack(engine: Engine): void {
    engine.keepBest(true);
    this.from = engine.step;
  }

  /** What a keyframe remembers, besides the parameters. */
  get kept(): number[] {
    return [this.best, this.bestStep, this.from];
  }

  /** Goes on from that. The parameters are restored as others are. */
  restore(kept: Float32Array): void {
    [this.best = Infinity, this.bestStep = NaN, this.from = 0] = kept;
  }
}
