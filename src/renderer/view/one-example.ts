import { gradientName, type Graph, type Variable } from '../../core/graph/graph.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { Walker } from '../../core/graph/walker.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Matrix } from './matrix.ts';
import { settle } from './probe.ts';

/** What is walked alone. */
export interface Single {
  x: ArrayLike<number>;
  /** As the loss wants it; without it there is no loss, and so there are no gradients. */
  y: ArrayLike<number> | null;
  /** Its row in the batch, of which it has the dropout mask and the noise; null for neither, as when predicting. */
  place: number | null;
}

/** One example, walked forward and backward alone at the parameters of the step. Its L is its own; ∂J/∂W is what this example
 *  alone asks for, penalty included. */
export class OneExample {
  private static walker: { graph: Graph; plan: Plan; walker: Walker } | null = null;
  private readonly walker: Walker;
  private readonly known: ReadonlySet<string>;

  private constructor(walker: Walker, known: ReadonlySet<string>) {
    this.walker = walker;
    this.known = known;
  }

  /** Null where the frame lacks the parameters. */
  static at(plan: Plan, graph: Graph, frame: Frame, { x, y, place }: Single): OneExample | null {
    const kept = this.walker;
    const walker = kept?.graph === graph && kept.plan === plan ? kept.walker : new Walker(graph, plan, 1);
    this.walker = { graph, plan, walker };
    for (const { name, role } of graph.variables) {
      if (role !== 'parameter') continue;
      const values = frame.tensor(name);
      if (!values) return null;
      walker.tensor(name).value.set(values);
    }
    walker.tensor('x').value.set(x);
    if (y) walker.tensor('y').value.set(y);
    settle(walker, frame.scalars.step, place);
    walker.forward();
    if (y) walker.backward();
    return new OneExample(walker, knownIn(graph, y !== null));
  }

  /** A variable, or its gradient; null for what needs the label of an example that has none. */
  get(name: string, variable: Variable): Matrix | null {
    if (!this.known.has(name)) return null;
    const { value, gradient } = this.walker.tensor(variable.name);
    const values = Float64Array.from(name === variable.name ? value : gradient);
    const { columns } = variable;
    return { rows: values.length / columns, columns, values };
  }
}

/** The values and gradients there are, with a label or without. */
function knownIn(graph: Graph, labelled: boolean): Set<string> {
  const known = new Set(graph.variables.map(({ name }) => name));
  if (labelled) for (const { name, gradient } of graph.variables) if (gradient) known.add(gradientName(name));
  if (labelled) return known;
  known.delete('y');
  for (const { inputs, output } of graph.operators) if (inputs.some((name) => !known.has(name))) known.delete(output);
  return known;
}
