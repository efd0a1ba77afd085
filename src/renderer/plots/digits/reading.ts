import { mnist } from '../../../core/datasets.ts';
import { activationsOf } from '../../../core/frame/observed.ts';
import { predicted } from '../../../core/examples.ts';
import { chancesOf } from '../../../core/passes.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { Evaluator } from '../../../core/graph/evaluator.ts';

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

/** Walks one image of 784 numbers through the parameters that were loaded. */
export function readingOf(evaluator: Evaluator, pixels: ArrayLike<number>, loss: Plan['loss']): Reading {
  const o = Array.from(evaluator.predict(1, (x) => x.set(pixels)));
  const layers = activationsOf(evaluator.graph)
    .filter(({ h }) => h !== 'o')
    .map(({ h }) => ({ name: h, values: Float64Array.from(evaluator.value(h)) }));
  return { o, chances: chancesOf(o, loss), answer: predicted(o, 0, o.length, loss), layers };
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
