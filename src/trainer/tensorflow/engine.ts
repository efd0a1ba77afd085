import type { Tensor } from '@tensorflow/tfjs-core';
import { backends, type EngineUsed } from '../../core/engines.ts';
import type { Source } from '../../core/examples.ts';
import { losses } from '../../core/losses.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Program } from '../engine/compile.ts';
import { Engine, type Threads } from '../engine/engine.ts';
import type { Module } from '../engine/kernels.ts';
import * as W from '../kernels/words.ts';
import type { Loaded, Tf } from './backend.ts';
import { BatchSource } from './batch.ts';
import { largestDifference } from './check.ts';
import { bind, type Batch, type Bound, type Slot } from './operators.ts';
import { opsOf, type Ops } from './ops.ts';
import { optimizers } from './optimizers.ts';
import { ParameterTensors } from './parameters.ts';
import { betterTurned } from './products.ts';
import { RateTensors } from './rates.ts';

/** The examples of a unit side by side without a gap, so that a tensor of a batch is one stretch of the arena. */
const contiguous = (n: number): number => 16 * Math.ceil(n / 4);

/** TensorFlow at work on one plan. The arena of the SIMD kernels stays the place where everything observed lies, and they load
 *  the batch and draw masks and noise; the walk over the graph and the update are TensorFlow's. Only what is observed
 *  (`evaluate`) is copied back. */
export class TensorFlowEngine extends Engine {
  override readonly used: EngineUsed;
  private readonly tf: Tf;
  private readonly ops: Ops;
  private readonly name: string;
  private readonly slots: Slot[];
  private readonly bound: Bound[];
  private readonly backwards: Bound[];
  private readonly batch: Batch = { n: 0 };
  private readonly source: BatchSource;
  private readonly parameters: ParameterTensors;
  private readonly rates: RateTensors;
  /** L, s and J, and where they lie. */
  private readonly scalars: { slot: Slot; at: number }[];
  private readonly view: Float32Array;
  /** Tensors between `evaluate` and `update`. */
  private held = new Set<Tensor>();

  /** @throws RangeError when there is not so much memory */
  constructor(
    { tf, backend }: Loaded,
    notes: string[],
    module: Module,
    plan: Plan,
    source: Source | null,
    threads?: Threads,
  ) {
    super(module, plan, source, threads, contiguous, 'never');
    this.used = { engine: 'tensorflow', backend, version: tf.version_core, notes };
    this.tf = tf;
    this.name = backends[backend].tfjs;
    this.use();
    this.ops = opsOf(tf);
    this.view = new Float32Array(this.memory.buffer);
    const none = this.ops.constant(0);
    const slots = new Map<string, Slot>();
    for (const { name, rows, columns, gradient } of this.graph.variables)
      slots.set(name, { name, rows, columns, wanted: gradient, value: none, gradient: null, turned: false, rest: [] });
    const slot = (name: string): Slot => {
      const found = slots.get(name);
      if (!found) throw new Error(`the graph has no variable ${name}`);
      return found;
    };
    const classes = losses[plan.loss].target === 'class' ? slot('o').columns : 0;
    this.source = new BatchSource(tf, this, classes);
    this.bound = this.graph.operators.map(({ operation, inputs, output }) => {
      const known = inputs.map(slot);
      const [x, weights] = known;
      if (operation.kind === 'affine' && x && weights)
        weights.turned = betterTurned(backend, Number(weights.rows), weights.columns, plan.batchSize, !x.wanted);
      if (operation.kind === 'dropout') this.source.mask(output, known[1]);
      if (operation.kind === 'noise') {
        const epsilon: Slot = { ...slot(output), name: `ε ${output}`, wanted: false };
        slots.set(epsilon.name, epsilon);
        this.source.noise(output, epsilon);
        known.push(epsilon);
      }
      return bind(this.ops, operation, known, slot(output), this.batch);
    });
    this.backwards = this.bound.toReversed();
    for (const name of ['x', 'y'] as const) this.source.table(slot(name));
    this.slots = [...slots.values()];
    this.scalars = this.slots
      .filter(({ name }) => name === 'L' || name === 's' || name === 'J')
      .map((one) => ({ slot: one, at: this.place(one.name).at / 4 }));
    this.parameters = new ParameterTensors(tf, this.ops, this, (name) => super.values(name), slot);
    this.rates = new RateTensors(tf, this.ops, this);
  }

  override close(): void {
    super.close();
    this.use();
    this.drop();
    this.parameters.close();
    this.rates.close();
    this.ops.close();
  }

  override values(name: string): Float32Array {
    this.settle();
    this.parameters.newest = 'arena'; // it may be written to
    return super.values(name);
  }

  override read(name: string, into: Float32Array, program?: Program): number {
    this.settle();
    return super.read(name, into, program);
  }

  /** The kernels predict with the arena's parameters. */
  override *walk(program: Program, from: number, to: number): Generator<0> {
    this.settle();
    yield* super.walk(program, from, to);
  }

  override keepBest(back: boolean): void {
    this.settle();
    super.keepBest(back);
    if (back) this.parameters.newest = 'arena';
  }

  override *evaluate(): Generator<0> {
    const works = [
      () => this.load(),
      ...this.bound.map(({ forward }) => forward),
      ...this.backwards.map(({ backward }) => backward),
    ];
    this.use();
    this.drop();
    this.parameters.upload();
    if (this.fits) this.scoped(() => works.forEach((work) => work()));
    else
      for (const work of works) {
        this.scoped(work);
        yield 0;
      }
    this.observe();
    if (this.comparing && this.difference === null) this.compare();
    const kept = new Set(this.parameters.learning.map(({ slot }) => slot.gradient));
    for (const tensor of this.held)
      if (!kept.has(tensor)) {
        tensor.dispose();
        this.held.delete(tensor);
      }
  }

  override *update(): Generator<0> {
    this.use();
    this.parameters.upload();
    this.writeRates();
    this.tf.engine().startScope();
    this.change();
    this.tf.engine().endScope();
    this.drop();
    this.kernels.count(this.compiled.train.at);
    if (!this.fits) yield 0;
  }

  override run(steps: number): number {
    this.use();
    this.drop();
    this.parameters.upload();
    for (let taken = 0; taken < steps; taken++) {
      this.writeRates();
      if (!this.take()) return taken;
    }
    return steps;
  }

  /** A whole step. @returns whether J was finite; otherwise nothing has changed */
  private take(): boolean {
    const engine = this.tf.engine();
    engine.startScope();
    this.load();
    for (const operator of this.bound) operator.forward();
    this.readScalars();
    const finite = Number.isFinite(this.objective);
    if (finite) {
      for (const operator of this.backwards) operator.backward();
      this.change();
    }
    engine.endScope();
    if (finite) this.kernels.count(this.compiled.train.at);
    return finite;
  }

  /** The batch of the step as tensors, and no gradients. */
  private load(): void {
    for (const slot of this.slots) slot.gradient = null;
    this.source.load();
    this.batch.n = this.n;
  }

  /** Changes the parameters by the gradients at hand. */
  private change(): void {
    const { ops } = this;
    const update = optimizers[this.plan.optimizer.kind];
    const clip = this.clipFactor();
    this.rates.at(this.step);
    for (const parameter of this.parameters.learning) {
      const { slot, memory } = parameter;
      if (!slot.gradient) throw new Error(`no gradient has reached ${slot.name}`);
      const gradient = clip ? ops.mul(clip, slot.gradient) : slot.gradient;
      const remembered = memory.map(({ value }) => value);
      this.parameters.replace(parameter, update(ops, slot.value, gradient, remembered, this.rates));
    }
    this.parameters.newest = 'tensors';
  }

  /** What every gradient is multiplied by so that together they are no longer than the plan allows; null where it allows
   *  any. Lengths are in units of the largest entry, whose square may exceed float32. */
  private clipFactor(): Tensor | null {
    const { ops, plan } = this;
    const { learning } = this.parameters;
    if (plan.optimizer.clip === undefined || learning.length === 0) return null;
    const gradients = learning.flatMap(({ slot }) => (slot.gradient ? [slot.gradient] : []));
    const most = gradients.map((g) => ops.max(ops.abs(g))).reduce((a, b) => ops.maximum(a, b), ops.constant(1e-30));
    const squares = gradients.map((g) => ops.sum(ops.square(ops.div(g, most))));
    const norm = ops.sqrt(squares.reduce((sum, square) => ops.add(sum, square)));
    const longest = ops.div(ops.constant(plan.optimizer.clip), most);
    return ops.minimum(ops.constant(1), ops.div(longest, ops.add(norm, ops.div(ops.constant(1e-6), most))));
  }

  /** L, s and J of the batch at hand. */
  private readScalars(): void {
    for (const { slot, at } of this.scalars) this.view[at] = slot.value.dataSync()[0] ?? NaN;
  }

  /** Copies everything that can be observed of the step into the arena. */
  private observe(): void {
    this.use();
    for (const { name, rows, columns, value, gradient, wanted } of this.slots) {
      const place = this.compiled.train.places.get(name);
      if (!place || rows !== 'n') continue;
      if (!this.source.provides(name)) this.write(place.at, columns, value);
      if (wanted && gradient) this.write(place.gradient, columns, gradient);
    }
    this.readScalars();
    this.parameters.observe();
    this.settle();
    // what the kernels say of the update that follows depends on the clip
    const { train } = this.compiled;
    train.instructions.forEach(({ op }, k) => {
      if (op === W.CLIP_PARTS || op === W.CLIP) this.kernels.walk(train.at, k, k + 1);
    });
  }

  /** Compares the gradients at hand with tf.grads. */
  private compare(): void {
    const J = this.slots.find(({ name }) => name === 'J');
    if (!J) return;
    const wanted = this.parameters.all.map(({ slot }) => slot);
    this.difference = largestDifference(this.tf, wanted, () => {
      for (const { forward } of this.bound) forward();
      return J.value;
    });
  }

  /** Parameters into the arena, where its own are older. */
  private settle(): void {
    this.use();
    this.parameters.settle();
  }

  /** A tensor of the batch into the arena, with the gap that a batch that is not full leaves. */
  private write(where: number, units: number, tensor: Tensor): void {
    const values = tensor.dataSync();
    const start = where / 4;
    const stride = this.compiled.train.stride / 4;
    if (this.n === stride) this.view.set(values, start);
    else
      for (let j = 0; j < units; j++) this.view.set(values.subarray(j * this.n, (j + 1) * this.n), start + j * stride);
  }

  /** Makes this engine's backend TensorFlow's: another run may have its own. One that was loaded changes at once. */
  private use(): void {
    if (this.tf.getBackend() !== this.name) void this.tf.setBackend(this.name);
  }

  /** Does a part of a step and holds what it leaves in the slots. */
  private scoped(work: () => void): void {
    this.use();
    const engine = this.tf.engine();
    engine.startScope();
    work();
    const mine = new Set(this.parameters.all.map(({ slot }) => slot.value));
    for (const { value, gradient, rest } of this.slots) {
      for (const tensor of rest) if (!tensor.isDisposed) this.held.add(this.tf.keep(tensor));
      if (!mine.has(value) && !value.isDisposed && value !== this.ops.constant(0)) this.held.add(this.tf.keep(value));
      if (gradient) this.held.add(this.tf.keep(gradient));
    }
    engine.endScope();
  }

  private drop(): void {
    for (const tensor of this.held) tensor.dispose();
    this.held.clear();
  }
}
