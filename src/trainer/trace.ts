import { activationIds, type ActivationId } from '../core/activations.ts';
import type { Trace } from '../core/contract/trainer.ts';
import { gradientName, rowsOf } from '../core/graph/graph.ts';
import type { Engine } from './engine/engine.ts';
import { instantiate, Memory, type Module } from './engine/kernels.ts';
import { ARENA } from './kernels/words.ts';

/** Walks the first batch of a plan forward and backward once, and gives every value and every gradient. Closes the engine. */
export function traceOf(engine: Engine): Trace {
  for (const _ of engine.initialize()); // to its end
  for (const _ of engine.evaluate()); // to its end
  const { n } = engine;
  const nodes: Trace['nodes'] = {};
  for (const { name, rows, columns, gradient } of engine.graph.variables) {
    const shape: [number, number] = [rowsOf({ rows }, n), columns];
    const values = new Float32Array(shape[0] * columns);
    engine.read(name, values);
    nodes[name] = { shape, values: Array.from(values) };
    if (!gradient) continue;
    engine.read(gradientName(name), values);
    nodes[gradientName(name)] = { shape, values: Array.from(values) };
  }
  engine.close();
  return { n, nodes };
}

/** An activation and its derivative on float32 inputs, as the kernels compute them. */
export function curveOf(module: Module, fn: ActivationId, x: readonly number[]): { y: number[]; dy: number[] } {
  const vectors = Math.ceil(x.length / 4);
  const row = 16 * vectors;
  const pages = Math.ceil((ARENA + 4 * row) / 65536);
  const memory = new Memory({ initial: pages, maximum: pages, shared: true });
  const [z, h, ones, slope] = [0, 1, 2, 3].map((k) => new Float32Array(memory.buffer, ARENA + k * row, x.length));
  if (!z || !h || !ones || !slope) throw new Error('four rows were asked for');
  z.set(x);
  ones.fill(1);
  const kernels = instantiate(module, memory);
  const id = activationIds.indexOf(fn);
  kernels.activate(id, z.byteOffset, h.byteOffset, row, 1, vectors);
  kernels.activateBackward(id, z.byteOffset, h.byteOffset, ones.byteOffset, slope.byteOffset, row, 1, vectors);
  return { y: Array.from(h), dy: Array.from(slope) };
}
