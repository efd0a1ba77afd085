import type { ActivationId } from '../activations.ts';
import type { Graph } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';

/** Bins of a histogram in a frame; its least and largest value follow them. */
export const bins = 64;

/** The intermediates whose mean and variance frames have, in order: every z, h and o. */
export const momentsOf = (graph: Graph): string[] => [
  ...new Set(
    graph.operators.flatMap(({ operation, output }) =>
      operation.kind === 'affine' || operation.kind === 'activation' ? [output] : [],
    ),
  ),
];

/** The activations of a graph, in order: their input z, their output h and the function. */
export const activationsOf = (graph: Graph): { z: string; h: string; fn: ActivationId }[] =>
  graph.operators.flatMap(({ operation, inputs: [z = ''], output }) =>
    operation.kind === 'activation' ? [{ z, h: output, fn: operation.fn }] : [],
  );

/** Multiply-adds that singular values of one frame may take. */
const JACOBIAN_WORK = 30_000;

/** The layer Jacobians M⁽ˡ⁾ = ∂h⁽ˡ⁺¹⁾/∂h⁽ˡ⁾ a frame has singular values of: one from each dense layer to the input of the
 *  next. Empty where the network is too large to compute them for every frame. [lecture, vanishing and exploding gradients] */
export function jacobiansOf(plan: Pick<Plan, 'network'>, graph: Graph): { rows: number; columns: number }[] {
  const shapes = plan.network.flatMap((layer, i) => {
    const nodes = graph.layers[i];
    return layer.type === 'dense' && nodes ? [{ rows: nodes.outputWidth, columns: nodes.inputWidth }] : [];
  });
  const first = shapes[0]?.columns ?? 0;
  const work = shapes.reduce((sum, { rows, columns }) => {
    const product = rows * columns * (Math.min(rows, columns) + first) + rows * first * Math.min(rows, first);
    return sum + 4 * product;
  }, 0);
  return work <= JACOBIAN_WORK * 4 ? shapes : [];
}
