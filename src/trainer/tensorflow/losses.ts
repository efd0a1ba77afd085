import type { Tensor } from '@tensorflow/tfjs-core';
import type { LossId } from '../../core/losses.ts';
import type { Ops } from './ops.ts';

/** L, the mean over n examples, and ∂J/∂o, as core/losses.ts has them. o and y are outputs × n; a class is a column of one 1
 *  and zeros. */
export interface Loss {
  forward: (tf: Ops, o: Tensor, y: Tensor, n: number) => Tensor;
  backward: (tf: Ops, o: Tensor, y: Tensor, n: number) => Tensor;
}

/** e^(o − max) of each example, its sum and o − max: nothing overflows. */
function exponents(tf: Ops, o: Tensor): { below: Tensor; powers: Tensor; sums: Tensor } {
  const below = tf.sub(o, tf.maxOfColumns(o));
  const powers = tf.exp(below);
  return { below, powers, sums: tf.matMul(tf.ones(1, o.shape[0] ?? 1), powers) };
}

export const losses: Record<LossId, Loss> = {
  binary_cross_entropy: {
    // max(o, 0) − o·y + ln(1 + e^−|o|)
    forward(tf, o, y, n) {
      const each = tf.add(tf.sub(tf.relu(o), tf.mul(o, y)), tf.log1p(tf.exp(tf.neg(tf.abs(o)))));
      return tf.mul(tf.sum(each), tf.constant(1 / n));
    },
    backward: (tf, o, y, n) => tf.mul(tf.sub(tf.sigmoid(o), y), tf.constant(1 / n)),
  },
  softmax_cross_entropy: {
    // ln Σ e^(o − max) − (o_y − max)
    forward(tf, o, y, n) {
      const { below, sums } = exponents(tf, o);
      return tf.mul(tf.sub(tf.sum(tf.log(sums)), tf.sum(tf.mul(y, below))), tf.constant(1 / n));
    },
    backward(tf, o, y, n) {
      const { powers, sums } = exponents(tf, o);
      return tf.mul(tf.sub(tf.div(powers, sums), y), tf.constant(1 / n));
    },
  },
  squared_error: {
    forward: (tf, o, y, n) => tf.mul(tf.sum(tf.square(tf.sub(o, y))), tf.constant(1 / (2 * n))),
    backward: (tf, o, y, n) => tf.mul(tf.sub(o, y), tf.constant(1 / n)),
  },
};
