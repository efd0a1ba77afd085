import type { Tensor } from '@tensorflow/tfjs-core';
import { optimizerOf } from '../../core/optimizers.ts';
import type { Engine } from '../engine/engine.ts';
import type { Tf } from './backend.ts';
import type { Slot } from './operators.ts';
import type { Ops } from './ops.ts';
import type { Updated } from './optimizers.ts';

/** A parameter and what the optimizer remembers of it. */
interface Parameter {
  slot: Slot;
  frozen: boolean;
  memory: { name: string; value: Tensor }[];
}

/** The parameters as tensors, and in the arena: which of the two are the newer ones, and the way from one to the other. */
export class ParameterTensors {
  readonly all: Parameter[];
  /** Those that are not frozen. */
  readonly learning: Parameter[];
  newest: 'arena' | 'tensors' | 'both' = 'arena';
  private readonly tf: Tf;
  private readonly ops: Ops;
  private readonly engine: Engine;
  private readonly valuesOf: (name: string) => Float32Array;
  private readonly view: Float32Array;
  private readonly none: Tensor;

  /** @param valuesOf a parameter in the arena, as it is there */
  constructor(
    tf: Tf,
    ops: Ops,
    engine: Engine,
    valuesOf: (name: string) => Float32Array,
    slotOf: (name: string) => Slot,
  ) {
    const { plan, graph, memory } = engine;
    this.tf = tf;
    this.ops = ops;
    this.engine = engine;
    this.valuesOf = valuesOf;
    this.view = new Float32Array(memory.buffer);
    this.none = ops.constant(0);
    this.all = plan.network.flatMap((layer, i) =>
      (graph.layers[i]?.parameters ?? []).map((name) => ({
        slot: slotOf(name),
        frozen: layer.type === 'dense' && (layer.frozen ?? false),
        memory: optimizerOf(plan.optimizer.kind).memory.map((letter) => ({
          name: `${letter} ${name}`,
          value: this.none,
        })),
      })),
    );
    this.learning = this.all.filter(({ frozen }) => !frozen);
  }

  /** Takes what an update made. */
  replace({ slot, memory }: Parameter, next: Updated): void {
    slot.value.dispose();
    slot.value = this.tf.keep(next.value);
    memory.forEach((entry, i) => {
      const fresh = next.memory[i];
      if (!fresh) throw new Error(`the optimizer forgot ${entry.name}`);
      entry.value.dispose();
      entry.value = this.tf.keep(fresh);
    });
  }

  /** The gradients at hand into the arena. */
  observe(): void {
    for (const { slot } of this.all)
      if (slot.gradient) this.copy(slot, slot.gradient, this.engine.place(slot.name).gradient);
  }

  /** Values and what is remembered into the arena, where its own are older. */
  settle(): void {
    if (this.newest !== 'tensors') return;
    for (const { slot, memory } of this.all) {
      this.copy(slot, slot.value, this.engine.place(slot.name).at);
      for (const { name, value } of memory) this.copy(slot, value, this.engine.place(name).at);
    }
    this.newest = 'both';
  }

  /** And back, where the arena's are newer. */
  upload(): void {
    if (this.newest !== 'arena') return;
    for (const { slot, memory } of this.all) {
      slot.value = this.made(slot, slot.name, slot.value);
      for (const entry of memory) entry.value = this.made(slot, entry.name, entry.value);
    }
    this.newest = 'both';
  }

  close(): void {
    for (const { slot, memory } of this.all) for (const { value } of [slot, ...memory]) value.dispose();
  }

  /** What the arena has under a name, as a tensor in place of the old one. */
  private made({ turned, name: parameter }: Slot, name: string, old: Tensor): Tensor {
    if (old !== this.none) old.dispose();
    const { rows, columns } = this.engine.place(name);
    // of a bias a column: one entry for each unit
    const shape = parameter.startsWith('b') ? [columns, 1] : [Number(rows), columns];
    const straight = this.tf.engine().makeTensor(this.valuesOf(name).slice(), shape, 'float32');
    if (!turned) return this.tf.keep(straight);
    const tensor = this.tf.keep(this.ops.transpose(straight));
    straight.dispose();
    return tensor;
  }

  /** A tensor of a parameter's shape into the arena. */
  private copy({ turned }: Slot, tensor: Tensor, at: number): void {
    const straight = turned ? this.ops.transpose(tensor) : tensor;
    this.view.set(straight.dataSync(), at / 4);
    if (turned) straight.dispose();
  }
}
