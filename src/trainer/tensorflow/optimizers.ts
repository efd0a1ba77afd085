import type { Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerId } from '../../core/optimizers.ts';
import type { Ops } from './ops.ts';

/** What an update depends on besides gradient and memory, as numbers and as tensors that outlive the step. */
export interface Rates {
  learningRate: Tensor;
  /** η over what Adam's running mean lacks; the root of what its mean square lacks; 1 − ηδ. */
  step: Tensor;
  root: Tensor;
  keep: Tensor;
  momentum: Tensor;
  alpha: Tensor;
  alphaRest: Tensor;
  beta1: Tensor;
  beta1Rest: Tensor;
  beta2: Tensor;
  beta2Rest: Tensor;
  epsilon: Tensor;
}

/** A parameter after its update, and what is remembered of it. */
export interface Updated {
  value: Tensor;
  memory: Tensor[];
}
type Update = (tf: Ops, value: Tensor, gradient: Tensor, memory: readonly Tensor[], rates: Rates) => Updated;

const remembered = (memory: readonly Tensor[], i: number): Tensor => {
  const tensor = memory[i];
  if (!tensor) throw new Error(`optimizer lacks memory ${i}`);
  return tensor;
};

const withMomentum =
  (nesterov: boolean): Update =>
  (tf, value, gradient, memory, { learningRate, momentum }) => {
    const v = tf.add(tf.mul(momentum, remembered(memory, 0)), gradient);
    const along = nesterov ? tf.add(gradient, tf.mul(momentum, v)) : v;
    return { value: tf.sub(value, tf.mul(learningRate, along)), memory: [v] };
  };

/** η g / (√v + ε). */
const scaled = (tf: Ops, gradient: Tensor, v: Tensor, { learningRate, epsilon }: Rates): Tensor =>
  tf.mul(learningRate, tf.div(gradient, tf.add(tf.sqrt(v), epsilon)));

const adam =
  (decays: boolean): Update =>
  (tf, value, gradient, memory, { step, root, keep, beta1, beta1Rest, beta2, beta2Rest, epsilon }) => {
    const m = tf.add(tf.mul(beta1, remembered(memory, 0)), tf.mul(beta1Rest, gradient));
    const v = tf.add(tf.mul(beta2, remembered(memory, 1)), tf.mul(beta2Rest, tf.square(gradient)));
    const change = tf.div(tf.mul(step, m), tf.add(tf.div(tf.sqrt(v), root), epsilon));
    return { value: tf.sub(decays ? tf.mul(keep, value) : value, change), memory: [m, v] };
  };

/** The definitions are those of core/optimizers.ts. */
export const optimizers: Record<OptimizerId, Update> = {
  sgd: (tf, value, gradient, _memory, { learningRate }) => ({
    value: tf.sub(value, tf.mul(learningRate, gradient)),
    memory: [],
  }),
  momentum: withMomentum(false),
  nesterov: withMomentum(true),
  rmsprop(tf, value, gradient, memory, rates) {
    const v = tf.add(tf.mul(rates.alpha, remembered(memory, 0)), tf.mul(rates.alphaRest, tf.square(gradient)));
    return { value: tf.sub(value, scaled(tf, gradient, v, rates)), memory: [v] };
  },
  adagrad(tf, value, gradient, memory, rates) {
    const v = tf.add(remembered(memory, 0), tf.square(gradient));
    return { value: tf.sub(value, scaled(tf, gradient, v, rates)), memory: [v] };
  },
  adam: adam(false),
  adamw: adam(true),
};
