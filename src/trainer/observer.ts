import type { Examples } from '../core/examples.ts';
import { norm } from '../core/floats.ts';
import { encodeFrame, type FrameKind, type Scalars } from '../core/frame/frame.ts';
import { shownOf, type Cadence, type Layout } from '../core/frame/layout.ts';
import type { Graph } from '../core/graph/graph.ts';
import type { Walker } from '../core/graph/walker.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import type { Batches } from './batches.ts';
import { accuracyOf, Predictor } from './predictor.ts';

/** Measuring the test set may take a fifth of the time of training. */
const TEST_SHARE = 4;

/** Turns the state of a walker into frames: what was observed at a step. */
export class Observer {
  /** Test loss and accuracy, and the step they were measured at. */
  readonly test = { loss: NaN, accuracy: NaN, step: NaN };
  readonly shown: Uint32Array;
  private readonly shownO: Float32Array;
  private readonly hasDropout: boolean;
  private readonly predictor: Predictor;
  private readonly testEvery: number;
  private readonly plan: Plan;
  private readonly graph: Graph;
  private readonly layout: Layout;
  private readonly walker: Walker;
  private readonly batches: Batches;
  private readonly data: { train: Examples; test: Examples };

  constructor(
    plan: Plan,
    graph: Graph,
    layout: Layout,
    cadence: Cadence,
    walker: Walker,
    batches: Batches,
    data: { train: Examples; test: Examples },
  ) {
    this.plan = plan;
    this.graph = graph;
    this.layout = layout;
    this.walker = walker;
    this.batches = batches;
    this.data = data;
    const shape = shapeOf(plan);
    this.hasDropout = plan.network.some((layer) => layer.type === 'dropout');
    const showsDigits = layout.frame.some((entry) => entry.name === 'shown');
    this.shown = new Uint32Array(showsDigits ? shownOf(shape) : 0);
    this.shownO = new Float32Array(this.shown.length * shape.outputs);
    this.predictor = new Predictor(graph, plan, walker, Math.max(data.test.count, 1));
    // rarely enough, and a multiple of the frames' cadence, so that it depends on the plan alone
    const between = (TEST_SHARE * data.test.count) / (3 * plan.batchSize);
    this.testEvery = cadence.frameEvery * Math.max(1, Math.ceil(between / cadence.frameEvery));
  }

  /** Measures what a frame at this step needs beyond the step itself. Yields when a slice is used up. */
  *measure(step: number, last: boolean): Generator<0> {
    if (this.data.test.count > 0 && (step % this.testEvery === 0 || last)) {
      yield* this.predictor.measure(this.data.test);
      this.test.loss = this.predictor.loss;
      this.test.accuracy = this.predictor.accuracy;
      this.test.step = step;
    }
    if (this.shown.length > 0) {
      // the hundred that begin with this batch; at the end of an epoch its last hundred
      const from = Math.min(this.batches.from, this.data.train.count - this.shown.length);
      this.shown.set(this.batches.order.subarray(from, from + this.shown.length));
      if (this.asTrained) this.shownO.set(this.walker.tensor('o').value.subarray(0, this.shownO.length));
      else yield* this.predictor.answer(this.data.train, this.shown, this.shownO);
    }
  }

  /** Whether the digits on show are the first of the batch, and were answered as in prediction. */
  private get asTrained(): boolean {
    return !this.hasDropout && this.walker.batch.n >= this.shown.length;
  }

  /** Share of right classes in the batch of the step; NaN for a regression. */
  accuracy(): number {
    const { labels } = this.data.train;
    if (labels.length === 0) return NaN;
    const { order, from } = this.batches;
    const { value, columns } = this.walker.tensor('o');
    const label = (row: number): number => labels[order[from + row] ?? 0] ?? 0;
    return accuracyOf(value, this.walker.batch.n, columns, label, this.plan);
  }

  encode(kind: FrameKind, scalars: Scalars): Uint8Array {
    return encodeFrame(kind, this.layout, this.walker.batch.n, scalars, (name, into) => this.fill(name, into));
  }

  private fill(name: string, into: Float32Array): void {
    const norms = (pick: 'value' | 'gradient'): void =>
      this.graph.weights.forEach((W, i) => (into[i] = norm(this.walker.tensor(W)[pick])));
    switch (name) {
      case 'rows':
        into.set(this.batches.order.subarray(this.batches.from, this.batches.to));
        return;
      case '‖W‖':
        norms('value');
        return;
      case '‖dW‖':
        norms('gradient');
        return;
      case 'shown':
        into.set(this.shown);
        return;
      case 'shown o':
        into.set(this.shownO);
        return;
      default: {
        const own = this.walker.tensors.get(name);
        const values = own ? own.value : this.walker.tensor(name.slice(1)).gradient;
        into.set(values.subarray(0, into.length));
      }
    }
  }
}
