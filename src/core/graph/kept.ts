import { rowsOf, type Graph } from './graph.ts';
import { stepsOf, type GraphStep } from './steps.ts';

/** How long an intermediate of the forward pass must be kept for backpropagation, in steps of `stepsOf` that were taken: it
 *  is there after `from` steps, and no longer needed after `until`. */
export interface Kept {
  name: string;
  bytes: number;
  from: number;
  until: number;
}

/** What the forward pass stores, X first, float32. A value is needed until the last backward step that uses it: a layer's
 *  input for ∂J/∂W, z for φ′(z), a mask for its dropout, o for ∂L/∂o. One that no backward step uses can go as soon as the
 *  next operator has read it. [lecture, training neural networks] */
export function keptOf(graph: Graph, n: number): Kept[] {
  const steps = stepsOf(graph);
  return graph.variables.flatMap((variable): Kept[] => {
    const { name, role, columns } = variable;
    if (role !== 'intermediate' && role !== 'mask' && name !== 'x') return [];
    const from = name === 'x' ? 0 : steps.findIndex(({ produces }) => produces.includes(name)) + 1;
    const until = steps.findLastIndex((step) => uses(graph, step, name)) + 1;
    return [{ name, bytes: 4 * rowsOf(variable, n) * columns, from, until: Math.max(from, until) }];
  });
}

/** Whether a step reads the value of a variable. */
function uses(graph: Graph, { pass, operator, produces }: GraphStep, name: string): boolean {
  const { operation, inputs = [] } = graph.operators[operator] ?? {};
  if (pass === 'forward') return inputs.includes(name);
  switch (operation?.kind) {
    case 'affine':
      return inputs[0] === name && !produces.includes(`d${name}`); // ∂J/∂W needs X; ∂J/∂X needs W alone
    case 'activation':
    case 'loss':
      return inputs[0] === name;
    case 'dropout':
      return inputs[1] === name;
    default:
      return false;
  }
}

/** Bytes kept after so many steps. */
export const keptAfter = (kept: readonly Kept[], steps: number): number =>
  kept.reduce((sum, { bytes, from, until }) => sum + (from <= steps && steps < until ? bytes : 0), 0);

/** What prediction needs at its widest: the input and the output of one dense layer; all else can be done in place. */
export const predictionBytes = (graph: Graph, n: number): number =>
  Math.max(
    0,
    ...graph.layers.map(({ parameters, inputWidth, outputWidth }) =>
      parameters.length > 0 ? 4 * n * (inputWidth + outputWidth) : 0,
    ),
  );
