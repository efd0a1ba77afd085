import type { ActivationId } from '../../core/activations.ts';
import type { Examples } from '../../core/examples.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';

/** The examples of a plan. */
export interface Sets {
  train: Examples;
  test: Examples;
}

/** What a baseline answers, count × q, row after row. */
export interface Outputs {
  train: Float64Array;
  test: Float64Array;
}

/** x as the network takes it (float32), count × width in float64. */
export function inputsOf({ x, scale }: Examples): Float64Array {
  const values = new Float64Array(x.length); // a loop: `from` with a function takes 0.3 s for 2,000 digits
  for (let i = 0; i < values.length; i++) values[i] = Math.fround((x[i] as number) * scale);
  return values;
}

/** What is regressed on, count × q: the numbers of a regression or of the squared error as they are; else a column a class of 0 and
 *  1, or ±1 where one output tells two classes apart, so that the threshold lies in the middle. */
export function targetsOf(plan: Plan, { count, labels, y }: Examples): Float64Array {
  const { classes, outputs } = shapeOf(plan);
  if (classes === 0 || plan.loss === 'squared_error') return Float64Array.from(y);
  if (outputs === 1) return Float64Array.from(labels, (label) => 2 * label - 1);
  const targets = new Float64Array(count * outputs);
  labels.forEach((label, i) => (targets[i * outputs + label] = 1));
  return targets;
}

/** The place of the last dense layer, after which an activation that is not the identity has no least squares. */
export const outputLayer = (network: readonly Layer[]): number => network.findLastIndex(({ type }) => type === 'dense');

/** The activation that a network ends in; null where it ends in a dense layer. */
export function endsIn(network: readonly Layer[]): ActivationId | null {
  const last = network
    .slice(outputLayer(network) + 1)
    .find((layer) => layer.type === 'activation' && layer.fn !== 'identity');
  return last?.type === 'activation' ? last.fn : null;
}

// In these loops entries are read without `at`: it is called with every kind of array, and so is slow where it is called most.

/** Σ a_i b_i over n entries from two places, in four sums: one would wait for each addition. */
export function dot(a: Float64Array, from: number, b: Float64Array, start: number, n: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s += (a[from + i] as number) * (b[start + i] as number);
    t += (a[from + i + 1] as number) * (b[start + i + 1] as number);
    u += (a[from + i + 2] as number) * (b[start + i + 2] as number);
    v += (a[from + i + 3] as number) * (b[start + i + 3] as number);
  }
  for (; i < n; i++) s += (a[from + i] as number) * (b[start + i] as number);
  return s + t + (u + v);
}

/** Row i of `into` (count × q): the row times B (its length × q). */
export function multiplyRow(row: Float64Array, B: Float64Array, q: number, into: Float64Array, i: number): void {
  for (let k = 0; k < row.length; k++) {
    const factor = row[k] as number;
    for (let j = 0; j < q; j++) into[i * q + j] = (into[i * q + j] as number) + factor * (B[k * q + j] as number);
  }
}
