// The eight networks on which the engine is compared with peers, and the weights and batches that everybody starts from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digitsOf } from '../src/core/examples.ts';

export type Activation = 'tanh' | 'sigmoid' | 'relu';

export interface Network {
  name: string;
  /** Units of the input, of every hidden layer, and of the output. */
  sizes: number[];
  hidden: Activation;
  /** The last layer's activation and the loss of an example: ½ Σ (o − y)², or −ln of the softmax at the right class. */
  output: 'sigmoid, squared error' | 'softmax, cross-entropy';
  batch: number;
  /** The probability with which a hidden unit is dropped; what stays is scaled by 1 / (1 − dropout). */
  dropout: number;
  /** Learning rate of plain SGD on the mean loss of a batch. */
  rate: number;
}

/** One layer's initial parameters: `weights` holds the row of the first unit, then of the second, …: outputs × inputs. */
export interface Layer {
  inputs: number;
  outputs: number;
  weights: Float32Array;
  biases: Float32Array;
}

/** One batch, an example after the other: x is batch × inputs, y is batch × outputs (one-hot for classes). */
export interface Batch {
  x: Float32Array;
  y: Float32Array;
}

const deep = (count: number, units: number): number[] => Array.from({ length: count }, () => units);
const squared = { output: 'sigmoid, squared error', dropout: 0, rate: 0.01 } as const;
const classes = { hidden: 'relu', output: 'softmax, cross-entropy', rate: 0.01 } as const;

export const networks: Network[] = [
  { name: '2-6-4-1, batch 10', sizes: [2, 6, 4, 1], hidden: 'tanh', batch: 10, ...squared },
  { name: '2-6-4-1, batch 32', sizes: [2, 6, 4, 1], hidden: 'tanh', batch: 32, ...squared },
  { name: '2-5-5-5-1, batch 100', sizes: [2, 5, 5, 5, 1], hidden: 'tanh', batch: 100, ...squared },
  { name: '2-(8×10)-1, batch 100', sizes: [2, ...deep(8, 10), 1], hidden: 'tanh', batch: 100, ...squared },
  { name: '784-64-32-16-10, batch 100', sizes: [784, 64, 32, 16, 10], batch: 100, dropout: 0, ...classes },
  { name: '784-256-256-10, batch 256, dropout ½', sizes: [784, 256, 256, 10], batch: 256, dropout: 0.5, ...classes },
  { name: '64 wide × 50 deep, batch 64', sizes: deep(51, 64), hidden: 'sigmoid', batch: 64, ...squared },
  { name: '784-300-300-300-300-10, batch 100', sizes: [784, ...deep(4, 300), 10], batch: 100, dropout: 0, ...classes },
];

/** A stream of numbers from U[0, 1): mulberry32. */
function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The width of U(−a, a) that keeps signals alive through the layers: Glorot's, times 4 for the sigmoid, whose slope at 0
 *  is ¼; He's for ReLU. Gradients that die on the way down would measure how a peer copes with subnormal numbers. */
const spread = { tanh: [6, 1], sigmoid: [6, 4], relu: [6, 1] } as const;

export function layersOf({ sizes, hidden, output }: Network): Layer[] {
  const random = uniform(1);
  return sizes.slice(1).map((outputs, l) => {
    const inputs = sizes[l] ?? 0;
    const last = l === sizes.length - 2;
    const [numerator, gain] = spread[last && output === 'sigmoid, squared error' ? 'sigmoid' : hidden];
    const a = gain * Math.sqrt(numerator / (hidden === 'relu' ? inputs : inputs + outputs));
    const draw = (width: number): number => width * (2 * random() - 1);
    return {
      inputs,
      outputs,
      weights: Float32Array.from({ length: inputs * outputs }, () => draw(a)),
      biases: Float32Array.from({ length: outputs }, () => draw(0.1)),
    };
  });
}

/** Everybody cycles over these. */
export const batchCount = 8;

/** What 784 inputs are given: the digits, of which 81 % of the pixels are empty, and many in all examples of a batch. */
const digits = digitsOf(readFileSync(join(import.meta.dirname, '../resources/mnist.bin')));

export function batchesOf({ sizes, output, batch }: Network): Batch[] {
  const random = uniform(2);
  const inputs = sizes[0] ?? 0;
  const outputs = sizes[sizes.length - 1] ?? 0;
  return Array.from({ length: batchCount }, (_, k) => {
    const first = k * batch;
    const pixels = inputs === 784 ? digits.pixels.subarray(first * inputs, (first + batch) * inputs) : null;
    const x = pixels
      ? Float32Array.from(pixels, (byte) => byte / 255)
      : Float32Array.from({ length: batch * inputs }, () => 2 * random() - 1);
    const y = new Float32Array(batch * outputs);
    if (output === 'softmax, cross-entropy') {
      for (let b = 0; b < batch; b++)
        y[b * outputs + (pixels ? (digits.labels[first + b] ?? 0) : Math.floor(random() * outputs))] = 1;
    } else for (let i = 0; i < y.length; i++) y[i] = random() < 0.5 ? 0 : 1;
    return { x, y };
  });
}
