import { exampleOf, type Examples } from '../../core/examples.ts';
import type { Frame } from '../../core/frame/frame.ts';
import type { Graph, Variable } from '../../core/graph/graph.ts';
import { Walker } from '../../core/graph/walker.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Matrix } from './matrix.ts';

/** One example of a batch, walked forward and backward alone at the parameters of the step, with the dropout mask and the
 *  noise its row has in the batch. Its L is its own; ∂J/∂W is what this example alone asks for, penalty included. */
export class OneExample {
  private static walker: { graph: Graph; walker: Walker } | null = null;
  private readonly walker: Walker;

  private constructor(walker: Walker) {
    this.walker = walker;
  }

  /** @param row of the training examples @param place of the batch. Null where the frame lacks the parameters. */
  static at(plan: Plan, graph: Graph, frame: Frame, train: Examples, row: number, place: number): OneExample | null {
    if (this.walker?.graph !== graph) this.walker = { graph, walker: new Walker(graph, plan, 1) };
    const { walker } = this.walker;
    for (const { name, role } of graph.variables) {
      if (role !== 'parameter') continue;
      const values = frame.tensor(name);
      if (!values) return null;
      walker.tensor(name).value.set(values);
    }
    walker.tensor('x').value.set(exampleOf(train, 'x', row));
    walker.tensor('y').value.set(exampleOf(train, 'y', row));
    Object.assign(walker.batch, { from: place, step: frame.scalars.step, seed: plan.seed });
    walker.forward();
    walker.backward();
    return new OneExample(walker);
  }

  get(name: string, variable: Variable): Matrix {
    const { value, gradient } = this.walker.tensor(variable.name);
    const values = Float64Array.from(name === variable.name ? value : gradient);
    const { columns } = variable;
    return { rows: values.length / columns, columns, values };
  }
}
