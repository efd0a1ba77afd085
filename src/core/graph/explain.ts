import { explainers, type Explanation, type Place } from './explainers.ts';
import { gradientName, type Graph, type Operation, type Operator } from './graph.ts';
import type { OperationOf } from './operators.ts';

/** How a variable (`z1`) or a gradient (`dz1`) was computed; null for what was given: data, parameters, ∂J/∂J. */
export function explain(graph: Graph, name: string): Explanation | null {
  const made = graph.operators.find(({ output }) => output === name);
  if (made) return forwardOf(made.operation, { graph, operator: made });
  if (!name.startsWith('d')) return null;
  const input = name.slice(1);
  const used = consumerOf(graph, input);
  return used && backwardOf(used.operation, { graph, operator: used }, input);
}

/** The operator that a variable's gradient comes back through; the penalty adds to it and does not count. */
export const consumerOf = (graph: Graph, name: string): Operator | null =>
  graph.operators.find(({ operation, inputs }) => operation.kind !== 'penalty' && inputs.includes(name)) ?? null;

/** The gradients on the way from ∂J/∂L to one of them, it included. */
export function chainTo(graph: Graph, gradient: string): string[] {
  const chain: string[] = [];
  for (let name: string | undefined = gradient.slice(1); name !== undefined && name !== 'J';) {
    chain.unshift(gradientName(name));
    name = consumerOf(graph, name)?.output;
  }
  return chain;
}

const forwardOf = <K extends Operation['kind']>(operation: OperationOf<K> & { kind: K }, place: Place): Explanation =>
  explainers[operation.kind].forward(operation, place);
const backwardOf = <K extends Operation['kind']>(
  operation: OperationOf<K> & { kind: K },
  place: Place,
  input: string,
): Explanation => explainers[operation.kind].backward(operation, place, input);
