import type { ActivationId } from '../activations.ts';
import { gradientName, type Graph } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';
import type { DataShape } from '../plan/shape.ts';
import type { Quantity } from '../plots.ts';

/** Bins of a histogram in a frame. */
export const bins = 64;
/** What follows them, exact and not from the bins: least, largest, mean, standard deviation of all n entries (divided by n).
 *  Recordings of earlier versions have the first two alone. */
export const described = 4;

/** What frames have of whole tensors, beside the tensors themselves. */
export const summaries = [
  '‖W‖',
  '‖dW‖',
  '‖ΔW‖',
  '‖dh‖',
  'η',
  'mean',
  'variance',
  'saturated',
  'dead',
  'confusion',
] as const;

/** Classes beyond which there is no confusion matrix in frames. */
const CLASSES = 20;
/** Classes of the confusion matrix in frames, rows the true class, columns the answer; 0 where there is none. */
export const confusionOf = (shape: DataShape): number =>
  shape.test > 0 && shape.classes <= CLASSES ? shape.classes : 0;

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

/** The tensors whose distributions plots want, each with its gradient where that is wanted (and computed): `W1`, `dW1`, `z1`. The
 *  inputs z of activations count the output o among them. */
export function distributionsOf(graph: Graph, needs: ReadonlySet<Quantity>): string[] {
  const activations = activationsOf(graph);
  const learns = new Set(graph.variables.flatMap(({ name, gradient }) => (gradient ? [name] : [])));
  const gradients = (names: readonly string[]): string[] => names.filter((name) => learns.has(name)).map(gradientName);
  const outputs = activations.map(({ h }) => h);
  const wanted: Record<Exclude<Quantity, 'confusion'>, () => string[]> = {
    W: () => graph.weights,
    dW: () => gradients(graph.weights),
    z: () => [...activations.map(({ z }) => z), graph.layers.at(-1)?.output ?? 'x'].filter((name) => name !== 'x'),
    h: () => outputs,
    dh: () => gradients(outputs),
  };
  const all = Object.entries(wanted).flatMap(([quantity, names]) => (needs.has(quantity as Quantity) ? names() : []));
  return [...new Set(all)]; // the last activation's output is o
}

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
