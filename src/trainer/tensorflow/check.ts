import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './backend.ts';
import type { Slot } from './operators.ts';

/** Gradients below this are compared as if they were this large: what remains of a difference of float32 numbers near 1 says
 *  nothing. */
const LEAST = 1e-4;
/** From here on a gradient is wrong. */
export const WRONG = 1e-3;

/** The largest difference of the parameters' gradients from tf.grads of the objective, relative to the largest entry of each;
 *  null where one of them is not finite. @param objective walks forward from the slots' values to J */
export function largestDifference(tf: Tf, parameters: readonly Slot[], objective: () => Tensor): number | null {
  const ours = parameters.map(({ gradient }) => gradient?.dataSync() ?? new Float32Array(0));
  const worst = tf.tidy(() => {
    const values = parameters.map(({ value }) => value);
    const theirs = tf.grads((...args: Tensor[]) => {
      parameters.forEach((slot, i) => (slot.value = args[i] ?? slot.value));
      return objective();
    })(values);
    parameters.forEach((slot, i) => (slot.value = values[i] ?? slot.value));
    let worst = 0;
    for (const [i, gradient] of theirs.entries()) {
      const want = gradient.dataSync();
      const got = ours[i] ?? [];
      let largest = LEAST;
      let difference = 0;
      for (let k = 0; k < want.length; k++) {
        largest = Math.max(largest, Math.abs(want[k] ?? 0));
        difference = Math.max(difference, Math.abs((got[k] ?? NaN) - (want[k] ?? NaN))); // hands NaN on
      }
      if (!Number.isFinite(difference) || !Number.isFinite(largest)) return NaN;
      worst = Math.max(worst, difference / largest);
    }
    return worst;
  });
  return Number.isNaN(worst) ? null : worst;
}
