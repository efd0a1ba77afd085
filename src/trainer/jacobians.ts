import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { layerJacobians } from '../core/jacobians.ts';
import type { Engine } from './engine/engine.ts';

/** Singular values of the layer Jacobians for the first example of the batch, and of their running product, by the names of
 *  the frame's layout. [lecture, vanishing and exploding gradients] */
export function singularValues(engine: Engine, read: (name: string) => Float32Array): Map<string, number[]> {
  const { graph } = engine;
  const value = (name: string): Float32Array => (graph.weights.includes(name) ? engine.values(name) : read(name));
  const found = new Map<string, number[]>();
  let product: Matrix | null = null;
  for (const [i, { rows, columns, values }] of (layerJacobians(graph, value) ?? []).entries()) {
    const M = Matrix.from1DArray(rows, columns, Array.from(values));
    product = product ? M.mmul(product) : M;
    found.set(`σ M${i + 1}`, valuesOf(M));
    if (i > 0) found.set(`σ M1…${i + 1}`, valuesOf(product));
  }
  return found;
}

/** Largest first; NaN where the network has diverged. */
function valuesOf(M: Matrix): number[] {
  const count = Math.min(M.rows, M.columns);
  if (!Number.isFinite(M.sum())) return new Array<number>(count).fill(NaN);
  const svd = new SingularValueDecomposition(M, {
    autoTranspose: true,
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  });
  return svd.diagonal.slice(0, count);
}
