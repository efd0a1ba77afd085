import type { ActivationId } from '../../core/activations.ts';
import type { Graph } from '../../core/graph/graph.ts';
import { int } from '../../core/words/numbers.ts';

/** How many there are; in thousands where there is little room. */
export const countText = (count: number, brief: boolean): string =>
  brief && count >= 10_000 ? `${Math.round(count / 1000)}k` : int(count);

/** What goes into each activation, and the output: `z1, z2, o`, with the function that follows. */
export function preActivations(graph: Graph): { name: string; fn: ActivationId | null }[] {
  const inputs = graph.operators.flatMap(({ operation, inputs: [name] }) =>
    operation.kind === 'activation' && name !== undefined ? [{ name, fn: operation.fn }] : [],
  );
  const last = graph.layers.at(-1)?.output;
  return last === undefined || last === 'x' ? inputs : [...inputs, { name: last, fn: null }];
}
