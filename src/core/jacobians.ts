import { activations } from './activations.ts';
import { at } from './floats.ts';
import type { Graph } from './graph/graph.ts';

/** A layer Jacobian, rows × columns, row after row. */
export interface Jacobian {
  rows: number;
  columns: number;
  values: Float64Array;
}

/** The layer Jacobians M⁽ˡ⁾ = ∂h⁽ˡ⁺¹⁾/∂h⁽ˡ⁾ = diag(φ′(z)) W of the first example of a batch, first layer first, each from a
 *  dense layer to the input of the next, dropped units and all. [lecture, vanishing and exploding gradients]
 *  @param read a tensor of the graph, row after row; null gives null, since a Jacobian lacks what was not recorded */
export function layerJacobians(graph: Graph, read: (name: string) => Float32Array | null): Jacobian[] | null {
  const found: Jacobian[] = [];
  for (const { operation, inputs } of graph.operators) {
    const [first = '', second = ''] = inputs;
    const M = found.at(-1);
    switch (operation.kind) {
      case 'affine': {
        const W = read(second);
        const variable = graph.variables.find(({ name }) => name === second);
        if (!W || !variable) return null;
        found.push({ rows: Number(variable.rows), columns: variable.columns, values: Float64Array.from(W) });
        break;
      }
      case 'activation': {
        const z = M && read(first);
        if (z === null) return null;
        const { df } = activations[operation.fn];
        if (M) scaleRows(M, (i) => df(at(z ?? none, i)));
        break;
      }
      case 'dropout': {
        const m = M && read(second);
        if (m === null) return null;
        if (M) scaleRows(M, (i) => at(m ?? none, i));
        break;
      }
      case 'noise':
      case 'loss':
      case 'penalty':
      case 'sum':
    }
  }
  return found;
}

const none = new Float32Array(0);

function scaleRows({ rows, columns, values }: Jacobian, factor: (row: number) => number): void {
  for (let i = 0; i < rows; i++) {
    const by = factor(i);
    for (let j = 0; j < columns; j++) values[i * columns + j] = at(values, i * columns + j) * by;
  }
}

/** M⁽ᵏ⁾ … M⁽¹⁾, ∂ of the last layer's output by the first one's input; null of none. */
export function jacobianProduct(jacobians: readonly Jacobian[]): Jacobian | null {
  let product: Jacobian | null = null;
  for (const M of jacobians) product = product ? times(M, product) : M;
  return product;
}

function times(A: Jacobian, B: Jacobian): Jacobian {
  const values = new Float64Array(A.rows * B.columns);
  for (let i = 0; i < A.rows; i++)
    for (let k = 0; k < A.columns; k++) {
      const a = at(A.values, i * A.columns + k);
      for (let j = 0; j < B.columns; j++)
        values[i * B.columns + j] = at(values, i * B.columns + j) + a * at(B.values, k * B.columns + j);
    }
  return { rows: A.rows, columns: B.columns, values };
}
