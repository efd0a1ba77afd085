import { gradientName, type Graph } from './graph.ts';

/** One stop of a walk over the graph: an operator forward, or part of it backward. */
export interface GraphStep {
  pass: 'forward' | 'backward';
  /** Index of the operator. */
  operator: number;
  /** What is known after it: variables going forward, gradients (`dz2`) going backward. */
  produces: string[];
}

/** The walk of one training step, in the order of the trainer: forward from X to J, then backward from ∂J/∂J = 1. A layer's
 *  parameters get their gradients before its input does. λW is added to ∂J/∂W there and then, so the penalty has no stop of
 *  its own going back. [lecture 5.3.1–5.3.14] */
export function stepsOf(graph: Graph): GraphStep[] {
  const variable = (name: string) => graph.variables.find((v) => v.name === name);
  const forward = graph.operators.map(({ inputs, output }, operator): GraphStep => ({
    pass: 'forward',
    operator,
    produces: [...inputs.filter((name) => variable(name)?.role === 'mask'), output],
  }));
  const backward: GraphStep[] = [];
  const step = (operator: number, names: string[]): void => {
    const produces = names.filter((name) => variable(name)?.gradient).map(gradientName);
    if (produces.length > 0) backward.push({ pass: 'backward', operator, produces });
  };
  for (let k = graph.operators.length - 1; k >= 0; k--) {
    const operator = graph.operators[k];
    if (!operator) continue;
    const [first = '', ...rest] = operator.inputs;
    switch (operator.operation.kind) {
      case 'affine':
        step(k, rest);
        step(k, [first]);
        break;
      case 'sum':
        step(k, [operator.output, ...operator.inputs]);
        break;
      case 'penalty':
        break;
      case 'activation':
      case 'dropout':
      case 'noise':
      case 'loss':
        step(k, [first]);
        break;
    }
  }
  return [...forward, ...backward];
}

/** What is known after so many steps. */
export const knownAfter = (graph: Graph, steps: readonly GraphStep[], done: number): ReadonlySet<string> =>
  new Set([...knownFirst(graph), ...steps.slice(0, done).flatMap(({ produces }) => produces)]);

/** What is known before the first step. */
export const knownFirst = (graph: Graph): string[] =>
  graph.variables.filter(({ role }) => role === 'data' || role === 'parameter').map(({ name }) => name);
