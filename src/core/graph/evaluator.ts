import type { Frame } from '../frame/frame.ts';
import type { Floats } from '../floats.ts';
import { Walker } from './walker.ts';
import { graphOf, type Graph } from './graph.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';

const MEMORY = 16 * 2 ** 20;
const MOST_ROWS = 1024;

/** The network of a run, walked in float64 with the parameters of a frame, without dropout and noise unless asked. Memory is taken
 *  once. */
export class Evaluator {
  readonly graph: Graph;
  /** Rows that fit at once. */
  readonly capacity: number;
  /** Columns of o. */
  readonly outputs: number;
  private readonly walker: Walker;
  private readonly parameters: string[];

  /** @param most rows it is ever asked for at once */
  constructor(plan: Plan, most = MOST_ROWS) {
    const shape = shapeOf(plan);
    this.graph = graphOf(plan, shape);
    // it never learns, so it needs neither gradients nor what an optimizer remembers
    const still: Graph = { ...this.graph, variables: this.graph.variables.map((v) => ({ ...v, gradient: false })) };
    const perRow = still.variables.reduce((sum, v) => sum + (v.rows === 'n' ? 8 * v.columns : 0), 0);
    this.capacity = Math.min(most, Math.max(8, Math.floor(MEMORY / perRow)));
    this.walker = new Walker(still, { ...plan, optimizer: { kind: 'sgd', learningRate: 0 } }, this.capacity);
    this.outputs = shape.outputs;
    this.parameters = this.graph.variables.filter((v) => v.role === 'parameter').map((v) => v.name);
  }

  /** Takes the parameters over from a frame or keyframe; false when it has none. */
  load(frame: Frame): boolean {
    for (const name of this.parameters) {
      const values = frame.tensor(name);
      if (!values) return false;
      this.walker.tensor(name).value.set(values);
    }
    return true;
  }

  /** Predicts rows of x (at most `capacity`), filled in by the caller. Returns o, row after row, until the next call.
   *  @param dropping with dropout and noise as in training: every row has a mask of its own, the same at every call */
  predict(rows: number, fill: (x: Floats) => void, dropping = false): Floats {
    this.walker.batch.n = rows;
    fill(this.walker.tensor('x').value);
    this.walker.predict(dropping);
    return this.walker.tensor('o').value.subarray(0, rows * this.outputs);
  }

  /** Any variable as the last prediction left it. */
  value(name: string): Floats {
    const { value, columns } = this.walker.tensor(name);
    return value.subarray(0, this.walker.batch.n * columns);
  }
}

/** Whether frames of this layout hold the parameters; those of large networks are in keyframes alone. */
export const inFrames = (layout: { frame: readonly { name: string }[] } | null): boolean =>
  layout?.frame.some((entry) => entry.name === 'W1') ?? false;
