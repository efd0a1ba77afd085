// TensorFlow.js: backpropagation written out with its operations, as fast as they allow. Measured and not used: matMul's transpose
// flags (a plain loop instead of XNNPACK: 15 times slower at 784 × 256), fused.matMul (no faster; with a transpose flag and a bias
// wrong on wasm), tf.sum for a bias' gradient (a product with ones is faster in small networks).
import { createRequire } from 'node:module';
import { batchCount, batchesOf, layersOf, type Network } from '../networks.ts';
import type { Peer, Runner } from './peer.ts';

interface Tensor {
  dataSync(): ArrayLike<number>;
  dispose(): void;
}
type Unary = (a: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;
type Shape = [rows: number, columns: number];
/** What is used of @tensorflow/tfjs-core: declared here, because types are checked where it is not installed as well. */
interface Tf extends Record<'relu' | 'sigmoid' | 'tanh' | 'softmax' | 'log' | 'step' | 'square' | 'sum', Unary> {
  add: Binary;
  sub: Binary;
  mul: Binary;
  matMul: Binary;
  transpose: Unary;
  keep: Unary;
  ones(shape: Shape): Tensor;
  scalar(value: number): Tensor;
  tensor2d(values: Float32Array, shape: Shape): Tensor;
  tidy<T>(work: () => T): T;
  setBackend(name: string): Promise<boolean>;
  enableProdMode(): void;
}

/** A mask for dropout: 0 with probability p, else 1 / (1 − p). Filled here: tf.randomUniform takes several
 *  times as long. */
function maskOf(size: number, p: number): Float32Array {
  const mask = new Float32Array(size);
  const stay = 1 / (1 - p);
  const limit = p * 2 ** 32 - 2 ** 31;
  let bits = (Math.random() * 2 ** 32) | 1;
  for (let i = 0; i < size; i++) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    mask[i] = bits < limit ? 0 : stay;
  }
  return mask;
}

/** One layer: the parameters of now, replaced at every step. */
interface State {
  units: number;
  W: Tensor; // inputs × outputs
  b: Tensor; // 1 × outputs
}

function start(tf: Tf, network: Network): { step: () => Tensor; lossScale: number; close: () => void } {
  const { batch, dropout, hidden, rate } = network;
  const softmax = network.output === 'softmax, cross-entropy';
  const layers = layersOf(network).map(({ inputs, outputs, weights, biases }): State => {
    const W = tf.tidy(() => tf.transpose(tf.tensor2d(weights, [outputs, inputs])));
    return { units: outputs, W, b: tf.tensor2d(biases, [1, outputs]) };
  });
  const batches = batchesOf(network).map(({ x, y }) => ({
    x: tf.tensor2d(x, [batch, x.length / batch]),
    y: tf.tensor2d(y, [batch, y.length / batch]),
  }));
  const one = tf.scalar(1);
  const ones = tf.ones([1, batch]);
  const scale = tf.scalar(rate / batch); // multiplied in at the top, so that every gradient arrives as the change it makes
  const slope: Record<Network['hidden'], Unary> = {
    relu: tf.step,
    tanh: (a) => tf.sub(one, tf.square(a)),
    sigmoid: (a) => tf.mul(a, tf.sub(one, a)),
  };

  /** The unscaled loss and the gradient at the last layer's z. */
  const top = (z: Tensor, y: Tensor): { loss: Tensor; gradient: Tensor } => {
    const o = softmax ? tf.softmax(z) : tf.sigmoid(z);
    const error = tf.sub(o, y);
    const scaled = tf.mul(error, scale);
    return softmax
      ? { loss: tf.sum(tf.mul(y, tf.log(o))), gradient: scaled }
      : { loss: tf.sum(tf.square(error)), gradient: tf.mul(scaled, slope.sigmoid(o)) };
  };

  let taken = 0;
  const step = (): Tensor => {
    const { x, y } = batches[taken++ % batchCount] as (typeof batches)[number];
    const trace: { layer: State; input: Tensor; act?: Tensor; mask?: Tensor }[] = []; // act: of the layer below
    let input = x;
    let z = x;
    let act: Tensor | undefined;
    let mask: Tensor | undefined;
    layers.forEach((layer, l) => {
      trace.push({ layer, input, ...(act && { act }), ...(mask && { mask }) });
      z = tf.add(tf.matMul(input, layer.W), layer.b);
      if (l === layers.length - 1) return;
      input = act = tf[hidden](z);
      if (dropout === 0) return;
      mask = tf.tensor2d(maskOf(batch * layer.units, dropout), [batch, layer.units]);
      input = tf.mul(act, mask);
    });
    const { loss, gradient } = top(z, y);
    let delta = gradient;
    for (let below = trace.pop(); below; below = trace.pop()) {
      const { layer } = below;
      const dW = tf.matMul(tf.transpose(below.input), delta);
      const db = tf.matMul(ones, delta);
      if (below.act) {
        const error = tf.matMul(delta, tf.transpose(layer.W));
        delta = tf.mul(below.mask ? tf.mul(error, below.mask) : error, slope[hidden](below.act));
      }
      const old = [layer.W, layer.b];
      layer.W = tf.keep(tf.sub(layer.W, dW));
      layer.b = tf.keep(tf.sub(layer.b, db));
      for (const tensor of old) tensor.dispose();
    }
    return loss;
  };
  return {
    step,
    lossScale: (softmax ? -1 : 0.5) / batch,
    close: () => {
      const kept = [
        one,
        ones,
        scale,
        ...layers.flatMap(({ W, b }) => [W, b]),
        ...batches.flatMap(({ x, y }) => [x, y]),
      ];
      for (const tensor of kept) tensor.dispose();
    },
  };
}

function peerOf(tf: Tf, backend: 'wasm' | 'cpu'): Peer {
  return {
    name: `tfjs ${backend}`,
    column: 'tfjs',
    threads: 1,
    open: async (network): Promise<Runner> => {
      await tf.setBackend(backend);
      const { step, lossScale, close } = start(tf, network);
      return {
        steps: async (count) => {
          await tf.setBackend(backend);
          for (let i = 1; i < count; i++) tf.tidy(step).dispose();
          const loss = tf.tidy(step);
          const value = loss.dataSync()[0] as number;
          loss.dispose();
          return value * lossScale;
        },
        close,
      };
    },
  };
}

/** Both backends, if the packages are installed: wasm (SIMD; in Node always one thread) and plain JavaScript. */
export function tfjs(): Peer[] {
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs-core') as Tf;
  require('@tensorflow/tfjs-backend-wasm');
  require('@tensorflow/tfjs-backend-cpu');
  tf.enableProdMode();
  return [peerOf(tf, 'wasm'), peerOf(tf, 'cpu')];
}
