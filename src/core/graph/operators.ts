import { activations, type Activation } from '../activations.ts';
import { at } from '../floats.ts';
import { losses, type Loss } from '../losses.ts';
import { BLOCK, combine, dot } from './products.ts';
import { rowWork, type Batch, type Tensor, type Work } from './work.ts';
import type { Random } from '../random.ts';
import type { Operation } from './graph.ts';

/** One operator with its memory: forward and, for each input, the product that makes ∂J/∂input. [lecture 5.3.7] */
export interface Bound {
  forward(): Work;
  /** `add`: another operator has already put its share into ∂J/∂input. null: no gradient flows there. */
  backward(input: number, add: boolean): Work | null;
}

export type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
type Bind<K extends Operation['kind']> = (
  operation: OperationOf<K>,
  inputs: Tensor[],
  output: Tensor,
  batch: Batch,
  random: Random,
) => Bound;

const input = (inputs: Tensor[], i: number): Tensor => {
  const tensor = inputs[i];
  if (!tensor) throw new Error(`operator lacks input ${i}`);
  return tensor;
};

/** ‖w‖² of one row of a matrix. */
function squares(row: { W: Tensor; from: number } | undefined): number {
  if (!row) return 0;
  let sum = 0;
  for (let k = row.from; k < row.from + row.W.columns; k++) sum += at(row.W.value, k) ** 2;
  return sum;
}

/** Every operator of the graph, forward and backward together. Each result element is summed in one fixed order. */
export const operators: { [K in Operation['kind']]: Bind<K> } = {
  /** Z = X Wᵀ; ∂J/∂X = ∂J/∂Z W; ∂J/∂W = (∂J/∂Z)ᵀ X. [lecture 5.3.1, 5.3.12, 5.3.14] X n×d, W q×d, Z n×q */
  matmul(_operation, inputs, Z, batch) {
    const X = input(inputs, 0);
    const W = input(inputs, 1);
    const d = X.columns;
    const q = Z.columns;
    const blocks = Math.ceil(d / BLOCK);
    const n = X.value.length / d;
    return {
      forward: () =>
        rowWork('n', q, d, (i, from, to) => {
          for (let j = from; j < to; j++) Z.value[i * q + j] = dot(X.value, i * d, W.value, j * d, d);
        }),
      backward: (which, add) =>
        which === 0
          ? rowWork('n', blocks, BLOCK * q, (i, from, to) =>
              combine(X.gradient, i, add, Z.gradient, i * q, 1, W.value, d, q, from, to),
            )
          : rowWork(q, blocks, BLOCK * n, (j, from, to) =>
              combine(W.gradient, j, add, Z.gradient, j, q, X.value, d, batch.n, from, to),
            ),
    };
  },

  /** z += b, in place; ∂J/∂b = Σ over examples of ∂J/∂z, and ∂J/∂z passes through unchanged. b 1×q */
  bias(_operation, inputs, z, batch) {
    const b = input(inputs, 1);
    const q = z.columns;
    return {
      forward: () => ({
        rows: 'n',
        cost: q,
        run(from, to) {
          for (let i = from; i < to; i++)
            for (let j = 0; j < q; j++) z.value[i * q + j] = at(z.value, i * q + j) + at(b.value, j);
        },
      }),
      backward(which, add) {
        if (which === 0) return null;
        return {
          rows: q,
          cost: z.value.length / q,
          run(from, to) {
            for (let j = from; j < to; j++) {
              let sum = add ? at(b.gradient, j) : 0;
              for (let i = 0; i < batch.n; i++) sum += at(z.gradient, i * q + j);
              b.gradient[j] = sum;
            }
          },
        };
      },
    };
  },

  /** h = φ(z); ∂J/∂z = ∂J/∂h ⊙ φ′(z). [lecture 5.3.2, 5.3.13] */
  activation({ fn }, inputs, h) {
    const z = input(inputs, 0);
    const { f, df }: Activation = activations[fn];
    const q = h.columns;
    return {
      forward: () => ({
        rows: 'n',
        cost: 10 * q,
        run(from, to) {
          for (let i = from * q; i < to * q; i++) h.value[i] = f(at(z.value, i));
        },
      }),
      backward: (_which, add) => ({
        rows: 'n',
        cost: 10 * q,
        run(from, to) {
          for (let i = from * q; i < to * q; i++)
            z.gradient[i] = (add ? at(z.gradient, i) : 0) + at(h.gradient, i) * df(at(z.value, i));
        },
      }),
    };
  },

  /** h′ = h ⊙ m / (1 − p), m = 0 with probability p, else 1; predicting, h′ = h. [lecture, dropout] */
  dropout({ p }, inputs, out, batch, random) {
    const h = input(inputs, 0);
    const m = input(inputs, 1);
    const q = out.columns;
    const keep = 1 / (1 - p);
    return {
      forward: () => ({
        rows: 'n',
        cost: 10 * q,
        run(from, to) {
          for (let i = from * q; i < to * q; i++) {
            if (!batch.training) out.value[i] = at(h.value, i);
            else {
              m.value[i] = random.uniform() < p ? 0 : 1;
              out.value[i] = at(m.value, i) * keep * at(h.value, i);
            }
          }
        },
      }),
      backward(which, add) {
        if (which === 1) return null;
        return {
          rows: 'n',
          cost: q,
          run(from, to) {
            for (let i = from * q; i < to * q; i++)
              h.gradient[i] = (add ? at(h.gradient, i) : 0) + at(m.value, i) * keep * at(out.gradient, i);
          },
        };
      },
    };
  },

  /** L = l(o, y), the mean over the batch. [lecture 5.3.4, 5.3.9] */
  loss({ fn }, inputs, L, batch) {
    const o = input(inputs, 0);
    const y = input(inputs, 1);
    const q = o.columns;
    const loss: Loss = losses[fn];
    return {
      forward: () => ({
        rows: 1,
        cost: 10 * o.value.length,
        run() {
          L.value[0] = loss.value(o.value, y.value, batch.n, q);
        },
      }),
      backward(which) {
        if (which === 1) return null;
        return {
          rows: 'n',
          cost: 10 * q,
          run: (from, to) => loss.gradient(o.value, y.value, batch.n, q, at(L.gradient, 0), o.gradient, from, to),
        };
      },
    };
  },

  /** s = λ/2 Σ‖W‖²_F; ∂s/∂W = λW. [lecture 5.3.5, 5.3.10] */
  penalty({ lambda }, inputs, s) {
    // one unit is one row of one matrix
    const rows = inputs.flatMap((W) =>
      Array.from({ length: W.value.length / W.columns }, (_, i) => ({ W, from: i * W.columns })),
    );
    let sum = 0;
    return {
      forward: () => ({
        rows: rows.length,
        cost: Math.max(...inputs.map((W) => W.columns)),
        run(from, to) {
          if (from === 0) sum = 0;
          for (let i = from; i < to; i++) sum += squares(rows[i]);
          s.value[0] = (lambda / 2) * sum;
        },
      }),
      backward(which, add) {
        const W = input(inputs, which);
        return {
          rows: W.value.length / W.columns,
          cost: W.columns,
          run(from, to) {
            const factor = lambda * at(s.gradient, 0);
            for (let k = from * W.columns; k < to * W.columns; k++)
              W.gradient[k] = (add ? at(W.gradient, k) : 0) + factor * at(W.value, k);
          },
        };
      },
    };
  },

  /** J = L + s; ∂J/∂L = ∂J/∂s = 1. [lecture 5.3.6, 5.3.8] */
  sum(_operation, inputs, J) {
    return {
      forward: () => ({
        rows: 1,
        cost: 1,
        run() {
          let sum = 0;
          for (const term of inputs) sum += at(term.value, 0);
          J.value[0] = sum;
        },
      }),
      backward(which, add) {
        const { gradient } = input(inputs, which);
        return {
          rows: 1,
          cost: 1,
          run() {
            gradient[0] = (add ? at(gradient, 0) : 0) + at(J.gradient, 0);
          },
        };
      },
    };
  },
};
