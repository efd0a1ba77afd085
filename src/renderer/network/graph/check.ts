import { at } from '../../../core/floats.ts';
import type { Graph } from '../../../core/graph/graph.ts';
import { Walker } from '../../../core/graph/walker.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { Matrix } from '../../../core/matrix.ts';
import { settle } from '../../view/probe.ts';

/** A derivative by central differences, and what it is compared with. */
export interface Difference {
  epsilon: number;
  /** (J(w+ε) − J(w−ε)) / 2ε. */
  value: number;
}

/** The error of the difference quotient at one ε. */
export interface ErrorAt {
  epsilon: number;
  float32: number;
  float64: number;
}

/** Checks gradients: the network of a step in memory of its own, at the same parameters, batch, mask and noise, where one
 *  weight can be moved and J computed again, in float64 or rounded to float32 as in training. */
export class GradientChecker {
  private readonly walkers: { float32: Walker; float64: Walker };
  private readonly graph: Graph;

  constructor(graph: Graph, plan: Plan, n: number) {
    this.graph = graph;
    this.walkers = {
      float32: new Walker(graph, plan, n, Float32Array),
      float64: new Walker(graph, plan, n, Float64Array),
    };
  }

  /** Takes over parameters, x and y of a step; false where one is missing. `place` is the first row's in its batch; with null
   *  nothing is dropped and there is no noise. */
  load(step: number, place: number | null, get: (name: string) => Matrix | null): boolean {
    for (const walker of Object.values(this.walkers)) {
      for (const { name, role } of this.graph.variables) {
        if (role !== 'parameter' && role !== 'data') continue;
        const values = get(name)?.values;
        const into = walker.tensor(name).value;
        if (values?.length !== into.length) return false;
        into.set(values);
      }
      settle(walker, step, place);
    }
    return true;
  }

  /** ∂J/∂w by backpropagation in float64. @param index of the entry, row after row */
  backpropagated(name: string, index: number): number {
    const walker = this.walkers.float64;
    walker.forward();
    walker.backward();
    return at(walker.tensor(name).gradient, index);
  }

  /** (J(w+ε) − J(w−ε)) / 2ε: its error is some ε² by truncation and some rounding/ε. */
  difference(precision: 'float32' | 'float64', name: string, index: number, epsilon: number): Difference {
    const walker = this.walkers[precision];
    const w = walker.tensor(name).value;
    const kept = at(w, index);
    w[index] = kept + epsilon;
    const above = walker.forward();
    w[index] = kept - epsilon;
    const below = walker.forward();
    w[index] = kept;
    return { epsilon, value: (above - below) / (2 * epsilon) };
  }
}
