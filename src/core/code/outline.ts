import { examplesOf, type Examples } from '../examples.ts';
import { architecture, graphOf, type Graph } from '../graph/graph.ts';
import { losses } from '../losses.ts';
import type { RateId } from '../optimizers.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import { shapeOf, stepsPerEpoch, totalSteps, type DataPart, type DataShape } from '../plan/shape.ts';
import { ratesAt } from '../rates.ts';
import { scheduleOf, type ScheduleConstants, type ScheduleId } from '../schedules.ts';
import { allFinite, oneLine, rateText } from './text.ts';

/** Numbers that are written into the code at most: examples on one hand, initial values on the other. */
export const WRITTEN = 4000;

/** Initial values by name (`W1`, `b1`), such as those on screen. */
export type Given = Readonly<Record<string, Float32Array>> | null;

export type DenseLayer = Extract<Layer, { type: 'dense' }>;

/** A dense layer with its names and widths: z = X Wᵀ + b, W nOut × nIn. */
export interface DenseBlock {
  layer: DenseLayer;
  /** Its place in the plan's network. */
  index: number;
  W: string;
  b: string | null;
  nIn: number;
  nOut: number;
  frozen: boolean;
}

/** A part of the data that is not trained on: what its variables end in, and what its loss is called. */
export interface HeldPart {
  part: Exclude<DataPart, 'train'>;
  name: 'val' | 'test';
  says: 'validation loss' | 'test loss';
  count: number;
}

const heldParts = ({ validation, test }: DataShape): HeldPart[] =>
  [
    { part: 'validation', name: 'val', says: 'validation loss', count: validation } as const,
    { part: 'test', name: 'test', says: 'test loss', count: test } as const,
  ].filter(({ count }) => count > 0);

/** The test set, where it is measured once at the end, since a validation set is looked at before. */
export const testedAtEnd = ({ held, shape }: Outline): boolean => held?.name === 'val' && shape.test > 0;

/** What every target needs to know of a plan, worked out once. */
export interface Outline {
  plan: Plan;
  shape: DataShape;
  graph: Graph;
  /** `Moons: 2-6-3-1`. */
  title: string;
  /** Examples to be written out; null where the code loads them. */
  examples: Record<DataPart, Examples> | null;
  /** Whether y is one class number an example; otherwise one row of numbers. */
  classes: boolean;
  dense: DenseBlock[];
  /** Initial values to be written out; what is missing is drawn. */
  values: ReadonlyMap<string, Float32Array>;
  perEpoch: number;
  /** Whole epochs, the last one perhaps cut short at `lastStep`. */
  epochs: number;
  total: number;
  /** The step inside an epoch at which the run ends; null where it ends with an epoch. */
  lastStep: number | null;
  /** s = λ/2 Σ‖W‖² + λ₁ Σ|W|; null where both are 0. */
  penalty: { l2: number; l1: number } | null;
  /** The optimizer's constants as they stand in code. */
  rates: Record<RateId, string>;
  learningRate: string;
  clip: string | null;
  /** null where η stays as it is. */
  schedule: { kind: Exclude<ScheduleId, 'constant'>; every: number; factor: string; floor: string } | null;
  /** The parts that are not trained on, in the order of their use. */
  others: HeldPart[];
  /** What is measured at the end of every epoch, and early stopping looks at: the validation set, or the test set where there is
   *  none; null for neither. A test set besides is measured once, at the end. */
  held: HeldPart | null;
  /** Epochs in a row without a new minimum of its loss; null where that does not end the run. */
  patience: number | null;
  /** Whether a block acts in training alone: dropout or noise. */
  random: boolean;
}

/** @param given values to start from; those whose size does not fit, or that are not finite, are left out */
export function outlineOf(plan: Plan, given: Given): Outline {
  const shape = shapeOf(plan);
  const graph = graphOf(plan, shape);
  const dense = plan.network.flatMap((layer, index): DenseBlock[] => {
    const nodes = graph.layers[index];
    const [W, b = null] = nodes?.parameters ?? [];
    if (layer.type !== 'dense' || !nodes || W === undefined) return [];
    return [{ layer, index, W, b, nIn: nodes.inputWidth, nOut: layer.units, frozen: layer.frozen ?? false }];
  });
  const perEpoch = stepsPerEpoch(plan);
  const total = totalSteps(plan);
  const { weightDecay: l2, l1 = 0 } = plan;
  return {
    plan,
    shape,
    graph,
    title: `${oneLine(plan.name)}: ${architecture(plan.network, shape.width)}`,
    examples: sourceOf(plan) === 'written' ? examplesOf(plan, null) : null,
    classes: losses[plan.loss].target === 'class',
    dense,
    values: valuesOf(plan, dense, given),
    perEpoch,
    epochs: Math.ceil(total / perEpoch),
    total,
    lastStep: total % perEpoch === 0 ? null : total,
    penalty: l2 > 0 || l1 > 0 ? { l2, l1 } : null,
    rates: ratesIn(plan),
    learningRate: rateText(plan.optimizer.learningRate),
    clip: plan.optimizer.clip === undefined ? null : rateText(plan.optimizer.clip),
    schedule: scheduleIn(plan),
    others: heldParts(shape),
    held: heldParts(shape)[0] ?? null,
    patience: heldParts(shape).length > 0 ? (plan.earlyStopping?.patience ?? null) : null,
    random: plan.network.some(({ type }) => type === 'dropout' || type === 'noise'),
  };
}

/** Whether the program has the examples, or they come by files. Digits come by neither. */
export type Source = 'written' | 'files' | 'mnist';
export function sourceOf(plan: Plan): Source {
  if (plan.data.kind === 'mnist') return 'mnist';
  const { train, validation, test, width, targetWidth } = shapeOf(plan);
  return (train + validation + test) * (width + targetWidth) > WRITTEN ? 'files' : 'written';
}

function ratesIn(plan: Plan): Outline['rates'] {
  const { momentum, alpha, beta1, beta2, epsilon, decay } = ratesAt(plan, 0);
  return {
    momentum: rateText(momentum),
    alpha: rateText(alpha),
    beta1: rateText(beta1),
    beta2: rateText(beta2),
    epsilon: rateText(epsilon),
    decay: rateText(decay),
  };
}

function scheduleIn({ optimizer: { schedule } }: Plan): Outline['schedule'] {
  if (!schedule || schedule.kind === 'constant') return null;
  const { kind, ...constants } = schedule;
  const { every, factor, floor }: ScheduleConstants = {
    ...{ every: 1, factor: 1, floor: 0 },
    ...scheduleOf(kind).constants,
    ...constants,
  };
  return { kind, every, factor: rateText(factor), floor: rateText(floor) };
}

/** The values to start from: what is given, else what the plan gives; none where they are too many. */
function valuesOf(plan: Plan, dense: DenseBlock[], given: Given): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  let numbers = 0;
  for (const { W, b, nIn, nOut } of dense)
    for (const [name, size] of [[W, nIn * nOut] as const, ...(b === null ? [] : [[b, nOut] as const])]) {
      const own = plan.parameters?.[name];
      const fits = given?.[name];
      const value =
        fits?.length === size && allFinite(fits) ? fits : own === undefined ? null : Float32Array.from(own.flat());
      if (!value) continue;
      values.set(name, value);
      numbers += size;
    }
  return numbers > WRITTEN ? new Map<string, Float32Array>() : values;
}
