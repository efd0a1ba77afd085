/** The steps of which a stored run has a frame, passed in their order. */
export class StoredSteps {
  private readonly steps: Float64Array;
  private at = 0;

  /** @param steps ascending */
  constructor(steps: Float64Array) {
    this.steps = steps;
  }

  /** The first of them that is not before a step; ∞ after the last. Steps are asked for in ascending order. */
  from(step: number): number {
    while ((this.steps[this.at] ?? Infinity) < step) this.at++;
    return this.steps[this.at] ?? Infinity;
  }
}
