import { activations, type ActivationId } from '../activations.ts';
import type { LossId } from '../losses.ts';
import type { Matrix } from '../matrix.ts';

/** What an equation puts in, as numbers: a variable or gradient of the graph, or something made of one on the spot. */
export type Operand =
  | { kind: 'tensor'; name: string; transposed?: true }
  /** φ′(z). */
  | { kind: 'slope'; name: string; fn: ActivationId }
  /** a times it. */
  | { kind: 'scaled'; name: string; factor: number }
  /** λ₁ sign W. */
  | { kind: 'sign'; name: string; factor: number }
  /** What the weights of one layer cost: λ/2 ‖W‖² + λ₁ Σ|W|. */
  | { kind: 'cost'; name: string; l2: number; l1: number }
  /** What the loss makes of o, over the batch size: σ(o)/n, softmax(o)/n, o/n. */
  | { kind: 'prediction'; name: string; loss: LossId }
  /** y over the batch size; class numbers become rows of 0 and 1/n. `columns` is how many outputs there are. */
  | { kind: 'target'; name: string; loss: LossId; columns: number };

/** The numbers of an operand, or null while what it is made of is not known. `get` gives variables and gradients by name. */
export function matrixOf(operand: Operand, get: (name: string) => Matrix | null): Matrix | null {
  const of = get(operand.name);
  if (!of) return null;
  const each = (f: (v: number, i: number) => number): Matrix => ({ ...of, values: Float64Array.from(of.values, f) });
  switch (operand.kind) {
    case 'tensor':
      return operand.transposed ? transposed(of) : of;
    case 'slope':
      return each(activations[operand.fn].df);
    case 'scaled':
      return each((v) => operand.factor * v);
    case 'sign':
      return each((v) => operand.factor * Math.sign(v));
    case 'cost': {
      let sum = 0;
      for (let i = 0; i < of.values.length; i++) {
        const w = of.values[i] ?? 0;
        sum += (operand.l2 / 2) * w * w + operand.l1 * Math.abs(w);
      }
      return { rows: 1, columns: 1, values: [sum] };
    }
    case 'prediction':
      return predictionOf(of, operand.loss);
    case 'target':
      return targetOf(of, operand.loss, operand.columns);
  }
}

export function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c] ?? 0;
  return { rows: columns, columns: rows, values: turned };
}

function predictionOf({ rows, columns, values }: Matrix, loss: LossId): Matrix {
  const into = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const row = Array.from({ length: columns }, (_, c) => values[r * columns + c] ?? 0);
    const largest = Math.max(...row);
    const sum = row.reduce((total, o) => total + Math.exp(o - largest), 0);
    row.forEach((o, c) => {
      const made = {
        binary_cross_entropy: 1 / (1 + Math.exp(-o)),
        softmax_cross_entropy: Math.exp(o - largest) / sum,
        squared_error: o,
      };
      into[r * columns + c] = made[loss] / rows;
    });
  }
  return { rows, columns, values: into };
}

function targetOf(y: Matrix, loss: LossId, columns: number): Matrix {
  if (loss !== 'softmax_cross_entropy') return { ...y, values: Float64Array.from(y.values, (v) => v / y.rows) };
  const into = new Float64Array(y.rows * columns);
  for (let r = 0; r < y.rows; r++) into[r * columns + (y.values[r] ?? 0)] = 1 / y.rows;
  return { rows: y.rows, columns, values: into };
}
