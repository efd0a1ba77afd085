import type { EngineUsed } from '../../core/engines.ts';
import { examplesOf, type Source, type Examples } from '../../core/examples.ts';
import { epochMean } from '../../core/figures.ts';
import { graphOf, type Graph, type LayerNodes } from '../../core/graph/graph.ts';
import { initialize } from '../../core/initialize.ts';
import { corrections } from '../../core/optimizers.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { dataParts, shapeOf, stepsPerEpoch, type DataPart } from '../../core/plan/shape.ts';
import { learningRateOf, ratesAt } from '../../core/rates.ts';
import * as W from '../kernels/words.ts';
import { strideOf, type Place } from './arena.ts';
import type { Skips } from './sparse.ts';
import { compile, costOf, placeOf, type Compiled, type Program } from './compile.ts';
import { instantiate, Memory, type Kernels, type Module } from './kernels.ts';
import { writeMemory } from './write.ts';

/** Threads of a run. */
export interface Threads {
  /** How many, the caller among them, for a network whose step has so many multiply-adds. */
  count(cost: number): number;
  /** Starts threads 1 … n − 1 on the same memory, each serving the kernels; returns what ends them. */
  start(module: Module, memory: Memory, threads: number): () => void;
}
/** One thread, whatever the network. */
export const alone: Threads = { count: () => 1, start: () => () => undefined };

/** Multiply-adds of a step that is taken in one go, some ten milliseconds; longer ones are taken in slices of so many, and
 *  messages get their turn in between. */
const WHOLE = 250_000_000;
const SLICE = 40_000_000;

/** The kernels at work on one plan: all its tensors in one stretch of memory, its graph as a list of instructions. Nothing is
 *  allocated per step. */
export class Engine {
  /** What is said of it in the run's log. */
  readonly used: EngineUsed = { engine: 'simd', backend: null, notes: [] };
  /** Whether the gradients of the first step are to be compared with a second computation, where the engine has one; and how
   *  far they were apart at most, relatively. */
  comparing = false;
  difference: number | null = null;
  readonly plan: Plan;
  readonly graph: Graph;
  readonly data: Record<DataPart, Examples>;
  readonly compiled: Compiled;
  readonly kernels: Kernels;
  readonly memory: Memory;
  readonly threads: number;
  /** Multiply-adds of a step. */
  readonly cost: number;
  private readonly words: Int32Array;
  private readonly floats: Float32Array;
  private readonly doubles: Float64Array;
  private readonly losses: Float32Array;
  private readonly learningRate: (step: number) => number;
  private ratesFrom = -1;
  private readonly stopThreads: () => void;

  /** @param stride bytes between two units of a batch of so many examples
   *  @param skips where zeros are left out of products
   *  @throws RangeError when there is not so much memory */
  constructor(
    module: Module,
    plan: Plan,
    source: Source | null,
    threads: Threads = alone,
    stride = strideOf,
    skips: Skips = 'measured',
  ) {
    const shape = shapeOf(plan);
    this.plan = plan;
    this.graph = graphOf(plan, shape);
    this.data = examplesOf(plan, source);
    this.compiled = compile(plan, this.graph, shape, stride, this.data, skips);
    this.cost = costOf(this.compiled.train, plan.batchSize);
    const pages = Math.ceil(this.compiled.bytes / 65536) + 1;
    this.memory = new Memory({ initial: pages, maximum: pages, shared: true });
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float32Array(this.memory.buffer);
    this.doubles = new Float64Array(this.memory.buffer);
    this.kernels = instantiate(module, this.memory);
    this.losses = new Float32Array(this.memory.buffer, this.compiled.losses, stepsPerEpoch(plan));
    this.learningRate = learningRateOf(plan);
    this.threads = threads.count(this.cost);
    this.words[W.C_THREADS / 4] = this.threads;
    writeMemory(this.memory, this.compiled, plan, this.data);
    for (const part of dataParts) this.list(part);
    this.stopThreads = threads.start(module, this.memory, this.threads);
  }

  /** Lists what is not zero of the examples, where that is little. */
  private list(part: DataPart): void {
    const { x, bytes, lists } = this.compiled.tables[part];
    const { width, count } = this.data[part];
    if (lists !== 0) this.kernels.listTable(x, bytes ? 1 : 0, width, count, lists);
  }

  /** Ends its threads. The memory goes with the engine. */
  close(): void {
    this.stopThreads();
  }

  /** Updates taken so far; the batch at hand, if there is one, is of this step. */
  get step(): number {
    return this.header(W.STEP);
  }
  set step(step: number) {
    this.setHeader(this.compiled.train, W.STEP, step);
  }

  /** Examples of the batch at hand, and where in the order of the epoch they begin. */
  get n(): number {
    return this.header(W.N);
  }
  get from(): number {
    return this.header(W.FROM);
  }
  /** The training examples in the order of the epoch. */
  get order(): Uint32Array {
    const { order } = this.compiled.train;
    return new Uint32Array(this.memory.buffer, order, this.data.train.count);
  }

  /** L and J of the batch at hand. */
  get loss(): number {
    return this.scalar('L');
  }
  get objective(): number {
    return this.scalar('J');
  }
  scalar(name: string): number {
    const place = this.compiled.train.places.get(name);
    return place ? (this.floats[place.at / 4] ?? NaN) : 0;
  }

  /** The epoch mean of L (core/figures.ts); NaN before the first update. */
  get epochLoss(): number {
    return epochMean(this.losses, this.plan.batchSize, this.data.train.count);
  }
  /** Lets the epoch mean begin anew. */
  forgetLosses(): void {
    this.losses.fill(NaN);
  }
  /** η of the update that comes next. */
  get rate(): number {
    return this.learningRate(this.step);
  }

  /** Draws the parameters. Yields now and then. */
  *initialize(): Generator<0> {
    for (const { name, role } of this.graph.variables)
      if (role === 'parameter') for (const _ of initialize(this.plan, this.graph, name, this.values(name))) yield 0;
  }

  /** Loads the batch of the step and walks forward and backward. Yields where that takes long. */
  *evaluate(): Generator<0> {
    this.kernels.prepare(this.compiled.train.at);
    yield* this.walk(this.compiled.train, 0, this.compiled.train.updates);
  }

  /** Changes the parameters by the gradients at hand, and goes on to the next step. Yields where that takes long. */
  *update(): Generator<0> {
    const { train } = this.compiled;
    this.writeRates();
    yield* this.walk(train, train.updates, train.instructions.length);
    this.kernels.count(train.at);
  }

  /** Takes whole steps at once. Ends early, with the batch at hand and before its update, where J is not finite.
   *  @returns the steps taken */
  run(steps: number): number {
    const { at } = this.compiled.train;
    let taken = 0;
    while (taken < steps) {
      this.writeRates();
      const some = Math.min(steps - taken, W.RATE_STEPS - (this.step % W.RATE_STEPS));
      const done = this.threads === 1 ? this.kernels.run(at, some) : this.kernels.together(W.WHAT_RUN, at, 0, some);
      taken += done;
      if (done < some) break;
    }
    return taken;
  }

  /** Runs instruction k of a program alone. */
  node(program: Program, k: number): void {
    if (k === 0 && program === this.compiled.train) this.kernels.prepare(program.at);
    if (k === program.updates) this.writeRates();
    this.kernels.walk(program.at, k, k + 1);
    if (k === program.instructions.length - 1 && program === this.compiled.train) this.kernels.count(program.at);
  }

  /** Instructions [from, to): in one go, or piece by piece where they take long. */
  *walk(program: Program, from: number, to: number): Generator<0> {
    const { kernels, threads } = this;
    const n = this.header(W.N, program);
    if (this.fits) {
      if (threads === 1) kernels.walk(program.at, from, to);
      else kernels.together(W.WHAT_WALK, program.at, from, to);
      return;
    }
    for (let k = from; k < to; k++) {
      const parts = Math.ceil(((program.instructions[k]?.cost ?? 0) * n) / SLICE) || 1;
      for (let part = 0; part < parts; part++) {
        kernels.together(W.WHAT_SLICE, program.at, k, (part << 16) | parts);
        yield 0;
      }
    }
  }

  /** Whether a step is short enough to be taken in one go. */
  get fits(): boolean {
    return this.cost <= WHOLE;
  }

  /** The first variable of the forward pass that is not finite, and the index of its layer (−1: of none). */
  firstNotFinite(): { name: string; layer: number } {
    const name = this.graph.variables.find((v) => v.role !== 'data' && !this.isFinite(v.name))?.name ?? 'J';
    const of = ({ output, parameters }: LayerNodes): boolean => output === name || parameters.includes(name);
    return { name, layer: this.graph.layers.findIndex(of) };
  }

  private isFinite(name: string): boolean {
    const { rows, columns, at } = this.place(name);
    const { stride } = this.compiled.train;
    for (let j = 0; j < (rows === 'n' ? columns : 1); j++) {
      const start = (at + j * stride) / 4;
      const length = rows === 'n' ? this.n : rows * columns;
      if (!this.floats.subarray(start, start + length).every(Number.isFinite)) return false;
    }
    return true;
  }

  place(name: string): Place {
    return placeOf(this.compiled.train.places, name);
  }
  has(name: string): boolean {
    return this.compiled.train.places.has(name);
  }

  /** A parameter, or what the optimizer remembers of it, in place: rows × columns, row after row. */
  values(name: string): Float32Array {
    const { rows, columns, at } = this.place(name);
    return new Float32Array(this.memory.buffer, at, Number(rows) * columns);
  }

  /** Copies any tensor or gradient (`W1`, `dz1`) of a program's batch, row after row. Returns how many floats. */
  read(name: string, into: Float32Array, program = this.compiled.train): number {
    const own = program.places.get(name);
    const { rows, columns, at, gradient } = own ?? placeOf(program.places, name.slice(1));
    const start = (own ? at : gradient) / 4;
    const n = rows === 'n' ? this.header(W.N, program) : rows;
    if (rows !== 'n') into.set(this.floats.subarray(start, start + n * columns));
    else
      for (let j = 0; j < columns; j++)
        for (let i = 0, k = start + (j * program.stride) / 4; i < n; i++)
          into[i * columns + j] = this.floats[k + i] ?? 0;
    return n * columns;
  }

  /** Puts the best parameters so far (and what the optimizer remembers) aside, or back. */
  keepBest(back: boolean): void {
    const { at, memory, floats, best } = this.compiled.parameters;
    for (const [i, from] of [at, ...memory].entries()) {
      const kept = best / 4 + i * floats;
      if (back) this.floats.copyWithin(from / 4, kept, kept + floats);
      else this.floats.copyWithin(kept, from / 4, from / 4 + floats);
    }
  }

  header(word: number, program = this.compiled.train): number {
    return this.words[(program.at + word) / 4] ?? 0;
  }
  setHeader(program: Program, word: number, value: number): void {
    this.setWord(program.at + word, value);
  }
  setWord(at: number, value: number): void {
    this.words[at / 4] = value;
  }
  float(at: number): number {
    return this.floats[at / 4] ?? NaN;
  }

  /** Writes the rates of the steps ahead; done before updates by itself. */
  writeRates(): void {
    const from = this.step - (this.step % W.RATE_STEPS);
    if (from === this.ratesFrom) return;
    this.ratesFrom = from;
    const rates = ratesAt(this.plan, 0);
    const start = this.compiled.rates / 8;
    for (let k = 0; k < W.RATE_STEPS; k++) {
      rates.t = from + k + 1;
      const { mean, root } = corrections(rates);
      this.doubles[start + 3 * k] = this.learningRate(from + k);
      this.doubles[start + 3 * k + 1] = mean;
      this.doubles[start + 3 * k + 2] = root;
    }
  }
}
