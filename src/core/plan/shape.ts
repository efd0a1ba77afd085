import { keptCount } from '../data/imbalance.ts';
import { imageWidth } from '../data/limits.ts';
import { widthOfInput } from '../data/width.ts';
import { mnist, mostClassesOf } from '../datasets.ts';
import { losses } from '../losses.ts';
import type { Plan } from './schema.ts';

/** What the network meets at its two ends. */
export interface DataShape {
  /** Columns of x. */
  width: number;
  /** Columns of y as the loss wants it: 1 for a class number, q for values. */
  targetWidth: number;
  /** Units the last layer must have. */
  outputs: number;
  /** How many classes; 0 for a regression. */
  classes: number;
  train: number;
  validation: number;
  test: number;
}

/** The parts of a plan's data. */
export const dataParts = ['train', 'validation', 'test'] as const;
export type DataPart = (typeof dataParts)[number];

/** The shape of a plan's data under its loss. Two classes under a loss of values are one column of 0 and 1. */
export function shapeOf(plan: Pick<Plan, 'data' | 'loss'>): DataShape {
  const shape = wholeShape(plan);
  const { imbalance = 1 } = plan.data;
  if (imbalance === 1 || shape.classes === 0) return shape;
  return { ...shape, train: keptCount(shape.train, shape.classes, imbalance) };
}

/** Before an imbalance takes away from the training part. */
function wholeShape(plan: Pick<Plan, 'data' | 'loss'>): DataShape {
  const { data } = plan;
  const targetsAreClasses = losses[plan.loss].target === 'class';
  const ofClasses = (classes: number): Pick<DataShape, 'targetWidth' | 'outputs' | 'classes'> => {
    const outputs = targetsAreClasses || classes > 2 ? classes : 1;
    return { targetWidth: targetsAreClasses ? 1 : outputs, outputs, classes };
  };
  switch (data.kind) {
    case 'mnist':
      return { width: mnist.width, ...counts(data), ...ofClasses(mnist.classes) };
    case 'inline': {
      const width = data.x[0]?.length ?? 0;
      const [validation, test] = [data.validation?.x.length ?? 0, data.test?.x.length ?? 0];
      const base = { width, train: data.x.length, validation, test };
      const first = data.y[0];
      if (typeof first === 'number') {
        const all = [data, data.validation, data.test].map((part) => part?.y ?? []);
        const most = all.flat().reduce<number>((max, y) => (typeof y === 'number' ? Math.max(max, y) : max), 0);
        return { ...base, ...ofClasses(Math.max(2, most + 1)) };
      }
      const q = first?.length ?? 0;
      const binary = q === 1 && plan.loss === 'binary_cross_entropy';
      return { ...base, targetWidth: q, outputs: q, classes: binary ? 2 : 0 };
    }
    case 'table': {
      const width = data.inputs.reduce((sum, input) => sum + widthOfInput(input), 0);
      const { categories } = data.target;
      const ends = categories ? ofClasses(Math.max(2, categories.length)) : { targetWidth: 1, outputs: 1, classes: 0 };
      return { width, ...counts(data), ...ends };
    }
    case 'images':
      return { width: imageWidth, ...counts(data), ...ofClasses(data.names.length) };
    default:
      return mostClassesOf(data.kind) === 0
        ? { width: 2, ...counts(data), targetWidth: 1, outputs: 1, classes: 0 }
        : { width: 2, ...counts(data), ...ofClasses(data.classes ?? 2) };
  }
}

const counts = (data: {
  train: number;
  validation?: number;
  test: number;
}): Pick<DataShape, 'train' | 'validation' | 'test'> => ({
  train: data.train,
  validation: data.validation ?? 0,
  test: data.test,
});

/** Steps of one pass over the training examples; a last, smaller batch counts. */
export const stepsPerEpoch = (plan: Pick<Plan, 'data' | 'loss' | 'batchSize'>): number =>
  Math.ceil(shapeOf(plan).train / plan.batchSize);

/** Steps of the whole run. */
export const totalSteps = (plan: Pick<Plan, 'data' | 'loss' | 'batchSize' | 'length'>): number =>
  'steps' in plan.length ? plan.length.steps : plan.length.epochs * stepsPerEpoch(plan);
