import { activations, type ActivationId } from '../core/activations.ts';
import type { Trace } from '../core/contract/trainer.ts';
import { examplesOf, type Digits } from '../core/examples.ts';
import { gradientName, graphOf } from '../core/graph/graph.ts';
import { numbersOf, rowsOf, Walker } from '../core/graph/walker.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import { Batches } from './batches.ts';

/** Walks the first batch of a plan forward and backward once, and gives every value and every gradient. */
export function traceOf(plan: Plan, digits: Digits | null): Trace {
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, plan.batchSize);
  walker.run(walker.initialize);
  new Batches(plan, examplesOf(plan, digits).train).load(walker, 0);
  walker.run(walker.forward);
  walker.run(walker.backward);
  const { n } = walker.batch;
  const nodes: Trace['nodes'] = {};
  for (const { name } of walker.graph.variables) {
    const tensor = walker.tensor(name);
    const rows = rowsOf(tensor, n);
    const shape: [number, number] = [rows, tensor.columns];
    nodes[tensor.name] = { shape, values: numbersOf(tensor.value, rows * tensor.columns) };
    if (tensor.gradient.length > 0)
      nodes[gradientName(tensor.name)] = { shape, values: numbersOf(tensor.gradient, rows * tensor.columns) };
  }
  return { n, nodes };
}

/** An activation and its derivative on float32 inputs, as the operators compute them. */
export function curveOf(fn: ActivationId, x: readonly number[]): { y: number[]; dy: number[] } {
  const { f, df } = activations[fn];
  const z = Float32Array.from(x);
  return { y: Array.from(z, (v) => Math.fround(f(v))), dy: Array.from(z, (v) => Math.fround(df(v))) };
}
