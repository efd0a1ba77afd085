import { m } from '../../../core/words/m.ts';
import { activationsOf } from '../../../core/frame/observed.ts';
import { gradientName, graphOf, type Graph } from '../../../core/graph/graph.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { learningRateAt } from '../../../core/rates.ts';
import type { Recording } from '../../run/recording.ts';

/** What can be followed through the layers: how far a step moves the weights relative to their size, and the norms of the
 *  gradients of weights and of activations' outputs. */
export const normKinds = ['ratio', 'dW', 'dh'] as const;
export type NormKind = (typeof normKinds)[number];
export const normTexts = { ratio: '‖ΔW‖/‖W‖', dW: '‖∂J/∂W‖', dh: '‖∂J/∂h‖' } as const satisfies Record<
  NormKind,
  string
>;

/** The same where there is little room. */
export const normNouns: Record<NormKind, () => string> = {
  ratio: m.plots_norm_update,
  dW: () => '∂J/∂W',
  dh: () => '∂J/∂h',
};

/** One of them for every layer at every row of a recording. */
export interface Norms {
  /** The variables it is of, first layer first: `W1`, `dW1`, `dh1`. */
  names: readonly string[];
  at(row: number, layer: number): number;
}

/** ‖ΔW‖/‖W‖; 0 where nothing moves, ∞ where weights of 0 would. */
export const updateRatio = (update: number, weight: number): number => (update === 0 ? 0 : update / weight);

/** ‖ΔW‖ of a layer at a row; recordings of earlier versions do not have it, and η‖∂J/∂W‖ is what SGD makes of the gradient. */
export const updateNorm = (recording: Recording, plan: Plan, row: number, layer: number): number =>
  recording.updateNorms.width > 0
    ? recording.updateNorms.at(row, layer)
    : learningRateAt(plan, recording.stepOf(row)) * recording.gradientNorms.at(row, layer);

/** The variables a kind of norm is of. */
export function normNames(plan: Plan, kind: NormKind): string[] {
  const graph = graphOf(plan, shapeOf(plan));
  switch (kind) {
    case 'ratio':
      return graph.weights;
    case 'dW':
      return graph.weights.map(gradientName);
    case 'dh':
      return activationsOf(graph).map(({ h }) => gradientName(h));
  }
}

/** The norms of a run; null where its recording, of an earlier version, does not have them. */
export function normsOf(recording: Recording, plan: Plan, kind: NormKind): Norms | null {
  const names = normNames(plan, kind);
  const { weightNorms, gradientNorms, outputGradientNorms } = recording;
  switch (kind) {
    case 'ratio':
      return { names, at: (row, i) => updateRatio(updateNorm(recording, plan, row, i), weightNorms.at(row, i)) };
    case 'dW':
      return { names, at: (row, i) => gradientNorms.at(row, i) };
    case 'dh':
      return outputGradientNorms.width < names.length
        ? null
        : { names, at: (row, i) => outputGradientNorms.at(row, i) };
  }
}

/** Of each dense layer, which activation follows it, before the next; −1 where none does. */
export function activationAfter(graph: Graph): number[] {
  const after: number[] = [];
  let activation = -1;
  for (const { operation } of graph.operators) {
    if (operation.kind === 'affine') after.push(-1);
    if (operation.kind !== 'activation') continue;
    activation++;
    if (after.at(-1) === -1) after[after.length - 1] = activation;
  }
  return after;
}

/** Decades beyond which an axis does not go. */
const MOST_DECADES = 40;

/** Whole decades that hold the run so far, and those given in any case: they only ever grow while a run trains. */
export function decadesOf(
  norms: Norms | null,
  rows: number,
  least: readonly [low: number, high: number],
): [number, number] {
  let [low, high] = least;
  for (let layer = 0; norms && layer < norms.names.length; layer++)
    for (let row = 0; row < rows; row++) {
      const value = norms.at(row, layer);
      if (!(value > 0) || value === Infinity) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  const top = Math.ceil(Math.log10(high) - 1e-9);
  return [Math.max(Math.floor(Math.log10(low) + 1e-9), top - MOST_DECADES), top];
}
