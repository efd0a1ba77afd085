import erf from '@stdlib/math-base-special-erf';

/** An activation φ, applied entry by entry: h = φ(z). [lecture 5.3.2] */
export interface Activation {
  title: string;
  /** φ(z). */
  f: (z: number) => number;
  /** φ′(z), the factor of the chain rule ∂J/∂z = ∂J/∂h ⊙ φ′(z). [lecture 5.3.13] */
  df: (z: number) => number;
  /** The largest |φ′(z)|: the Goldilocks zone is measured against it. */
  maxSlope: number;
  /** φ as KaTeX, with `z` as its argument. */
  latex: string;
  source: string;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** Φ(z), the distribution function of N(0, 1). */
const normalCdf = (z: number): number => 0.5 * (1 + erf(z * Math.SQRT1_2));
const normalPdf = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
/** The slope of the leaky ReLU below 0. */
export const leak = 0.01;

export const activations = {
  relu: {
    title: 'ReLU',
    f: (z) => Math.max(z, 0),
    df: (z) => (z > 0 ? 1 : 0),
    maxSlope: 1,
    latex: String.raw`\max(z, 0)`,
    source: 'Nair & Hinton 2010',
  },
  tanh: {
    title: 'tanh',
    f: Math.tanh,
    df: (z) => 1 - Math.tanh(z) ** 2,
    maxSlope: 1,
    latex: String.raw`\tanh(z)`,
    source: 'lecture, exercise 2',
  },
  sigmoid: {
    title: 'Sigmoid',
    f: sigmoid,
    df: (z) => sigmoid(z) * sigmoid(-z),
    maxSlope: 0.25,
    latex: String.raw`\sigma(z)`,
    source: 'lecture, vanishing gradients',
  },
  identity: {
    title: 'Identity',
    f: (z) => z,
    df: () => 1,
    maxSlope: 1,
    latex: 'z',
    source: 'lecture, exercise on deep linear networks',
  },
  leaky_relu: {
    title: 'Leaky ReLU',
    f: (z) => (z > 0 ? z : leak * z),
    df: (z) => (z > 0 ? 1 : leak),
    maxSlope: 1,
    latex: String.raw`\max(z, 0.01 z)`,
    source: 'Maas et al. 2013',
  },
  elu: {
    title: 'ELU',
    f: (z) => (z > 0 ? z : Math.expm1(z)),
    df: (z) => (z > 0 ? 1 : Math.exp(z)),
    maxSlope: 1,
    latex: String.raw`z>0\,?\;z : e^{z}-1`,
    source: 'Clevert et al. 2016',
  },
  gelu: {
    title: 'GELU',
    f: (z) => z * normalCdf(z),
    df: (z) => normalCdf(z) + z * normalPdf(z),
    maxSlope: 1.1289,
    latex: String.raw`z\,\Phi(z)`,
    source: 'Hendrycks & Gimpel 2016, exact form',
  },
  silu: {
    title: 'SiLU',
    f: (z) => z * sigmoid(z),
    df: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
    maxSlope: 1.0998,
    latex: String.raw`z\,\sigma(z)`,
    source: 'Elfwing et al. 2018',
  },
  softplus: {
    title: 'Softplus',
    f: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    df: sigmoid,
    maxSlope: 1,
    latex: String.raw`\ln(1+e^{z})`,
    source: 'Dugas et al. 2001',
  },
} satisfies Record<string, Activation>;

export type ActivationId = keyof typeof activations;
export const activationIds = Object.keys(activations) as [ActivationId, ...ActivationId[]];
