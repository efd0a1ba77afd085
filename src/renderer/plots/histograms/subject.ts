import type { ActivationId } from '../../../core/activations.ts';
import { activations } from '../../../core/activations.ts';
import { activationsOf } from '../../../core/frame/observed.ts';
import type { Frame } from '../../../core/frame/frame.ts';
import type { Layout } from '../../../core/frame/layout.ts';
import { gradientName, type Graph } from '../../../core/graph/graph.ts';
import { preActivations } from '../layers.ts';
import { ofBins, ofValues, type Distribution } from './distribution.ts';

/** What the five plots of distributions are of. */
export const subjects = ['weights', 'gradients', 'preactivations', 'activations', 'activationGradients'] as const;
export type Subject = (typeof subjects)[number];

/** One variable of a layer whose values are shown. */
export interface Layer {
  name: string;
  /** The activation it goes into or comes out of; null where it is neither. */
  fn: ActivationId | null;
  /** Which column of `saturated` and `dead` is about it; −1 for none. */
  activation: number;
}

/** The variables a plot is of, in the order of the network. */
export function layersOf(subject: Subject, graph: Graph): Layer[] {
  const plain = (name: string): Layer => ({ name, fn: null, activation: -1 });
  switch (subject) {
    case 'weights':
      return graph.weights.map(plain);
    case 'gradients':
      return graph.weights.map((name) => plain(gradientName(name)));
    case 'preactivations':
      return preActivations(graph).map(({ name, fn }, i) => ({ name, fn, activation: fn === null ? -1 : i }));
    case 'activations':
      return activationsOf(graph).map(({ h, fn }, i) => ({ name: h, fn, activation: i }));
    case 'activationGradients':
      return activationsOf(graph).map(({ h }) => plain(gradientName(h)));
  }
}

/** The distribution of a variable as a frame has it, by its values or by their counts; null when it has neither. */
export function distributionIn(frame: Frame, name: string): Distribution | null {
  const values = frame.tensor(name);
  if (values) return ofValues(values);
  const entry = frame.tensor(`hist ${name}`);
  return entry && ofBins(entry);
}

/** Whether frames of a run have any of these variables. */
export function recordedIn(layout: Layout, layers: readonly Layer[]): boolean {
  const names = new Set(layout.frame.map(({ name }) => name));
  return layers.some(({ name }) => names.has(name) || names.has(`hist ${name}`));
}

/** Shares of a frame about an activation: of entries outside the Goldilocks zone, and of units flat for the whole batch. NaN
 *  where there is none. */
export function sharesIn(frame: Frame | null, { activation }: Layer): { saturated: number; dead: number } {
  const of = (name: string): number => (activation < 0 ? NaN : (frame?.tensor(name)?.[activation] ?? NaN));
  return { saturated: of('saturated'), dead: of('dead') };
}

/** Which layers have an axis of their own: the output o, whose values are of another kind than what goes into activations. */
export const ownAxis =
  (subject: Subject) =>
  ({ fn }: Layer): boolean =>
    subject === 'preactivations' && fn === null;

/** Whether no value of these can be negative: then the axis begins at 0. */
export const neverNegative = (subject: Subject, layers: readonly Layer[]): boolean =>
  subject === 'activations' &&
  layers.length > 0 &&
  layers.every(({ fn }) => fn !== null && [-100, -2, -1, -0.5, -0.01].every((z) => activations[fn].f(z) >= 0));
