import { ofPictures } from '../../core/datasets.ts';
import { confusionOf, jacobiansOf } from '../../core/frame/observed.ts';
import { graphOf } from '../../core/graph/graph.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { m } from '../../core/words/m.ts';

// Why a plot cannot be shown for a plan, as the rest of a sentence; null where it can.

export const anyPlan = (): null => null;

export const inPlane = (plan: Plan): string | null => {
  const { width, classes, outputs } = shapeOf(plan);
  const shown = classes === 0 ? outputs === 1 : classes <= 4;
  return width === 2 && shown ? null : m.plots_needs_plane();
};
export const digits = (plan: Plan): string | null => (ofPictures(plan.data) ? null : m.plots_needs_digits());
export const activating = (plan: Plan): string | null =>
  plan.network.some(({ type }) => type === 'activation') ? null : m.plots_needs_activation();
export const singular = (plan: Plan): string | null => {
  if (!plan.network.some(({ type }) => type === 'dense')) return m.plots_needs_weights();
  const found = jacobiansOf(plan, graphOf(plan, shapeOf(plan)));
  return found.length > 0 ? null : m.plots_needs_smaller();
};
export const classes = (plan: Plan): string | null => (shapeOf(plan).classes > 0 ? null : m.plots_needs_classes());

/** Without classes the squared error alone is compared. */
export const beside = (plan: Plan): string | null => (plan.loss === 'squared_error' ? null : classes(plan));

/** A matrix of at most so many classes is recorded. */
export const confused = (plan: Plan): string | null => (confusionOf(shapeOf(plan)) > 0 ? null : m.plots_needs_tested());
