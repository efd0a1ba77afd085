import type { Engine } from './engine/engine.ts';

/** Watches the test loss: keeps the best parameters, and has enough when no measurement was better for so many steps. */
export class EarlyStopping {
  /** The step whose parameters are kept; NaN before the first measurement. */
  bestStep = NaN;
  private best = Infinity;
  private seen = NaN;
  private readonly patience: number;

  /** @param patience in steps */
  constructor(patience: number) {
    this.patience = patience;
  }

  /** Looks at the latest measurement, of the engine's step or an earlier one. */
  enough(test: { loss: number; step: number }, engine: Engine): boolean {
    if (test.step !== engine.step || test.step === this.seen) return false;
    this.seen = test.step;
    if (test.loss < this.best) {
      this.best = test.loss;
      this.bestStep = test.step;
      engine.keepBest(false);
    }
    return test.step - this.bestStep >= this.patience;
  }
}
