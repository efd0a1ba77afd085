import { activationIds, activations } from '../core/activations.ts';
import { encodeFrame, type Scalars, type WrittenKind } from '../core/frame/frame.ts';
import { shownOf, testEveryOf, type Cadence, type Layout } from '../core/frame/layout.ts';
import { activationsOf, bins, described, momentsOf } from '../core/frame/observed.ts';
import { shapeOf, stepsPerEpoch } from '../core/plan/shape.ts';
import { zoneShare } from '../core/zone.ts';
import type { Place } from './engine/arena.ts';
import type { Engine } from './engine/engine.ts';
import { singularValues } from './jacobians.ts';
import { UPDATE } from './kernels/words.ts';
import { EarlyStopping } from './early-stopping.ts';
import { Predictor, rightOf } from './predictor.ts';

/** Parameters from which on looking at all of them is done in stretches. */
const LARGE = 1_000_000;

/** What was measured of a part of the data, and at which step. */
interface Measured {
  loss: number;
  accuracy: number;
  step: number;
}

/** Turns the state of an engine into frames: what was observed at a step. */
export class Observer {
  /** Loss and accuracy of the test and validation sets, and the step they were measured at. */
  readonly test: Measured = { loss: NaN, accuracy: NaN, step: NaN };
  readonly validation: Measured = { loss: NaN, accuracy: NaN, step: NaN };
  /** What watches these numbers, where the plan says so. */
  readonly stopping: EarlyStopping | null;
  /** Loss and accuracy of the final parameters on all training examples. */
  trained: { loss: number; accuracy: number } | null = null;
  /** How often each class of the test set was answered with each, then. */
  readonly confusion: Float32Array;
  readonly shown: Uint32Array;
  private readonly shownO: Float32Array;
  private readonly asTrained: boolean;
  private readonly predictor: Predictor;
  /** Steps from one measurement of the test set to the next: a multiple of the frames' cadence. */
  readonly testEvery: number;
  private readonly layout: Layout;
  private readonly engine: Engine;
  /** Any tensor of one batch, row after row. */
  private readonly room: Float32Array;
  /** What the next frame says of whole tensors. */
  private readonly summaries: Map<string, Float32Array>;
  private moments: [mean: number, variance: number][] = [];
  private slopes: [saturated: number, dead: number][] = [];

  constructor(layout: Layout, cadence: Cadence, engine: Engine) {
    const { plan, compiled } = engine;
    this.layout = layout;
    this.engine = engine;
    const shape = shapeOf(plan);
    this.stopping = plan.earlyStopping ? new EarlyStopping(plan.earlyStopping.patience, stepsPerEpoch(plan)) : null;
    const showsDigits = layout.frame.some((entry) => entry.name === 'shown');
    this.shown = new Uint32Array(showsDigits ? shownOf(shape) : 0);
    this.shownO = new Float32Array(this.shown.length * shape.outputs);
    // whether the digits on show are the first of the batch, and were answered as in prediction
    const changes = plan.network.some(({ type }) => type === 'dropout' || type === 'noise');
    this.asTrained = !changes && plan.batchSize >= this.shown.length;
    this.predictor = new Predictor(engine);
    this.confusion = this.predictor.confusion;
    const widest = Math.max(
      ...[...compiled.train.places.values()].map(({ rows, columns }) => (rows === 'n' ? columns : 0)),
    );
    this.room = new Float32Array(plan.batchSize * widest);
    const summaries = layout.frame.filter(({ name }) => name.startsWith('‖') || name.startsWith('hist '));
    this.summaries = new Map(summaries.map(({ name, columns }) => [name, new Float32Array(columns)]));
    this.testEvery = testEveryOf(plan, shape, cadence);
  }

  /** Measures what a frame at this step needs beyond the step itself. Yields when a slice is used up.
   *  @param test whether to measure test and validation sets, whatever the step @param brief whether norms are enough */
  *measure(test: boolean, brief = false): Generator<0> {
    const { step, data, n, from, order } = this.engine;
    if (step % this.testEvery === 0 || test) yield* this.measureHeld();
    if (this.shown.length > 0 && !brief) {
      // the hundred that begin with this batch; at the end of an epoch its last hundred
      const first = Math.min(from, data.train.count - this.shown.length);
      this.shown.set(order.subarray(first, first + this.shown.length));
      if (this.asTrained && n >= this.shown.length) this.shownO.set(this.read('o').subarray(0, this.shownO.length));
      else yield* this.predictor.answer(this.shown, this.shownO);
    }
    for (const [name, into] of this.summaries) {
      if (brief && !name.startsWith('‖')) continue;
      this.fill(name, into);
      if (this.engine.compiled.parameters.floats > LARGE) yield 0;
    }
  }

  /** Measures what is not trained on, the validation and test sets, at the parameters of now, unless that was done. */
  *measureHeld(): Generator<0> {
    const { predictor, test, validation } = this;
    const { step, data } = this.engine;
    if (data.validation.count > 0 && validation.step !== step)
      Object.assign(validation, yield* predictor.over('validation'), { step });
    if (data.test.count === 0 || test.step === step) return;
    yield* predictor.measure();
    Object.assign(test, { loss: predictor.loss, accuracy: predictor.accuracy, step });
  }

  /** Lets early stopping look at the engine's step: at the validation set alone, or at the test set where there is none. */
  *watch(): Generator<0> {
    yield* this.measureHeld();
    const watched = this.engine.data.validation.count > 0 ? this.validation : this.test;
    this.stopping?.look(watched.loss, this.engine);
  }

  /** The parameters were changed by hand: what was measured at this step is not true of them. */
  forget(): void {
    this.test.step = this.validation.step = NaN;
  }

  /** Measures the training set at the final parameters. */
  *measureTrained(): Generator<0> {
    this.trained = yield* this.predictor.over('train');
  }

  /** Share of right classes in the batch of the step; NaN for a regression. */
  accuracy(): number {
    const { data, n, from, order, plan } = this.engine;
    const { labels } = data.train;
    if (labels.length === 0) return NaN;
    const label = (row: number): number => labels[order[from + row] ?? 0] ?? 0;
    return rightOf(this.read('o'), n, this.engine.place('o').columns, label, plan) / n;
  }

  encode(kind: WrittenKind, scalars: Scalars): Uint8Array {
    const values = kind === 'frame' ? singular(this.layout, this.engine, (name) => this.read(name)) : null;
    if (kind === 'frame') {
      this.moments = momentsOf(this.engine.graph).map((name) => this.momentsOf(name));
      this.slopes = activationsOf(this.engine.graph).map((activation) => this.slopesOf(activation));
    }
    return encodeFrame(kind, this.layout, this.engine.n, scalars, (name, into) => {
      const own = kind === 'keyframe' ? undefined : (this.summaries.get(name) ?? values?.get(name));
      if (own) into.set(own);
      else this.fill(name, into);
    });
  }

  /** A tensor of the batch, row after row, until the next is read. */
  private read(name: string): Float32Array {
    return this.room.subarray(0, this.engine.read(name, this.room));
  }

  private fill(name: string, into: Float32Array): void {
    const { engine } = this;
    const { graph, order, from, n } = engine;
    switch (name) {
      case 'rows':
        into.set(order.subarray(from, from + n));
        return;
      case '‖W‖':
        graph.weights.forEach((W, i) => (into[i] = this.norm(engine.place(W), engine.place(W).at)));
        return;
      case '‖dW‖':
        graph.weights.forEach((W, i) => (into[i] = this.norm(engine.place(W), engine.place(W).gradient)));
        return;
      case '‖ΔW‖':
        graph.weights.forEach((W, i) => (into[i] = this.updateNorm(engine.place(W))));
        return;
      case '‖dh‖':
        activationsOf(graph).forEach(({ h }, i) => (into[i] = this.batchNorm(engine.place(h))));
        return;
      case 'confusion':
        into.set(this.confusion);
        return;
      case 'validation':
        into.set([this.validation.loss, this.validation.accuracy, this.validation.step]);
        return;
      case 'η':
        into[0] = engine.rate;
        return;
      case 'mean':
      case 'variance':
        this.moments.forEach((pair, i) => (into[i] = pair[name === 'mean' ? 0 : 1]));
        return;
      case 'saturated':
      case 'dead':
        this.slopes.forEach((pair, i) => (into[i] = pair[name === 'dead' ? 1 : 0]));
        return;
      case 'best':
        into.set(this.stopping?.kept ?? []);
        return;
      case 'shown':
        into.set(this.shown);
        return;
      case 'shown o':
        into.set(this.shownO);
        return;
      default:
        if (name.startsWith('hist ')) this.histogram(name.slice(5), into);
        else engine.read(name, into);
    }
  }

  private norm({ rows, columns }: Place, where: number): number {
    return Math.sqrt(this.engine.kernels.sumOfSquares(where, 4 * Math.ceil((Number(rows) * columns) / 4)));
  }

  /** ‖∂J/∂h‖ of the batch; NaN where no layer before learns, and so it is not computed. */
  private batchNorm({ gradient, columns }: Place): number {
    const { kernels, compiled, n } = this.engine;
    return gradient === 0 ? NaN : Math.sqrt(kernels.squaresIn(gradient, columns, compiled.train.stride, n));
  }

  /** ‖ΔW‖ of the update that follows; 0 for a frozen layer. */
  private updateNorm({ at: where, rows, columns }: Place): number {
    const { train, parameters, scratch } = this.engine.compiled;
    const first = (where - parameters.at) / 4;
    const count = 4 * Math.ceil((Number(rows) * columns) / 4);
    const k = train.instructions.findIndex(
      ({ op, words: [from = 0, floats = 0] }) => op === UPDATE && first >= from && first < from + floats,
    );
    if (k < 0) return 0;
    this.engine.writeRates();
    return Math.sqrt(this.engine.kernels.updateNorm(train.at, k, first, count, scratch));
  }

  /** Mean and variance. */
  private momentsOf(name: string): [number, number] {
    const { kernels, compiled, n } = this.engine;
    const { at: where, columns } = this.engine.place(name);
    kernels.moments(where, columns, compiled.train.stride, n, compiled.scratch);
    return [this.engine.float(compiled.scratch), this.engine.float(compiled.scratch + 4)];
  }

  /** Shares of saturated entries and of dead units. */
  private slopesOf({ z, h, fn }: ReturnType<typeof activationsOf>[number]): [number, number] {
    const { kernels, compiled, n } = this.engine;
    const { train, ones, scratch } = compiled;
    const [from, to] = [this.engine.place(z), this.engine.place(h)];
    const low = zoneShare * activations[fn].maxSlope;
    const result = scratch + train.stride;
    const id = activationIds.indexOf(fn);
    kernels.slopes(id, from.at, to.at, to.columns, train.stride, n, low, ones, scratch, result);
    return [this.engine.float(result), this.engine.float(result + 4)];
  }

  /** Counts in equal bins from the least to the largest value; then those two, mean and standard deviation. */
  private histogram(name: string, into: Float32Array): void {
    const { kernels, compiled, n } = this.engine;
    const has = this.engine.has(name);
    const { rows, columns, at: value, gradient } = this.engine.place(has ? name : name.slice(1));
    const where = has ? value : gradient;
    const { stride } = compiled.train;
    const shape = rows === 'n' ? ([columns, stride, n] as const) : ([1, 0, rows * columns] as const);
    const { scratch } = compiled;
    kernels.describe(where, ...shape, scratch);
    for (let k = 0; k < described; k++) into[bins + k] = this.engine.float(scratch + 4 * k);
    kernels.histogram(where, ...shape, into[bins] ?? 0, into[bins + 1] ?? 0, bins, scratch);
    for (let k = 0; k < bins; k++) into[k] = this.engine.float(scratch + 4 * k);
  }
}

/** The singular values a frame of this layout has, or null. */
const singular = (
  layout: Layout,
  engine: Engine,
  read: (name: string) => Float32Array,
): Map<string, number[]> | null =>
  layout.frame.some(({ name }) => name === 'σ M1') ? singularValues(engine, read) : null;
