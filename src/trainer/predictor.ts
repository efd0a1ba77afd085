import { predicted, type Examples } from '../core/examples.ts';
import { at, type Floats } from '../core/floats.ts';
import type { Graph } from '../core/graph/graph.ts';
import { Walker } from '../core/graph/walker.ts';
import type { Plan } from '../core/plan/schema.ts';
import type { Work } from '../core/graph/work.ts';
import { load } from './batches.ts';

/** Most examples in one go; the buffers stay small whatever the test set. */
const CHUNK = 128;

/** How well o answers y over the first n rows: the share of right classes, NaN for a regression. */
export function accuracyOf(o: Floats, n: number, q: number, labels: (row: number) => number, plan: Plan): number {
  let right = 0;
  for (let i = 0; i < n; i++) if (predicted(o, i, q, plan.loss) === labels(i)) right++;
  return right / n;
}

/** Runs the network forward with dropout off, on buffers of its own but the trainer's parameters, so that a step that
 *  is under way is not disturbed. */
export class Predictor {
  loss = NaN;
  accuracy = NaN;
  private readonly walker: Walker;
  private readonly forward: readonly Work[];
  private readonly plan: Plan;
  private readonly order: Uint32Array;

  constructor(graph: Graph, plan: Plan, owner: Walker, most: number) {
    this.plan = plan;
    this.walker = new Walker(graph, plan, CHUNK, Float32Array, owner);
    this.walker.batch.training = false;
    // up to L, without the penalty
    this.forward = this.walker.forward.slice(0, this.walker.predict.length + 1);
    this.order = Uint32Array.from({ length: most }, (_, i) => i);
  }

  /** Measures mean L and accuracy over a whole set. Yields when a slice is used up. */
  *measure(examples: Examples): Generator<0> {
    const q = this.walker.tensor('o').columns;
    let loss = 0;
    let right = 0;
    for (let from = 0; from < examples.count; from += CHUNK) {
      const to = Math.min(from + CHUNK, examples.count);
      load(this.walker, examples, this.order, from, to);
      while (!this.walker.advance(this.forward)) yield 0;
      loss += (to - from) * at(this.walker.tensor('L').value, 0);
      const label = (row: number): number => at(examples.labels, from + row);
      right += (to - from) * accuracyOf(this.walker.tensor('o').value, to - from, q, label, this.plan);
    }
    this.loss = loss / examples.count;
    this.accuracy = examples.labels.length > 0 ? right / examples.count : NaN;
  }

  /** Writes o for the given rows of a set. Yields when a slice is used up. */
  *answer(examples: Examples, rows: Uint32Array, into: Float32Array): Generator<0> {
    const { columns, value } = this.walker.tensor('o');
    for (let from = 0; from < rows.length; from += CHUNK) {
      const to = Math.min(from + CHUNK, rows.length);
      load(this.walker, examples, rows, from, to);
      while (!this.walker.advance(this.walker.predict)) yield 0;
      into.set(value.subarray(0, (to - from) * columns), from * columns);
    }
  }
}
