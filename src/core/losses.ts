import { at, type Floats } from './floats.ts';

/** A loss l(o, y), always the mean over the n examples of a batch. [lecture 5.3.4]
 *  o is n×q, row after row. y is n×q for `values`, n×1 (the index of the right class) for `class`. */
export interface Loss {
  title: string;
  target: 'values' | 'class';
  latex: string;
  source: string;
  /** What the loss already does to o, so that a block doing it again is a mistake. */
  includes?: 'sigmoid' | 'softmax';
  /** L of who knows nothing and gives every answer the same chance (o = 0), and its formula; of q outputs. Not every loss has one. */
  guess?(q: number): { value: number; formula: string };
  /** L, a number. */
  value(o: Floats, y: Floats, n: number, q: number): number;
  /** Writes ∂J/∂o = dL · ∂L/∂o, n×q. [lecture 5.3.9] */
  gradient(o: Floats, y: Floats, n: number, q: number, dL: number, into: Floats): void;
}

/** The largest entry of row i: taken out of every exponent, so that nothing overflows or loses its digits. */
function largest(o: Floats, i: number, q: number): number {
  let most = -Infinity;
  for (let j = i * q; j < (i + 1) * q; j++) most = Math.max(most, at(o, j));
  return most;
}

/** Σ e^(o − max o) of row i. */
function powers(o: Floats, i: number, q: number, most: number): number {
  let sum = 0;
  for (let j = i * q; j < (i + 1) * q; j++) sum += Math.exp(at(o, j) - most);
  return sum;
}

export const losses = {
  binary_cross_entropy: {
    title: 'sigmoid cross-entropy',
    target: 'values',
    includes: 'sigmoid',
    latex: String.raw`-\tfrac1n\sum\, y\ln\sigma(o)+(1-y)\ln(1-\sigma(o))`,
    source: 'on logits: o(1 − y) where o > 0, else −o·y; + ln(1 + e^−|o|)',
    guess: (q) => ({ value: q * Math.LN2, formula: q === 1 ? 'ln 2' : `${q} ln 2` }),
    value(o, y, n, q) {
      let sum = 0;
      for (let i = 0; i < n * q; i++) {
        const z = at(o, i);
        sum += z * ((z > 0 ? 1 : 0) - at(y, i)) + Math.log1p(Math.exp(-Math.abs(z)));
      }
      return sum / n;
    },
    gradient(o, y, n, q, dL, into) {
      for (let i = 0; i < n * q; i++) into[i] = (dL * (1 / (1 + Math.exp(-at(o, i))) - at(y, i))) / n;
    },
  },
  softmax_cross_entropy: {
    title: 'softmax cross-entropy',
    target: 'class',
    includes: 'softmax',
    latex: String.raw`-\tfrac1n\sum \ln \mathrm{softmax}(\mathbf{o})_y`,
    source: 'on logits: (max o − o_y) + ln Σ e^(o − max o)',
    guess: (q) => ({ value: Math.log(q), formula: `ln ${q}` }),
    value(o, y, n, q) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const most = largest(o, i, q);
        sum += most - at(o, i * q + at(y, i)) + Math.log(powers(o, i, q, most));
      }
      return sum / n;
    },
    gradient(o, y, n, q, dL, into) {
      for (let i = 0; i < n; i++) {
        const most = largest(o, i, q);
        const sum = powers(o, i, q, most);
        for (let j = 0; j < q; j++)
          into[i * q + j] = (dL * (Math.exp(at(o, i * q + j) - most) / sum - (at(y, i) === j ? 1 : 0))) / n;
      }
    },
  },
  squared_error: {
    title: 'squared error',
    target: 'values',
    latex: String.raw`\tfrac1{2n}\sum\lVert \mathbf{o}-\mathbf{y}\rVert^2`,
    source: '½‖o − y‖², mean over the batch',
    value(o, y, n, q) {
      let sum = 0;
      for (let i = 0; i < n * q; i++) sum += (at(o, i) - at(y, i)) ** 2;
      return sum / (2 * n);
    },
    gradient(o, y, n, q, dL, into) {
      for (let i = 0; i < n * q; i++) into[i] = (dL * (at(o, i) - at(y, i))) / n;
    },
  },
} satisfies Record<string, Loss>;

export type LossId = keyof typeof losses;
export const lossIds = Object.keys(losses) as [LossId, ...LossId[]];
