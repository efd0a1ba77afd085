import type { Examples } from '../core/examples.ts';
import type { Walker } from '../core/graph/walker.ts';
import { at } from '../core/floats.ts';
import { shuffle, stream } from '../core/random.ts';
import type { Plan } from '../core/plan/schema.ts';

/** Puts examples into a walker's x and y: rows `order[from … to)`. */
export function load(walker: Walker, examples: Examples, order: Uint32Array, from: number, to: number): void {
  const x = walker.tensor('x').value;
  const y = walker.tensor('y').value;
  const { width, targetWidth, scale } = examples;
  for (let i = from; i < to; i++) {
    const row = at(order, i);
    const into = (i - from) * width;
    for (let k = 0; k < width; k++) x[into + k] = scale * at(examples.x, row * width + k);
    for (let k = 0; k < targetWidth; k++) y[(i - from) * targetWidth + k] = at(examples.y, row * targetWidth + k);
  }
  walker.batch.n = to - from;
}

/** The batches of a run: step t takes the t-th stretch of its epoch's order. The order of an epoch depends on the seed
 *  and the epoch alone, so any step's batch can be found again. */
export class Batches {
  /** The training examples in the order of the current epoch. */
  readonly order: Uint32Array;
  from = 0;
  to = 0;
  epoch = -1;
  private readonly perEpoch: number;
  private readonly plan: Plan;
  private readonly examples: Examples;

  constructor(plan: Plan, examples: Examples) {
    this.plan = plan;
    this.examples = examples;
    this.order = Uint32Array.from({ length: examples.count }, (_, i) => i);
    this.perEpoch = Math.ceil(examples.count / plan.batchSize);
  }

  /** Loads the batch of a step into the walker. */
  load(walker: Walker, step: number): void {
    const epoch = Math.floor(step / this.perEpoch);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      if (this.plan.shuffle) {
        for (let i = 0; i < this.order.length; i++) this.order[i] = i;
        shuffle(this.order, stream(this.plan.seed, 'shuffle', epoch));
      }
    }
    this.from = (step % this.perEpoch) * this.plan.batchSize;
    this.to = Math.min(this.from + this.plan.batchSize, this.examples.count);
    load(walker, this.examples, this.order, this.from, this.to);
  }
}
