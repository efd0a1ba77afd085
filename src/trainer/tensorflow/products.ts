import type { Tensor } from '@tensorflow/tfjs-core';
import type { BackendId } from '../../core/engines.ts';
import type { Ops } from './ops.ts';

// The wasm backend packs the right factor of every product anew, which costs it six times as much an entry as transposing;
// an operation of its own costs as much as transposing some four thousand. (Measured: docs/PERFORMANCE.md.)
const PACK = 6;
const CALL = 4400;

/** ∂J/∂Z Xᵀ of q×n and d×n, or the transpose of X (∂J/∂Z)ᵀ where that is less work. */
export function outer(tf: Ops, dZ: Tensor, X: Tensor): Tensor {
  const [q = 1, n = 1] = dZ.shape;
  const [d = 1] = X.shape;
  return (1 + PACK) * d * n <= (1 + PACK) * q * n + d * q + CALL
    ? tf.matMul(dZ, tf.transpose(X))
    : tf.transpose(tf.matMul(X, tf.transpose(dZ)));
}

/** Whether a weight matrix of q×d is better kept transposed for batches of n. @param first whether x needs no gradient */
export function betterTurned(backend: BackendId, q: number, d: number, n: number, first: boolean): boolean {
  if (backend !== 'wasm') return false;
  const turned = PACK * d * q + d * n + q * n + (1 + PACK) * q * n + 5 * CALL;
  const straight =
    PACK * d * n +
    Math.min((1 + PACK) * d * n + CALL, (1 + PACK) * q * n + d * q + 2 * CALL) +
    (first ? 0 : d * q + CALL);
  return turned < straight + 2 * CALL;
}
