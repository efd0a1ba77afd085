import { initializerOf } from '../initializers.ts';
import { optimizerOf, rateIds, type OptimizerId, type Rates } from '../optimizers.ts';
import type { Plan } from '../plan/schema.ts';
import { stream } from '../random.ts';
import type { Graph, Operation, Variable } from './graph.ts';
import { operators, type Bound, type OperationOf } from './operators.ts';
import { unitsOf, type Batch, type Tensor, type Work } from './work.ts';
import type { Floats } from '../floats.ts';
import type { Random } from '../random.ts';

/** Multiply-adds of one slice: some milliseconds, after which `advance` returns so that messages get their turn. */
const SLICE = 4_000_000;
const EMPTY = new Float32Array(0);
type FloatsConstructor = Float32ArrayConstructor | Float64ArrayConstructor;

/** Walks a graph: allocates every tensor once, then runs the operators forward, backward and the update, in slices.
 *  Nothing is allocated per step. */
export class Walker {
  readonly graph: Graph;
  readonly batch: Batch = { n: 0, training: true };
  readonly tensors = new Map<string, Tensor>();
  readonly forward: Work[] = [];
  /** In reverse: for every operator, the gradient of each of its inputs. */
  readonly backward: Work[] = [];
  readonly update: Work[] = [];
  /** Up to and including the operator that makes o: what predicting needs. */
  readonly predict: Work[] = [];
  /** Draws the parameters, row by row. */
  readonly initialize: Work[] = [];
  /** What the update reads; `t` is counted by whoever takes the steps. */
  readonly rates: Rates;
  private index = 0;
  private unit = 0;

  constructor(
    graph: Graph,
    plan: Plan,
    capacity: number,
    Floats: FloatsConstructor = Float32Array,
    /** Another walker whose parameters this one uses instead of its own: to predict without disturbing a step. */
    owner?: Walker,
  ) {
    this.graph = graph;
    for (const variable of graph.variables) {
      const owned = variable.role === 'parameter' ? owner?.tensor(variable.name) : undefined;
      if (owned) {
        this.tensors.set(variable.name, owned);
        continue;
      }
      const size = rowsOf(variable, capacity) * variable.columns;
      const { name, rows, columns } = variable;
      const gradient = variable.gradient ? new Floats(size) : EMPTY;
      this.tensors.set(name, { name, rows, columns, value: new Floats(size), gradient });
    }
    const J = this.tensor('J');
    this.backward.push({ rows: 1, cost: 1, run: () => J.gradient.fill(1) });
    const bound = graph.operators.map((operator) => this.bind(operator, plan.seed));
    const started = new Set<string>();
    for (const [i, operator] of graph.operators.entries()) {
      const work = (bound[i] as Bound).forward();
      this.forward.push(work);
      if (operator.layer >= 0) this.predict.push(work);
    }
    for (const [i, operator] of [...graph.operators.entries()].reverse()) {
      operator.inputs.forEach((name, which) => {
        if (this.tensor(name).gradient.length === 0) return;
        const work = (bound[i] as Bound).backward(which, started.has(name));
        if (!work) return;
        started.add(name);
        this.backward.push(work);
      });
    }
    this.rates = ratesOf(plan);
    this.addParameters(plan, Floats);
  }

  tensor(name: string): Tensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the graph has no variable ${name}`);
    return tensor;
  }

  /** Goes on with a list of work where it left off. Returns true when the list is done, false when a slice is used up. */
  advance(list: readonly Work[]): boolean {
    let budget = SLICE;
    for (; this.index < list.length; this.index++, this.unit = 0) {
      const work = list[this.index] as Work;
      const units = unitsOf(work, this.batch.n);
      while (this.unit < units) {
        if (budget <= 0) return false;
        const to = Math.min(units, this.unit + Math.max(1, Math.floor(budget / work.cost)));
        work.run(this.unit, to);
        budget -= (to - this.unit) * work.cost;
        this.unit = to;
      }
    }
    this.index = 0;
    return true;
  }

  /** Runs a list of work to its end. */
  run(list: readonly Work[]): void {
    while (!this.advance(list));
  }

  private bind({ operation, inputs, output }: Graph['operators'][number], seed: number): Bound {
    const random = stream(seed, operation.kind, 'layer' in operation ? operation.layer : 0);
    const tensors = inputs.map((name) => this.tensor(name));
    return bindTo(operation, tensors, this.tensor(output), this.batch, random);
  }

  /** A buffer the optimizer keeps beside a parameter: `m W1`. */
  private remember(name: string, rows: number, columns: number, Floats: FloatsConstructor): Floats {
    const value = new Floats(rows * columns);
    this.tensors.set(name, { name, rows, columns, value, gradient: EMPTY });
    return value;
  }

  private addParameters(plan: Plan, Floats: FloatsConstructor): void {
    const optimizer = optimizerOf(plan.optimizer.kind);
    const { rates } = this;
    for (const [i, layer] of plan.network.entries()) {
      if (layer.type !== 'dense') continue;
      for (const name of this.graph.layers[i]?.parameters ?? []) {
        const { value, gradient, columns } = this.tensor(name);
        const rows = value.length / columns;
        const memory = optimizer.memory.map((letter) => this.remember(`${letter} ${name}`, rows, columns, Floats));
        const update: Work = {
          rows,
          cost: (1 + 4 * memory.length) * columns,
          run: (from, to) => optimizer.update(value, gradient, memory, rates, from * columns, to * columns),
        };
        if (!layer.frozen) this.update.push(update);
        const given = plan.parameters?.[name];
        if (given) this.initialize.push({ rows: 1, cost: value.length, run: () => value.set(given.flat()) });
        else if (name.startsWith('W')) {
          const initializer = initializerOf(layer.init.kind);
          const scale = layer.init.scale ?? initializer.scale?.default ?? 1;
          const random = stream(plan.seed, name);
          this.initialize.push({
            rows,
            cost: 30 * columns,
            run(from, to) {
              for (let k = from * columns; k < to * columns; k++)
                value[k] = initializer.draw(random, columns, rows, scale);
            },
          });
        }
      }
    }
  }
}

/** Rows of a variable in a batch of n examples. */
export const rowsOf = (variable: Pick<Variable, 'rows'>, n: number): number =>
  variable.rows === 'n' ? n : variable.rows;

/** Bytes a walker allocates for a graph at a batch size: values, gradients and what the optimizer remembers, in float32. */
export function bytesOf(graph: Graph, capacity: number, optimizer: OptimizerId): number {
  const memories = optimizerOf(optimizer).memory.length;
  const copies = (v: Variable): number => 1 + (v.gradient ? 1 : 0) + (v.role === 'parameter' ? memories : 0);
  return graph.variables.reduce((sum, v) => sum + 4 * rowsOf(v, capacity) * v.columns * copies(v), 0);
}

/** The rates of a plan, the optimizer's defaults where it gives none. */
function ratesOf({ optimizer }: Plan): Rates {
  const rates: Rates = {
    learningRate: optimizer.learningRate,
    momentum: 0,
    alpha: 0,
    beta1: 0,
    beta2: 0,
    epsilon: 0,
    decay: 0,
    t: 0,
  };
  const defaults = optimizerOf(optimizer.kind).rates;
  for (const id of rateIds) rates[id] = optimizer[id] ?? defaults[id] ?? 0;
  return rates;
}

/** Looks the operator up in its registry; the kind decides the type of its constants. */
function bindTo<K extends Operation['kind']>(
  operation: OperationOf<K> & { kind: K },
  inputs: Tensor[],
  output: Tensor,
  batch: Batch,
  random: Random,
): Bound {
  return operators[operation.kind](operation, inputs, output, batch, random);
}

/** A copy of a buffer's first entries as plain numbers, for reports. */
export const numbersOf = (values: Floats, length: number): number[] => Array.from(values.subarray(0, length));
