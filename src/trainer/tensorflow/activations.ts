import type { Tensor } from '@tensorflow/tfjs-core';
import { leak, type ActivationId } from '../../core/activations.ts';
import type { Ops } from './ops.ts';

/** φ and the product ∂J/∂z = ∂J/∂h ⊙ φ′(z), as core/activations.ts has them. */
export interface Activation {
  forward: (tf: Ops, z: Tensor) => Tensor;
  backward: (tf: Ops, dh: Tensor, z: Tensor, h: Tensor) => Tensor;
}

/** Φ(z), the distribution function of N(0, 1). */
const normalCdf = (tf: Ops, z: Tensor): Tensor =>
  tf.mul(tf.constant(0.5), tf.add(tf.constant(1), tf.erf(tf.mul(z, tf.constant(Math.SQRT1_2)))));

export const activations: Record<ActivationId, Activation> = {
  relu: {
    forward: (tf, z) => tf.relu(z),
    backward: (tf, dh, z) => tf.mul(dh, tf.step(z)),
  },
  tanh: {
    forward: (tf, z) => tf.tanh(z),
    backward: (tf, dh, _z, h) => tf.mul(dh, tf.sub(tf.constant(1), tf.square(h))),
  },
  sigmoid: {
    forward: (tf, z) => tf.sigmoid(z),
    backward: (tf, dh, _z, h) => tf.mul(dh, tf.mul(h, tf.sub(tf.constant(1), h))),
  },
  identity: {
    forward: (_tf, z) => z,
    backward: (_tf, dh) => dh,
  },
  leaky_relu: {
    forward: (tf, z) => tf.leakyRelu(z, leak),
    backward: (tf, dh, z) => tf.mul(dh, tf.step(z, leak)),
  },
  elu: {
    forward: (tf, z) => tf.elu(z),
    // e^z = h + 1 where z < 0
    backward: (tf, dh, _z, h) => tf.mul(dh, tf.add(tf.minimum(h, tf.constant(0)), tf.constant(1))),
  },
  gelu: {
    forward: (tf, z) => tf.mul(z, normalCdf(tf, z)),
    backward(tf, dh, z) {
      const pdf = tf.mul(tf.exp(tf.mul(tf.square(z), tf.constant(-0.5))), tf.constant(1 / Math.sqrt(2 * Math.PI)));
      return tf.mul(dh, tf.add(normalCdf(tf, z), tf.mul(z, pdf)));
    },
  },
  silu: {
    forward: (tf, z) => tf.mul(z, tf.sigmoid(z)),
    backward(tf, dh, z, h) {
      const sigma = tf.sigmoid(z);
      // σ(1 + z(1 − σ)) = σ + h(1 − σ)
      return tf.mul(dh, tf.add(sigma, tf.mul(h, tf.sub(tf.constant(1), sigma))));
    },
  },
  softplus: {
    forward: (tf, z) => tf.add(tf.relu(z), tf.log1p(tf.exp(tf.neg(tf.abs(z))))),
    backward: (tf, dh, z) => tf.mul(dh, tf.sigmoid(z)),
  },
};
