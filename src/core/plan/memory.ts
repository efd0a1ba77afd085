import { mnist, ofPictures } from '../datasets.ts';
import { engineOf } from '../engines.ts';
import { graphOf } from '../graph/graph.ts';
import { blocksOf, leastSparse, listsOf, mostDense, roomOf, sparseProducts } from '../graph/sparse.ts';
import { optimizerOf } from '../optimizers.ts';
import type { Plan } from './schema.ts';
import { shapeOf, type DataShape } from './shape.ts';

/** Bytes a run takes in training, by what they are for. Values are float32; digits stay bytes. */
export interface Memory {
  parameters: number;
  /** ∂J/∂W and ∂J/∂b. */
  gradients: number;
  /** What the optimizer remembers, and the best parameters where early stopping keeps them. */
  optimizer: number;
  /** What the forward pass stores for backpropagation, and its gradients. */
  intermediates: number;
  /** Intermediates of predicting the validation and test sets and the digits on show. */
  prediction: number;
  /** Training, validation and test examples. */
  data: number;
  /** Lists of what is not zero of them, and weights laid out for products that leave zeros out. */
  lists: number;
}

/** Examples that are predicted at once. */
export const predictedAtOnce = 128;
/** Where training stops being possible whatever the computer has: what 32-bit addresses reach. */
export const mostAddressable = 3.9 * 2 ** 30;
/** What a plan may take where nobody has said how much is free: what a 4 GB school PC can spare. */
export const usualLimit = 1.5 * 2 ** 30;

/** Examples of a batch lie in whole vectors of four. */
export const padded = (n: number): number => 4 * Math.ceil(n / 4);

/** What a run of this plan takes, computed without allocating anything. TensorFlow has all but the data once more. */
export function memoryOf(plan: Plan): Memory {
  const shape = shapeOf(plan);
  const { variables } = graphOf(plan, shape);
  const sum = (role: string, rows: (of: number | 'n') => number, copies = (_: boolean): number => 1): number =>
    variables.reduce(
      (bytes, v) => bytes + (v.role === role ? 4 * rows(v.rows) * v.columns * copies(v.gradient) : 0),
      0,
    );
  const copies = engineOf(plan) === 'tensorflow' ? 2 : 1;
  const parameters = copies * sum('parameter', Number);
  const batch = (): number => padded(plan.batchSize);
  const { memory } = optimizerOf(plan.optimizer.kind);
  const best = plan.earlyStopping ? 1 : 0;
  const width = (ofPictures(plan.data) ? 1 : 4) * shape.width;
  const predicted = Math.min(predictedAtOnce, Math.max(shape.train, shape.validation, shape.test));
  return {
    parameters,
    gradients: parameters,
    optimizer: parameters * (memory.length + best * (1 + memory.length)),
    intermediates:
      copies * (sum('data', batch) + sum('mask', batch) + sum('intermediate', batch, (gradient) => (gradient ? 2 : 1))),
    prediction: sum('data', () => padded(predicted)) + sum('intermediate', () => padded(predicted)),
    data: (shape.train + shape.validation + shape.test) * (width + 4 * shape.targetWidth),
    lists: engineOf(plan) === 'tensorflow' ? 0 : listsIn(plan, shape, Math.max(plan.batchSize, predicted)),
  };
}

/** Threads that have room for sparse products. */
export const listers = 4;

function listsIn(plan: Plan, shape: DataShape, n: number): number {
  // how many numbers are zero is known of the digits; of other data it is measured when a run begins
  const ofDigits = plan.data.kind === 'mnist';
  const density = ofDigits ? mnist.density : mostDense;
  const sparse = shape.width >= leastSparse.width;
  const products = sparseProducts(graphOf(plan, shape), sparse, n);
  const laid = products.reduce(
    (sum, { d, q, x, dz }) => sum + (x ? blocksOf(d, q) : 0) + (dz ? blocksOf(q, d) : 0),
    listers * roomOf(products, n),
  );
  const count = shape.train + shape.validation + shape.test;
  return laid + (sparse ? listsOf(count, density * count * shape.width) : 0);
}

/** The largest keyframe: what SQLite takes into one row (10⁹ bytes) with room for the copies on the way to it. */
export const largestKeyframe = 512 * 2 ** 20;

/** Bytes of a keyframe: parameters and what is remembered of them. */
export const keyframeOf = (plan: Plan, { parameters, optimizer }: Memory): number =>
  (parameters + optimizer) / (engineOf(plan) === 'tensorflow' ? 2 : 1);

/** The sum of its parts, in bytes. */
export const totalOf = (memory: Memory): number =>
  Object.values<number>({ ...memory }).reduce((sum, part) => sum + part, 0);
