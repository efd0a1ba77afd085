// brain.js 1.6.1, its last release: plain JavaScript in float32 (what it has for GPUs is a class of its own and not used).
import { createRequire } from 'node:module';
import { batchCount, batchesOf, layersOf } from '../networks.ts';
import type { Peer } from './peer.ts';

interface Pattern {
  input: Float32Array;
  output: Float32Array;
}
/** What is used of brain.js's class; its own types leave out the training of a prepared batch. */
interface NeuralNetwork {
  sizes: number[];
  weights: Float32Array[][];
  biases: Float32Array[];
  trainOpts: { learningRate: number; momentum: number };
  initialize(): void;
  /** One round of training through the examples; the mean of their errors before each one's update. */
  calculateTrainingError(patterns: Pattern[]): number;
}
interface Brain {
  NeuralNetwork: new (options: { activation: string }) => NeuralNetwork;
}

const rowsOf = (values: Float32Array, count: number): Float32Array[] => {
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) => values.slice(i * width, (i + 1) * width));
};

export function brain(): Peer[] {
  const { NeuralNetwork } = createRequire(import.meta.url)('brain.js') as Brain;
  const peer: Peer = {
    name: 'brain.js',
    column: 'brain.js',
    threads: 1,
    // Its trainer knows no batches: weights change after every example, here by a batch-th of the rate. One activation is
    // for all layers, the last one included, so networks 1–4 end in tanh. Softmax and dropout it does not have.
    differs: 'updates after every example; the hidden activation at the output as well',
    open: (network) => {
      if (network.output === 'softmax, cross-entropy' || network.dropout > 0) return Promise.resolve(null);
      const outputs = network.sizes[network.sizes.length - 1] ?? 0;
      const net = new NeuralNetwork({ activation: network.hidden });
      net.sizes = network.sizes;
      net.initialize();
      net.trainOpts.learningRate = network.rate / network.batch;
      net.trainOpts.momentum = 0; // its options refuse 0
      layersOf(network).forEach((layer, l) => {
        rowsOf(layer.weights, layer.outputs).forEach((row, i) => net.weights[l + 1]?.[i]?.set(row));
        net.biases[l + 1]?.set(layer.biases);
      });
      const batches = batchesOf(network).map(({ x, y }) => {
        const targets = rowsOf(y, network.batch);
        return rowsOf(x, network.batch).map((input, m) => ({ input, output: targets[m] ?? new Float32Array() }));
      });
      let taken = 0;
      return Promise.resolve({
        steps: (count) => {
          let error = NaN;
          for (let i = 0; i < count; i++) error = net.calculateTrainingError(batches[taken++ % batchCount] ?? []);
          return (error * outputs) / 2; // its error is the mean over outputs of e²
        },
        close: () => {},
      });
    },
  };
  return [peer];
}
