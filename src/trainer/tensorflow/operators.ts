import type { Tensor } from '@tensorflow/tfjs-core';
import type { Operation } from '../../core/graph/graph.ts';
import { activations } from './activations.ts';
import { losses } from './losses.ts';
import type { Ops } from './ops.ts';
import { outer } from './products.ts';

/** A variable of the graph on its way through a step. A tensor of the batch is units × examples, as in the arena; W is
 *  out × in; b is units × 1. */
export interface Slot {
  readonly name: string;
  readonly rows: number | 'n';
  readonly columns: number;
  /** Whether backpropagation computes ∂J/∂variable. */
  readonly wanted: boolean;
  value: Tensor;
  /** ∂J/∂variable; null until it has arrived. */
  gradient: Tensor | null;
  /** Whether value and gradient are kept transposed: of a weight matrix in × out. */
  turned: boolean;
  /** What else of the forward pass the backward pass needs. */
  rest: Tensor[];
}

/** The batch at hand. */
export interface Batch {
  n: number;
}

/** One operator with its variables. `backward` adds the product of ∂J/∂output and ∂output/∂input to each input's gradient. */
export interface Bound {
  forward: () => void;
  backward: () => void;
}
type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
type Bind<K extends Operation['kind']> = (
  tf: Ops,
  operation: OperationOf<K>,
  inputs: readonly Slot[],
  output: Slot,
  batch: Batch,
) => Bound;

const input = (inputs: readonly Slot[], i: number): Slot => {
  const slot = inputs[i];
  if (!slot) throw new Error(`operator lacks input ${i}`);
  return slot;
};
/** The gradient that the operators after this one have left. */
const arrived = ({ name, gradient }: Slot): Tensor => {
  if (!gradient) throw new Error(`no gradient has reached ${name}`);
  return gradient;
};
const add = (tf: Ops, slot: Slot, gradient: Tensor): void => {
  slot.gradient = slot.gradient ? tf.add(slot.gradient, gradient) : gradient;
};

/** Every operator of the graph, forward and backward together, in TensorFlow's operations: core/graph/operators.ts on
 *  transposed batches. */
export const operators: { [K in Operation['kind']]: Bind<K> } = {
  /** Z = W X + b; ∂J/∂X = Wᵀ ∂J/∂Z; ∂J/∂W = ∂J/∂Z Xᵀ; ∂J/∂b = Σ over examples. X d×n, W q×d, b q×1, Z q×n */
  affine(tf, _operation, inputs, Z, batch) {
    const X = input(inputs, 0);
    const W = input(inputs, 1);
    const b = inputs[2];
    return {
      forward() {
        const product = W.turned
          ? tf.transpose(tf.matMul(tf.transpose(X.value), W.value))
          : tf.matMul(W.value, X.value);
        Z.value = b ? tf.addColumn(product, b.value) : product;
      },
      backward() {
        const dZ = arrived(Z);
        add(tf, W, W.turned ? tf.matMul(X.value, tf.transpose(dZ)) : outer(tf, dZ, X.value));
        if (b) add(tf, b, tf.matMul(dZ, tf.ones(batch.n, 1)));
        if (X.wanted) add(tf, X, tf.matMul(W.turned ? W.value : tf.transpose(W.value), dZ));
      },
    };
  },

  /** h = φ(z); ∂J/∂z = ∂J/∂h ⊙ φ′(z). */
  activation(tf, { fn }, inputs, h) {
    const z = input(inputs, 0);
    const { forward, backward } = activations[fn];
    return {
      forward() {
        h.value = forward(tf, z.value);
      },
      backward() {
        if (z.wanted) add(tf, z, backward(tf, arrived(h), z.value, h.value));
      },
    };
  },

  /** h′ = h ⊙ m. The mask is drawn by the kernels, so that both engines drop the same units. */
  dropout(tf, _operation, inputs, out) {
    const h = input(inputs, 0);
    const m = input(inputs, 1);
    return {
      forward() {
        out.value = tf.mul(h.value, m.value);
      },
      backward() {
        if (h.wanted) add(tf, h, tf.mul(arrived(out), m.value));
      },
    };
  },

  /** x′ = x + σε. σε is drawn by the kernels and comes as a second input. */
  noise(tf, _operation, inputs, out) {
    const x = input(inputs, 0);
    const epsilon = input(inputs, 1);
    return {
      forward() {
        out.value = tf.add(x.value, epsilon.value);
      },
      backward() {
        if (x.wanted) add(tf, x, arrived(out));
      },
    };
  },

  /** L = l(o, y), the mean over the batch. ∂J/∂L = 1. */
  loss(tf, { fn }, inputs, L, batch) {
    const o = input(inputs, 0);
    const y = input(inputs, 1);
    const { forward, backward } = losses[fn];
    return {
      forward() {
        const made = forward(tf, o.value, y.value, batch.n);
        L.value = made.L;
        L.rest = made.rest;
      },
      backward() {
        if (o.wanted) add(tf, o, backward(tf, o.value, y.value, batch.n, L.rest));
      },
    };
  },

  /** s = λ/2 Σ‖W‖² + λ₁ Σ|W|; ∂s/∂W = λW + λ₁ sign W. |W| as W sign W, whose slope at 0 is 0 as well. */
  penalty(tf, { l2, l1 }, inputs, s) {
    const terms = (W: Tensor): Tensor[] => [
      ...(l2 > 0 ? [tf.mul(tf.sum(tf.square(W)), tf.constant(l2 / 2))] : []),
      ...(l1 > 0 ? [tf.mul(tf.sum(tf.mul(W, tf.sign(W))), tf.constant(l1))] : []),
    ];
    return {
      forward() {
        s.value = inputs.flatMap(({ value }) => terms(value)).reduce((sum, term) => tf.add(sum, term));
      },
      backward() {
        for (const W of inputs) {
          if (l2 > 0) add(tf, W, tf.mul(W.value, tf.constant(l2)));
          if (l1 > 0) add(tf, W, tf.mul(tf.sign(W.value), tf.constant(l1)));
        }
      },
    };
  },

  /** J = L + s; ∂J/∂L = ∂J/∂s = 1, which the two know. */
  sum(tf, _operation, inputs, J) {
    return {
      forward() {
        J.value = inputs.map(({ value }) => value).reduce((sum, term) => tf.add(sum, term));
      },
      backward: () => undefined,
    };
  },
};

/** Looks the operator up in its registry; the kind decides the type of its constants. */
export const bind = <K extends Operation['kind']>(
  tf: Ops,
  operation: OperationOf<K> & { kind: K },
  inputs: readonly Slot[],
  output: Slot,
  batch: Batch,
): Bound => operators[operation.kind](tf, operation, inputs, output, batch);
