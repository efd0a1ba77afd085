// Backpropagation example by example, in float64 and with plain loops: every peer's loss is held against it.
import { batchCount, batchesOf, layersOf, type Network } from './networks.ts';

const at = (values: Float64Array | Float32Array, i: number): number => values[i] as number;

/** Activations and their derivatives, the latter by the activation a. */
const functions = {
  tanh: { f: Math.tanh, df: (a: number) => 1 - a * a },
  sigmoid: { f: (z: number) => 1 / (1 + Math.exp(-z)), df: (a: number) => a * (1 - a) },
  relu: { f: (z: number) => Math.max(0, z), df: (a: number) => (a > 0 ? 1 : 0) },
};

/** The mean losses per example that steps of SGD find, each on the next batch. Knows no dropout. */
export function referenceLosses(network: Network, steps: number): number[] {
  const softmax = network.output === 'softmax, cross-entropy';
  const layers = layersOf(network).map(({ inputs, outputs, weights, biases }, l, { length }) => ({
    ...functions[l < length - 1 ? network.hidden : 'sigmoid'],
    inputs,
    W: Float64Array.from(weights),
    b: Float64Array.from(biases),
    a: new Float64Array(outputs),
    delta: new Float64Array(outputs), // ∂L/∂z
    below: new Float64Array(inputs), // ∂L/∂a of the layer below
    dW: new Float64Array(inputs * outputs),
    db: new Float64Array(outputs),
  }));
  const [last] = layers.slice(-1);
  if (!last) throw new Error('a network without layers');

  const forward = (x: Float64Array): void => {
    for (const { inputs, W, b, a, f } of layers) {
      for (let i = 0; i < a.length; i++) {
        let z = at(b, i);
        for (let j = 0; j < inputs; j++) z += at(W, i * inputs + j) * at(x, j);
        a[i] = softmax && a === last.a ? z : f(z);
      }
      x = a;
    }
    if (!softmax) return;
    const top = Math.max(...last.a);
    const sum = last.a.reduce((total, z) => total + Math.exp(z - top), 0);
    last.a.forEach((z, i) => void (last.a[i] = Math.exp(z - top) / sum));
  };
  const lossOf = (y: Float64Array): number =>
    last.a.reduce((sum, o, i) => sum + (softmax ? -at(y, i) * Math.log(o) : 0.5 * (o - at(y, i)) ** 2), 0);
  const backward = (x: Float64Array, y: Float64Array): void => {
    for (let l = layers.length - 1; l >= 0; l--) {
      const { inputs, W, a, df, delta, below, dW, db } = layers[l] ?? last;
      const error = l === layers.length - 1 ? a.map((o, i) => o - at(y, i)) : layers[l + 1]?.below;
      const under = layers[l - 1]?.a ?? x;
      below.fill(0);
      for (let i = 0; i < a.length; i++) {
        const d = at(error ?? below, i) * (softmax && a === last.a ? 1 : df(at(a, i)));
        delta[i] = d;
        db[i] = at(db, i) + d;
        for (let j = 0; j < inputs; j++) {
          below[j] = at(below, j) + at(W, i * inputs + j) * d;
          dW[i * inputs + j] = at(dW, i * inputs + j) + d * at(under, j);
        }
      }
    }
  };
  const descend = (values: Float64Array, gradient: Float64Array): void => {
    for (let i = 0; i < values.length; i++)
      values[i] = at(values, i) - (network.rate / network.batch) * at(gradient, i);
    gradient.fill(0);
  };

  const batches = batchesOf(network).map(({ x, y }) => ({ x: Float64Array.from(x), y: Float64Array.from(y) }));
  return Array.from({ length: steps }, (_, step) => {
    const batch = batches[step % batchCount];
    let loss = 0;
    for (let m = 0; batch && m < network.batch; m++) {
      const x = batch.x.subarray((m * batch.x.length) / network.batch, ((m + 1) * batch.x.length) / network.batch);
      const y = batch.y.subarray((m * batch.y.length) / network.batch, ((m + 1) * batch.y.length) / network.batch);
      forward(x);
      loss += lossOf(y) / network.batch;
      backward(x, y);
    }
    for (const { W, b, dW, db } of layers) {
      descend(W, dW);
      descend(b, db);
    }
    return loss;
  });
}
