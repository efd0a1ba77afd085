import type { Tensor } from '@tensorflow/tfjs-core';
import type { LossId } from '../../core/losses.ts';
import type { Ops } from './ops.ts';

/** L, the mean over n examples, and ∂J/∂o, as core/losses.ts has them. o and y are outputs × n; a class is a column of one 1
 *  and zeros. What `forward` leaves besides L, `backward` is given. */
export interface Loss {
  forward: (tf: Ops, o: Tensor, y: Tensor, n: number) => { L: Tensor; rest: Tensor[] };
  backward: (tf: Ops, o: Tensor, y: Tensor, n: number, rest: readonly Tensor[]) => Tensor;
}

const left = (rest: readonly Tensor[], i: number): Tensor => {
  const tensor = rest[i];
  if (!tensor) throw new Error(`the loss left no tensor ${i}`);
  return tensor;
};

export const losses: Record<LossId, Loss> = {
  binary_cross_entropy: {
    // o(1 − y) where o > 0, else −o·y; + ln(1 + e^−|o|)
    forward(tf, o, y, n) {
      const linear = tf.mul(o, tf.sub(tf.step(o), y));
      const each = tf.add(linear, tf.log1p(tf.exp(tf.neg(tf.abs(o)))));
      return { L: tf.sum(tf.mul(each, tf.constant(1 / n))), rest: [] };
    },
    backward: (tf, o, y, n) => tf.mul(tf.sub(tf.sigmoid(o), y), tf.constant(1 / n)),
  },
  softmax_cross_entropy: {
    // (max − o_y) + ln Σ e^(o − max): nothing overflows, and large outputs leave the logarithm its digits
    forward(tf, o, y, n) {
      const most = tf.maxOfColumns(o);
      const powers = tf.exp(tf.sub(o, most));
      const ones = tf.ones(1, o.shape[0]);
      const sums = tf.matMul(ones, powers);
      const each = tf.add(tf.sub(most, tf.matMul(ones, tf.mul(y, o))), tf.log(sums));
      const L = tf.sum(tf.mul(each, tf.constant(1 / n)));
      return { L, rest: [powers, sums] };
    },
    backward: (tf, _o, y, n, rest) => tf.mul(tf.sub(tf.div(left(rest, 0), left(rest, 1)), y), tf.constant(1 / n)),
  },
  squared_error: {
    forward(tf, o, y, n) {
      const error = tf.sub(o, y);
      return { L: tf.sum(tf.mul(tf.mul(error, tf.constant(1 / (2 * n))), error)), rest: [error] };
    },
    backward: (tf, _o, _y, n, rest) => tf.mul(left(rest, 0), tf.constant(1 / n)),
  },
};
