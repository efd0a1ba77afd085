import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationId } from '../../core/activations.ts';
import { backends } from '../../core/engines.ts';
import { activations } from './activations.ts';
import type { Loaded } from './backend.ts';
import { opsOf } from './ops.ts';

/** An activation and its derivative on float32 inputs, as TensorFlow computes them. */
export async function curveWith(
  { tf, backend }: Loaded,
  fn: ActivationId,
  x: readonly number[],
): Promise<{ y: number[]; dy: number[] }> {
  await tf.setBackend(backends[backend].tfjs);
  const ops = opsOf(tf);
  const { forward, backward } = activations[fn];
  const curve = tf.tidy(() => {
    const z: Tensor = tf.tensor1d([...x]);
    const h = forward(ops, z);
    return {
      y: Array.from(h.dataSync()),
      dy: Array.from(backward(ops, tf.onesLike(z), z, h).dataSync()),
    };
  });
  ops.close();
  return curve;
}
