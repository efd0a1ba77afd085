import { activations, type Activation } from '../activations.ts';
import { at, type Floats } from '../floats.ts';
import { losses, type Loss } from '../losses.ts';
import { bitsAt, keyAt, keyOf, normalAt } from '../random.ts';
import type { Operation } from './graph.ts';

/** A variable's memory: value and gradient, rows × columns, row after row. */
export interface Tensor {
  name: string;
  rows: number | 'n';
  columns: number;
  value: Floats;
  gradient: Floats;
}

/** What every operator of a walk sees: the size of the batch, the step, and whether dropout drops. */
export interface Batch {
  n: number;
  /** Which row of the step's batch the first one here is: dropout and noise draw by row, so that one example alone meets
   *  the same numbers as within its batch. */
  from: number;
  step: number;
  training: boolean;
  seed: number;
}

/** One operator with its memory. `backward` adds the product of ∂J/∂output and ∂output/∂input to each input's gradient. */
export interface Bound {
  forward: () => void;
  backward: () => void;
}

export type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
type Bind<K extends Operation['kind']> = (
  operation: OperationOf<K>,
  inputs: readonly Tensor[],
  output: Tensor,
  batch: Batch,
) => Bound;

const input = (inputs: readonly Tensor[], i: number): Tensor => {
  const tensor = inputs[i];
  if (!tensor) throw new Error(`operator lacks input ${i}`);
  return tensor;
};
/** Adds to an entry; one that does not exist (data have no gradient) stays away. */
const add = (into: Floats, i: number, value: number): void => {
  if (i < into.length) into[i] = at(into, i) + value;
};

/** Every operator of the graph, forward and backward together, as plainly as it can be written. The trainer computes the
 *  same in SIMD kernels (src/trainer/kernels); this is what they are tested against, and what the window evaluates. */
export const operators: { [K in Operation['kind']]: Bind<K> } = {
  /** Z = X Wᵀ + b; ∂J/∂X = ∂J/∂Z W; ∂J/∂W = (∂J/∂Z)ᵀ X; ∂J/∂b = Σ over examples. [lecture 5.3.1, 5.3.12, 5.3.14]
   *  X n×d, W q×d, b 1×q, Z n×q */
  affine(_operation, inputs, Z, batch) {
    const X = input(inputs, 0);
    const W = input(inputs, 1);
    const b = inputs[2];
    const d = X.columns;
    const q = Z.columns;
    return {
      forward() {
        for (let i = 0; i < batch.n; i++)
          for (let j = 0; j < q; j++) {
            let sum = b ? at(b.value, j) : 0;
            for (let k = 0; k < d; k++) sum += at(X.value, i * d + k) * at(W.value, j * d + k);
            Z.value[i * q + j] = sum;
          }
      },
      backward() {
        for (let i = 0; i < batch.n; i++)
          for (let j = 0; j < q; j++) {
            const dz = at(Z.gradient, i * q + j);
            if (b) add(b.gradient, j, dz);
            for (let k = 0; k < d; k++) {
              add(X.gradient, i * d + k, dz * at(W.value, j * d + k));
              add(W.gradient, j * d + k, dz * at(X.value, i * d + k));
            }
          }
      },
    };
  },

  /** h = φ(z); ∂J/∂z = ∂J/∂h ⊙ φ′(z). [lecture 5.3.2, 5.3.13] */
  activation({ fn }, inputs, h, batch) {
    const z = input(inputs, 0);
    const { f, df }: Activation = activations[fn];
    return {
      forward() {
        for (let i = 0; i < batch.n * h.columns; i++) h.value[i] = f(at(z.value, i));
      },
      backward() {
        for (let i = 0; i < batch.n * h.columns; i++) add(z.gradient, i, at(h.gradient, i) * df(at(z.value, i)));
      },
    };
  },

  /** h′ = h ⊙ m, m = 0 with probability p, else 1/(1 − p); predicting, h′ = h. [lecture, dropout] */
  dropout({ p, layer }, inputs, out, batch) {
    const h = input(inputs, 0);
    const m = input(inputs, 1);
    const key = keyOf(batch.seed, 'dropout', layer);
    return {
      forward() {
        const stepKey = keyAt(key, batch.step);
        const first = batch.from * out.columns;
        for (let i = 0; i < batch.n * out.columns; i++) {
          if (batch.training) m.value[i] = bitsAt(stepKey, first + i) < p * 2 ** 32 ? 0 : 1 / (1 - p);
          out.value[i] = at(h.value, i) * (batch.training ? at(m.value, i) : 1);
        }
      },
      backward() {
        for (let i = 0; i < batch.n * out.columns; i++) add(h.gradient, i, at(m.value, i) * at(out.gradient, i));
      },
    };
  },

  /** x′ = x + σε, ε from N(0, 1); predicting, x′ = x. [Bishop 1995] */
  noise({ sigma, layer }, inputs, out, batch) {
    const x = input(inputs, 0);
    const key = keyOf(batch.seed, 'noise', layer);
    return {
      forward() {
        const stepKey = keyAt(key, batch.step);
        const first = batch.from * out.columns;
        for (let i = 0; i < batch.n * out.columns; i++)
          out.value[i] = at(x.value, i) + (batch.training ? sigma * normalAt(stepKey, first + i) : 0);
      },
      backward() {
        for (let i = 0; i < batch.n * out.columns; i++) add(x.gradient, i, at(out.gradient, i));
      },
    };
  },

  /** L = l(o, y), the mean over the batch. [lecture 5.3.4, 5.3.9] */
  loss({ fn }, inputs, L, batch) {
    const o = input(inputs, 0);
    const y = input(inputs, 1);
    const loss: Loss = losses[fn];
    return {
      forward() {
        L.value[0] = loss.value(o.value, y.value, batch.n, o.columns);
      },
      backward() {
        loss.gradient(o.value, y.value, batch.n, o.columns, at(L.gradient, 0), o.gradient);
      },
    };
  },

  /** s = λ/2 Σ‖W‖²_F + λ₁ Σ|W|; ∂s/∂W = λW + λ₁ sign W. [lecture 5.3.5, 5.3.10] */
  penalty({ l2, l1 }, inputs, s) {
    return {
      forward() {
        let sum = 0;
        for (const { value } of inputs) for (const w of value) sum += (l2 / 2) * w * w + l1 * Math.abs(w);
        s.value[0] = sum;
      },
      backward() {
        const ds = at(s.gradient, 0);
        for (const { value, gradient } of inputs)
          for (let k = 0; k < value.length; k++)
            add(gradient, k, ds * (l2 * at(value, k) + l1 * Math.sign(at(value, k))));
      },
    };
  },

  /** J = L + s; ∂J/∂L = ∂J/∂s = 1. [lecture 5.3.6, 5.3.8] */
  sum(_operation, inputs, J) {
    return {
      forward() {
        J.value[0] = inputs.reduce((sum, term) => sum + at(term.value, 0), 0);
      },
      backward() {
        for (const { gradient } of inputs) add(gradient, 0, at(J.gradient, 0));
      },
    };
  },
};
