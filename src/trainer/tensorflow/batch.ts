import type { Engine } from '../engine/engine.ts';
import * as W from '../kernels/words.ts';
import type { Tf } from './backend.ts';
import type { Slot } from './operators.ts';

/** A slot that the kernels fill: where in the arena, and room for a copy without gaps. */
interface Filled {
  slot: Slot;
  at: number;
  units: number;
  room: Float32Array;
}

/** The batch of a step: the SIMD kernels load its examples and draw masks and noise in the arena, so that both engines meet the
 *  same; from there they become tensors. */
export class BatchSource {
  private readonly tf: Tf;
  private readonly engine: Engine;
  /** Columns that a class number becomes; 0 where y is values. */
  private readonly classes: number;
  private readonly filled: Filled[] = [];
  private readonly draws: { k: number; clear: Float32Array | null }[] = [];
  private readonly view: Float32Array;

  constructor(tf: Tf, engine: Engine, classes: number) {
    this.tf = tf;
    this.engine = engine;
    this.classes = classes;
    this.view = new Float32Array(engine.memory.buffer);
  }

  /** x or y. */
  table(slot: Slot): void {
    const units = slot.name === 'y' && this.classes > 0 ? this.classes : slot.columns;
    this.fill(slot, this.engine.place(slot.name).at, units);
  }

  /** The mask of the dropout that makes `output`. */
  mask(output: string, slot: Slot | undefined): void {
    if (!slot) throw new Error(`${output} lacks a mask`);
    this.draws.push({ k: this.instruction(output), clear: null });
    this.fill(slot, this.engine.place(slot.name).at, slot.columns);
  }

  /** The noise in `output`: drawn where that lies, onto zeros. */
  noise(output: string, slot: Slot): void {
    const k = this.instruction(output);
    const { at, columns } = this.engine.place(output);
    const { train } = this.engine.compiled;
    this.engine.setHeader(train, W.HEADER + k * W.INSTRUCTION + 8, at); // what it is added to
    this.draws.push({ k, clear: this.view.subarray(at / 4, (at + train.stride * columns) / 4) });
    this.fill(slot, at, columns);
  }

  /** Whether the arena has this variable's values before the step is walked. */
  provides(name: string): boolean {
    return this.filled.some(({ slot }) => slot.name === name);
  }

  /** Loads the batch of the engine's step into the slots. */
  load(): void {
    const { kernels, compiled } = this.engine;
    const { at } = compiled.train;
    kernels.prepare(at);
    kernels.walk(at, 0, 1); // the batch
    for (const { k, clear } of this.draws) {
      clear?.fill(0);
      kernels.walk(at, k, k + 1);
    }
    const { n } = this.engine;
    const engine = this.tf.engine();
    for (const one of this.filled) one.slot.value = engine.makeTensor(this.valuesOf(one, n), [one.units, n], 'float32');
  }

  private valuesOf({ slot, at, units, room }: Filled, n: number): Float32Array {
    const start = at / 4;
    const stride = this.engine.compiled.train.stride / 4;
    const values = room.subarray(0, units * n);
    if (slot.name === 'y' && this.classes > 0) {
      values.fill(0);
      for (let i = 0; i < n; i++) values[(this.view[start + i] ?? 0) * n + i] = 1;
      return values;
    }
    if (n === stride) return this.view.subarray(start, start + units * n);
    for (let j = 0; j < units; j++)
      for (let i = 0; i < n; i++) values[j * n + i] = this.view[start + j * stride + i] ?? 0;
    return values;
  }

  private fill(slot: Slot, at: number, units: number): void {
    this.filled.push({ slot, at, units, room: new Float32Array(units * this.engine.plan.batchSize) });
  }

  private instruction(output: string): number {
    const { train } = this.engine.compiled;
    return train.instructions.findIndex(({ makes, op }) => makes === output && (op === W.DROPOUT || op === W.NOISE));
  }
}
