import { activations } from '../../core/activations.ts';
import { at } from '../../core/floats.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { initialize } from '../../core/initialize.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { dot, outputLayer } from './inputs.ts';

type Step =
  | { kind: 'dense'; W: Float64Array; b: Float64Array | null; units: number }
  | { kind: 'activation'; f: (z: number) => number };

/** What goes into the output layer at the plan's initial values (float32, as a run begins with), dropout and noise off, in float64;
 *  with a column of ones where that layer has biases. */
export class Features {
  /** Columns. */
  readonly p: number;
  private readonly bias: boolean;
  private readonly steps: readonly Step[];

  private constructor(p: number, bias: boolean, steps: readonly Step[]) {
    this.p = p;
    this.bias = bias;
    this.steps = steps;
  }

  /** Draws the parameters of the hidden layers. Yields now and then. */
  static *of(plan: Plan): Generator<0, Features> {
    const shape = shapeOf(plan);
    const graph = graphOf(plan, shape);
    const last = outputLayer(plan.network);
    const steps: Step[] = [];
    let width = shape.width;
    for (const [index, layer] of plan.network.slice(0, last).entries()) {
      if (layer.type === 'activation') steps.push({ kind: 'activation', f: activations[layer.fn].f });
      if (layer.type !== 'dense') continue;
      const drawn: Float64Array[] = [];
      for (const name of graph.layers[index]?.parameters ?? []) {
        const values = new Float32Array(layer.units * (name.startsWith('W') ? width : 1));
        for (const _ of initialize(plan, graph, name, values)) yield 0;
        drawn.push(Float64Array.from(values));
      }
      const [W = new Float64Array(0), b = null] = drawn;
      steps.push({ kind: 'dense', W, b, units: layer.units });
      width = layer.units;
    }
    const output = plan.network[last];
    const bias = output?.type === 'dense' && output.bias;
    return new Features(width + Number(bias), bias, steps);
  }

  /** All rows, count × p. Yields after every row. @param x count × width */
  *over(x: Float64Array, width: number): Generator<0, Float64Array> {
    const count = x.length / width;
    const all = new Float64Array(count * this.p);
    for (let i = 0; i < count; i++) {
      all.set(this.row(x.subarray(i * width, (i + 1) * width)), i * this.p);
      if (this.bias) all[(i + 1) * this.p - 1] = 1;
      yield 0;
    }
    return all;
  }

  private row(x: Float64Array): Float64Array {
    let h = x;
    for (const step of this.steps) {
      if (step.kind === 'activation') h = h.map(step.f);
      else {
        const { W, b, units } = step;
        const z = new Float64Array(units);
        for (let j = 0; j < units; j++) {
          z[j] = dot(W, j * h.length, h, 0, h.length) + (b ? at(b, j) : 0);
        }
        h = z;
      }
    }
    return h;
  }
}
