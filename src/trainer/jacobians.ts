import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { activations } from '../core/activations.ts';
import { at } from '../core/floats.ts';
import type { Engine } from './engine/engine.ts';

/** Singular values of the layer Jacobians for the first example of the batch, and of their running product, by the names of
 *  the frame's layout. M⁽ˡ⁾ = ∂h⁽ˡ⁺¹⁾/∂h⁽ˡ⁾ = diag(φ′(z)) W, dropped units and all. [lecture, vanishing and exploding
 *  gradients] */
export function singularValues(engine: Engine, read: (name: string) => Float32Array): Map<string, number[]> {
  const found = new Map<string, number[]>();
  let M: Matrix | null = null;
  let product: Matrix | null = null;
  let count = 0;
  const finish = (): void => {
    if (!M) return;
    count++;
    product = product ? M.mmul(product) : M;
    found.set(`σ M${count}`, valuesOf(M));
    if (count > 1) found.set(`σ M1…${count}`, valuesOf(product));
    M = null;
  };
  for (const { operation, inputs } of engine.graph.operators) {
    const [first = '', second = ''] = inputs;
    switch (operation.kind) {
      case 'affine': {
        finish();
        const { rows, columns } = engine.place(second);
        M = Matrix.from1DArray(Number(rows), columns, Array.from(engine.values(second)));
        break;
      }
      case 'activation': {
        const z = read(first);
        const { df } = activations[operation.fn];
        scaleRows(M, (i) => df(at(z, i)));
        break;
      }
      case 'dropout': {
        const m = read(second);
        scaleRows(M, (i) => at(m, i));
        break;
      }
      case 'noise':
      case 'loss':
      case 'penalty':
      case 'sum':
    }
  }
  finish();
  return found;
}

function scaleRows(M: Matrix | null, factor: (row: number) => number): void {
  if (M) for (let i = 0; i < M.rows; i++) M.mulRow(i, factor(i));
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
