import { initialize } from '../initialize.ts';
import { at, norm } from '../floats.ts';
import { optimizerOf } from '../optimizers.ts';
import type { Plan } from '../plan/schema.ts';
import { ratesAt } from '../rates.ts';
import { rowsOf, type Graph, type Operation } from './graph.ts';
import { operators, type Batch, type Bound, type OperationOf, type Tensor } from './operators.ts';

/** Walks a graph in float64 (or float32), one operator after the other: the reference that the kernels are tested against. */
export class Walker {
  readonly graph: Graph;
  readonly batch: Batch;
  readonly tensors = new Map<string, Tensor>();
  readonly bound: Bound[];
  private readonly plan: Plan;

  /** @param capacity the most examples of a batch @param Store what numbers are kept in: float32 rounds them as training does */
  constructor(
    graph: Graph,
    plan: Plan,
    capacity: number,
    Store: Float64ArrayConstructor | Float32ArrayConstructor = Float64Array,
  ) {
    this.graph = graph;
    this.plan = plan;
    this.batch = { n: capacity, from: 0, step: 0, training: true, seed: plan.seed };
    for (const { name, rows, columns, gradient, role } of graph.variables) {
      const size = rowsOf({ rows }, capacity) * columns;
      this.add({ name, rows, columns, value: new Store(size), gradient: new Store(gradient ? size : 0) });
      if (role === 'parameter')
        for (const letter of optimizerOf(plan.optimizer.kind).memory)
          this.add({ name: `${letter} ${name}`, rows, columns, value: new Store(size), gradient: NONE });
    }
    this.bound = graph.operators.map(({ operation, inputs, output }) =>
      bind(
        operation,
        inputs.map((name) => this.tensor(name)),
        this.tensor(output),
        this.batch,
      ),
    );
  }

  tensor(name: string): Tensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the graph has no variable ${name}`);
    return tensor;
  }

  /** Draws all parameters. */
  initialize(): void {
    for (const { name, into } of this.parameters())
      for (const _ of initialize(this.plan, this.graph, name, into.value)); // to its end
  }

  /** From x and y to J. Returns J. */
  forward(): number {
    for (const { forward } of this.bound) forward();
    return at(this.tensor('J').value, 0);
  }

  /** From x to o, nothing dropped. @param dropping with masks and noise as in training: each row has its own */
  predict(dropping = false): void {
    this.batch.training = dropping;
    for (const [i, { layer }] of this.graph.operators.entries()) if (layer >= 0) this.bound[i]?.forward();
  }

  /** From ∂J/∂J = 1 back to every gradient, the operators in reverse. [lecture 5.3.8–5.3.14] */
  backward(): void {
    for (const { gradient } of this.tensors.values()) gradient.fill(0);
    this.tensor('J').gradient.fill(1);
    for (const { backward } of this.bound.toReversed()) backward();
  }

  /** Takes the step that `batch.step` counts, and counts it. */
  update(): void {
    const { clip, kind } = this.plan.optimizer;
    const learning = this.parameters().filter(({ frozen }) => !frozen);
    const length = norm(Float64Array.from(learning.flatMap(({ into }) => [norm(into.gradient)])));
    const factor = clip === undefined ? 1 : Math.min(1, clip / (length + 1e-6));
    const rates = ratesAt(this.plan, this.batch.step);
    const optimizer = optimizerOf(kind);
    for (const { name, into } of learning) {
      const memory = optimizer.memory.map((letter) => this.tensor(`${letter} ${name}`).value);
      optimizer.update(into.value, factor < 1 ? into.gradient.map((g) => factor * g) : into.gradient, memory, rates);
    }
    this.batch.step++;
  }

  private parameters(): { name: string; into: Tensor; frozen: boolean }[] {
    return this.plan.network.flatMap((layer, i) =>
      (this.graph.layers[i]?.parameters ?? []).map((name) => ({
        name,
        into: this.tensor(name),
        frozen: layer.type === 'dense' && (layer.frozen ?? false),
      })),
    );
  }

  private add(tensor: Tensor): void {
    this.tensors.set(tensor.name, tensor);
  }
}

const NONE = new Float64Array(0);

/** Looks the operator up in its registry; the kind decides the type of its constants. */
const bind = <K extends Operation['kind']>(
  operation: OperationOf<K> & { kind: K },
  inputs: Tensor[],
  output: Tensor,
  batch: Batch,
): Bound => operators[operation.kind](operation, inputs, output, batch);
