import { mnist } from '../../../core/datasets.ts';
import { activationsOf } from '../../../core/frame/observed.ts';
import { predicted } from '../../../core/examples.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { Evaluator } from '../../view/evaluator.ts';

/** What the network makes of one image. */
export interface Reading {
  o: number[];
  /** What o says of each digit; see `chanceTex`. */
  chances: number[];
  answer: number;
  /** The output of every activation. */
  layers: { name: string; values: Float64Array }[];
}

/** How the outputs say it under each loss: softmax(o), σ(o), or o itself, which is no probability. */
export const chanceTex = {
  softmax_cross_entropy: String.raw`\mathrm{softmax}(\mathbf{o})`,
  binary_cross_entropy: String.raw`\sigma(\mathbf{o})`,
  squared_error: String.raw`\mathbf{o}`,
} as const satisfies Record<Plan['loss'], string>;

export function chancesOf(o: readonly number[], loss: Plan['loss']): number[] {
  switch (loss) {
    case 'softmax_cross_entropy': {
      const most = Math.max(...o); // taken out first, so that nothing overflows
      const powers = o.map((v) => Math.exp(v - most));
      const sum = powers.reduce((all, v) => all + v, 0);
      return powers.map((v) => v / sum);
    }
    case 'binary_cross_entropy':
      return o.map((v) => 1 / (1 + Math.exp(-v)));
    case 'squared_error':
      return [...o];
  }
}

/** Walks one image of 784 numbers through the parameters that were loaded. */
export function readingOf(evaluator: Evaluator, pixels: ArrayLike<number>, loss: Plan['loss']): Reading {
  const o = Array.from(evaluator.predict(1, (x) => x.set(pixels)));
  const layers = activationsOf(evaluator.graph)
    .filter(({ h }) => h !== 'o')
    .map(({ h }) => ({ name: h, values: Float64Array.from(evaluator.value(h)) }));
  return { o, chances: chancesOf(o, loss), answer: predicted(o, 0, o.length, loss), layers };
}

/** How many times one digit goes through the network with dropout on. */
export const PASSES = 50;

/** What many passes with dropout on make of one image: an estimate of how unsure the network is. [Gal and Ghahramani 2016] */
export interface Passes {
  /** Of each digit: the mean of what was said of it, and between what most passes lie (one in ten is below, one in ten above). */
  mean: number[];
  low: number[];
  high: number[];
  /** How many passes answered each digit. */
  votes: number[];
  /** The digit with the most votes. */
  answer: number;
}

/** Whether there is anything by which passes could differ. */
export const differs = ({ network }: Plan): boolean =>
  network.some((layer) => (layer.type === 'dropout' && layer.p > 0) || (layer.type === 'noise' && layer.sigma > 0));

/** Walks one image so many times, each time with masks and noise of its own. @param evaluator has room for as many rows */
export function passesOf(evaluator: Evaluator, pixels: ArrayLike<number>, loss: Plan['loss']): Passes {
  const all = evaluator.predict(
    PASSES,
    (x) => {
      for (let i = 0; i < PASSES; i++) x.set(pixels, i * pixels.length);
    },
    true,
  );
  const q = evaluator.outputs;
  const chances = Array.from({ length: PASSES }, (_, i) => chancesOf([...all.subarray(i * q, (i + 1) * q)], loss));
  const votes = new Array<number>(q).fill(0);
  for (let i = 0; i < PASSES; i++) {
    const answer = predicted(all, i, q, loss);
    votes[answer] = (votes[answer] ?? 0) + 1;
  }
  const each = Array.from({ length: q }, (_, k) => chances.map((one) => one[k] ?? NaN).toSorted((a, b) => a - b));
  return {
    mean: each.map((values) => values.reduce((sum, value) => sum + value, 0) / PASSES),
    low: each.map((values) => values[Math.floor(PASSES / 10)] ?? NaN),
    high: each.map((values) => values[PASSES - 1 - Math.floor(PASSES / 10)] ?? NaN),
    votes,
    answer: votes.indexOf(Math.max(...votes)),
  };
}

/** An image of its own size, ink on clear. @param pixels side × side from 0 to 1 */
export function imageOf(pixels: ArrayLike<number>, side: number, [r, g, b]: readonly number[]): OffscreenCanvas {
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    image.data[4 * i] = r ?? 0;
    image.data[4 * i + 1] = g ?? 0;
    image.data[4 * i + 2] = b ?? 0;
    image.data[4 * i + 3] = 255 * (pixels[i] ?? 0);
  }
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** The pixels of nothing. */
export const blank = new Float32Array(mnist.width);
