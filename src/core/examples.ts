import { mnist as digits, planeDatasetOf } from './datasets.ts';
import { dataSetOf, type DataSet } from './data/data-set.ts';
import { keptRows } from './data/imbalance.ts';
import { inputsOf, targetsOf } from './data/inputs.ts';
import { classesIn, partsOf } from './data/parts.ts';
import { at } from './floats.ts';
import { losses } from './losses.ts';
import type { Plan } from './plan/schema.ts';
import { shapeOf, type DataPart, type DataShape } from './plan/shape.ts';
import { keyOf, orderOf, stream } from './random.ts';

/** A set of examples. x is count × width (row after row) times `scale`; y is as the loss wants it, count × targetWidth. */
export interface Examples {
  count: number;
  width: number;
  x: Float32Array | Uint8Array;
  scale: number;
  y: Float32Array;
  targetWidth: number;
  /** The class of each example; empty for a regression. */
  labels: Uint32Array;
}

/** The digits of `resources/mnist.bin`: 16 bytes of header, one label byte an image, then 784 bytes an image. */
export interface Digits {
  labels: Uint8Array;
  pixels: Uint8Array;
}

/** Where a plan's examples come from, where they do not follow from the plan alone: the digits, or the data set that it names. */
export type Source = Digits | DataSet;

/** Under which key `Source`s of plans are handed around: `mnist`, or the SHA-256 of a data set; null where a plan needs none. */
export const sourceKeyOf = (data: Plan['data']): string | null =>
  'sha256' in data ? data.sha256 : data.kind === 'mnist' ? 'mnist' : null;

/** @param file resources/mnist.bin, or the bytes of a data set @throws LabError file-bad */
export const sourceFrom = (key: string, file: Uint8Array): Source =>
  key === 'mnist' ? digitsOf(file) : dataSetOf(file, key);

const MNIST_HEADER = 16;

/** Takes `resources/mnist.bin` apart without copying. Throws when the file is not one. */
export function digitsOf(file: Uint8Array): Digits {
  const expected = MNIST_HEADER + digits.count * (1 + digits.width);
  if (file.length !== expected || String.fromCharCode(...file.subarray(0, 4)) !== 'GMNI')
    throw new Error(`mnist.bin is ${file.length} bytes, not ${expected}: build it again`);
  const pixels = MNIST_HEADER + digits.count;
  return { labels: file.subarray(MNIST_HEADER, pixels), pixels: file.subarray(pixels) };
}

/** The examples of a plan, drawn or shuffled by its seed: the same plan always gives the same ones, and more or fewer of one part
 *  leave those of the others as they are (digits: a longer training part moves the rest). */
export function examplesOf(plan: Plan, source: Source | null): Record<DataPart, Examples> {
  const shape = shapeOf(plan);
  const { data } = plan;
  switch (data.kind) {
    case 'mnist': {
      if (!source || 'kind' in source) throw new Error('MNIST digits were not given');
      const order = orderOf(digits.count, keyOf(plan.seed, 'data', 'split'), 0);
      const take = (from: number, count: number): Examples =>
        pick(source, order.subarray(from, from + count), plan, shape);
      return {
        train: trained(take(0, data.train), plan, shape),
        validation: take(data.train + data.test, data.validation ?? 0),
        test: take(data.train, data.test),
      };
    }
    case 'inline': {
      const part = (own: Written | undefined): Examples => (own ? written(own, plan, shape) : empty(shape));
      return {
        train: trained(part(data), plan, shape),
        validation: part(data.validation),
        test: part(data.test),
      };
    }
    case 'table':
    case 'images': {
      if (!source || !('kind' in source)) throw new Error('the data set was not given');
      const parts = partsOf(data, source, plan.seed);
      const rows = { ...parts, train: keptOf(plan, shape, parts.train, classesIn(data, source)) };
      const take = (part: DataPart): Examples => stored(plan, source, rows[part], rows.train, shape);
      return { train: relabelled(take('train'), plan, shape), validation: take('validation'), test: take('test') };
    }
    default: {
      const draw = (part: string, count: number): Examples => {
        if (count === 0) return empty(shape);
        const random = stream(plan.seed, 'data', data.kind, part);
        const dataset = planeDatasetOf(data.kind);
        const x = new Float32Array(2 * count);
        if (dataset.target === 'values') {
          const y = new Float32Array(count);
          for (let i = 0; i < count; i++) [x[2 * i], x[2 * i + 1], y[i]] = dataset.value(random, data.noise);
          return { count, width: 2, x, scale: 1, y, targetWidth: 1, labels: new Uint32Array(0) };
        }
        const { classes = 2 } = data;
        const labels = new Uint32Array(count);
        for (let i = 0; i < count; i++) {
          const label = (i + 1) % classes; // 1, 0, 1, 0 … of two
          const m = Math.ceil(count / classes);
          const [x1, x2] = dataset.point(random, label, Math.floor(i / classes), m, data.noise, classes);
          x[2 * i] = x1;
          x[2 * i + 1] = x2;
          labels[i] = label;
        }
        const y = targets(labels, plan, shape);
        return { count, width: 2, x, scale: 1, y, targetWidth: shape.targetWidth, labels };
      };
      return {
        train: trained(draw('train', data.train), plan, shape),
        validation: draw('validation', data.validation ?? 0),
        test: draw('test', data.test),
      };
    }
  }
}

type Written = Pick<Extract<Plan['data'], { kind: 'inline' }>, 'x' | 'y'>;

/** Examples that stand in the plan. */
function written({ x, y }: Written, plan: Plan, shape: DataShape): Examples {
  const labels = Uint32Array.from(y.flatMap((one) => (typeof one === 'number' ? [one] : [])));
  const binary = shape.classes === 2 && labels.length === 0;
  return {
    count: x.length,
    width: shape.width,
    x: Float32Array.from(x.flat()),
    scale: 1,
    y: labels.length > 0 ? targets(labels, plan, shape) : Float32Array.from(y.flat()),
    targetWidth: shape.targetWidth,
    labels: binary ? Uint32Array.from(y.flat(), (one) => (one >= 0.5 ? 1 : 0)) : labels,
  };
}

/** Rows of a data set; `partsOf` has seen that it is what the plan says. */
function stored(plan: Plan, set: DataSet, rows: Uint32Array, train: Uint32Array, shape: DataShape): Examples {
  const { data } = plan;
  if (set.kind === 'images') return pick(set, rows, plan, shape);
  if (data.kind !== 'table') throw new Error('a table under a plan of something else');
  const x = inputsOf(data, set, rows, train);
  const of = targetsOf(data, set, rows, train);
  const { width, targetWidth } = shape;
  const base = { count: rows.length, width, x, scale: 1, targetWidth };
  if ('values' in of) return { ...base, y: of.values, labels: new Uint32Array(0) };
  return { ...base, y: targets(of.labels, plan, shape), labels: of.labels };
}

/** Training rows that an imbalance leaves. @param labels of all rows; null where there are no classes */
function keptOf(plan: Plan, shape: DataShape, rows: Uint32Array, labels: ArrayLike<number> | null): Uint32Array {
  const { imbalance = 1 } = plan.data;
  if (imbalance === 1 || shape.classes === 0 || !labels) return rows;
  const own = rows.map((row) => labels[row] ?? 0);
  return keptRows(own, shape.classes, imbalance, plan.seed).map((i) => at(rows, i));
}

/** The training part as it is trained with: with its imbalance, then its label noise. */
function trained(examples: Examples, plan: Plan, shape: DataShape): Examples {
  const { count, width, targetWidth, labels } = examples;
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const kept = keptOf(plan, shape, rows, labels.length === count ? labels : null);
  if (kept.length === count) return relabelled(examples, plan, shape);
  const x = examples.x.slice(0, kept.length * width);
  const y = new Float32Array(kept.length * targetWidth);
  kept.forEach((row, i) => {
    x.set(examples.x.subarray(row * width, (row + 1) * width), i * width);
    y.set(examples.y.subarray(row * targetWidth, (row + 1) * targetWidth), i * targetWidth);
  });
  const left = { ...examples, count: kept.length, x, y, labels: kept.map((row) => at(labels, row)) };
  return relabelled(left, plan, shape);
}

/** Training examples of which a share of the labels is drawn anew: round(share × count) of them, uniformly over all classes, so
 *  that one in as many as there are classes stays right. What a smaller share draws, a larger one draws alike. [Zhang et al. 2017] */
function relabelled(examples: Examples, plan: Plan, shape: DataShape): Examples {
  const { labelNoise = 0 } = plan.data;
  const { count } = examples;
  const wrong = examples.labels.length === count ? Math.round(labelNoise * count) : 0;
  if (wrong === 0) return examples;
  const random = stream(plan.seed, 'data', 'label noise');
  const labels = examples.labels.slice();
  for (const i of orderOf(count, keyOf(plan.seed, 'data', 'label noise', 'order'), 0).subarray(0, wrong))
    labels[i] = random.int(shape.classes);
  return { ...examples, labels, y: targets(labels, plan, shape) };
}

const empty = (shape: DataShape): Examples => ({
  count: 0,
  width: shape.width,
  x: new Float32Array(0),
  scale: 1,
  y: new Float32Array(0),
  targetWidth: shape.targetWidth,
  labels: new Uint32Array(0),
});

function pick({ pixels, labels: classes }: Digits, order: Uint32Array, plan: Plan, shape: DataShape): Examples {
  const x = new Uint8Array(order.length * digits.width);
  const labels = new Uint32Array(order.length);
  order.forEach((index, i) => {
    x.set(pixels.subarray(index * digits.width, (index + 1) * digits.width), i * digits.width);
    labels[i] = at(classes, index);
  });
  const y = targets(labels, plan, shape);
  return { count: order.length, width: digits.width, x, scale: 1 / 255, y, targetWidth: shape.targetWidth, labels };
}

/** Class numbers as the loss wants them: the number itself, one column of 0 and 1, or one column a class. */
function targets(labels: Uint32Array, plan: Plan, shape: DataShape): Float32Array {
  if (losses[plan.loss].target === 'class' || shape.targetWidth === 1) return Float32Array.from(labels);
  const y = new Float32Array(labels.length * shape.targetWidth);
  labels.forEach((label, i) => (y[i * shape.targetWidth + label] = 1));
  return y;
}

/** x or y of one example, as the network takes it. */
export function exampleOf(examples: Examples, name: 'x' | 'y', i: number): Float32Array {
  const { x, y, width, targetWidth, scale } = examples;
  if (name === 'y') return y.subarray(i * targetWidth, (i + 1) * targetWidth);
  return Float32Array.from(x.subarray(i * width, (i + 1) * width), (v) => v * scale);
}

/** The class a row of outputs stands for: the largest, or o > 0 (o ≥ ½ for squared error) when there is one output. */
export function predicted(o: ArrayLike<number>, row: number, q: number, loss: Plan['loss']): number {
  if (q === 1) return (o[row] ?? 0) > (loss === 'squared_error' ? 0.5 : 0) ? 1 : 0;
  let best = 0;
  for (let j = 1; j < q; j++) if ((o[row * q + j] ?? 0) > (o[row * q + best] ?? 0)) best = j;
  return best;
}
