import type { ActivationId } from './activations.ts';
import { predicted, type Examples } from './examples.ts';
import type { Floats } from './floats.ts';
import { losses } from './losses.ts';
import type { Plan } from './plan/schema.ts';
import { shapeOf } from './plan/shape.ts';

/** What predicts from the very examples of a plan without training its network: the label of the nearest training example;
 *  kernel regression with the network's neural tangent kernel at infinite width; and least squares of minimum norm on what the last
 *  hidden layer gives at the plan's initial values. */
export const baselineIds = ['nearest', 'kernel', 'ridgeless'] as const;
export type BaselineId = (typeof baselineIds)[number];

/** How well outputs answer a set of examples. */
export interface Judged {
  /** Share of right answers; null for a regression. */
  accuracy: number | null;
  /** Mean L; null where the plan's loss is not the squared error. */
  loss: number | null;
}

/** Why a baseline is not there: a sentence in words/baselines.ts. */
export type Refusal =
  | { code: 'relu-only' | 'output-activation'; fn: ActivationId }
  | { code: 'all-frozen' }
  | { code: 'too-many-examples'; count: number; most: number }
  | { code: 'too-many-features'; examples: number; features: number; most: number }
  | { code: 'too-long' };

/** What came of one; `test` is null where the plan has no test examples. */
export type Baseline = { train: Judged; test: Judged | null } | { refused: Refusal };
export type Baselines = Record<BaselineId, Baseline>;

/** Most multiplications of one baseline: some ten seconds of one core. */
export const MOST_PRODUCTS = 1e10;
/** Most training examples for the kernel: n³/3 multiplications, and two n × n matrices. */
export const MOST_KERNEL = 2000;
/** Most of the smaller of examples and features for a singular value decomposition. */
export const MOST_SINGULAR = 600;

/** Judges outputs as the network's are. @param o count × q, row after row */
export function judged(plan: Plan, o: Floats, { count, labels, y }: Examples): Judged {
  const { classes, outputs: q } = shapeOf(plan);
  let right = 0;
  if (classes > 0) for (let i = 0; i < count; i++) if (predicted(o, i, q, plan.loss) === labels[i]) right++;
  return {
    accuracy: classes > 0 ? right / count : null,
    loss: plan.loss === 'squared_error' ? losses.squared_error.value(o, y, count, q) : null,
  };
}

/** What all of them depend on of a plan: equal keys, equal baselines. */
export const baselineKey = ({ seed, data, network, loss, parameters }: Plan): string =>
  JSON.stringify([seed, data, network, loss, parameters ?? null]);
