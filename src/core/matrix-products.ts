import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { at } from './floats.ts';
import { initializers } from './initializers.ts';
import { stream, type Random } from './random.ts';

/** How the entries of a factor are drawn. All have mean 0 and standard deviation σ: N(0, σ²), U(±√3 σ), and σ√n Q with Q any
 *  orthogonal matrix, all equally likely. */
export const entryDistributions = ['normal', 'uniform', 'orthogonal'] as const;
export type EntryDistribution = (typeof entryDistributions)[number];

/** A product of n × n matrices: a first one and `count` factors after it. [lecture, exploding gradients] */
export interface ProductSettings {
  n: number;
  sigma: number;
  distribution: EntryDistribution;
  count: number;
  seed: number;
}
export const productLimits = { n: 16, count: 500, sigma: { least: 0.001, most: 10 } } as const;

function draw(random: Random, { n, sigma, distribution }: ProductSettings, into: Float64Array): void {
  switch (distribution) {
    case 'normal':
      for (let i = 0; i < into.length; i++) into[i] = sigma * random.normal();
      return;
    case 'uniform':
      for (let i = 0; i < into.length; i++) into[i] = sigma * Math.sqrt(3) * (2 * random.uniform() - 1);
      return;
    case 'orthogonal':
      into.set(initializers.orthogonal.matrix(random, n, n, sigma * Math.sqrt(n)));
  }
}

const LOG10_2 = Math.log10(2);

/** One draw of a product M = M₀ M₁ … as it grows, factor by factor. M is `values` × 2^`exponent` with entries of about 1 in
 *  `values`, so that neither 10⁵⁰⁰ nor 10⁻⁵⁰⁰ is out of reach; powers of two round nothing. */
export class Product {
  readonly settings: ProductSettings;
  /** M₀, n × n, row after row. */
  readonly first: Float64Array;
  values: Float64Array;
  exponent = 0;
  /** Factors so far, besides M₀. */
  factors = 0;
  /** log₁₀ of the largest |entry| after 0, 1, … factors; beyond `factors` not yet known. */
  readonly sizes: Float64Array;
  private spare: Float64Array;
  private readonly factor: Float64Array;
  private readonly random: Random;

  /** @param index which of the draws of these settings: each has random numbers of its own */
  constructor(settings: ProductSettings, index = 0) {
    const { n, count, seed } = settings;
    this.settings = settings;
    this.random = stream(seed, 'matrix product', index);
    this.first = new Float64Array(n * n);
    this.spare = new Float64Array(n * n);
    this.factor = new Float64Array(n * n);
    this.sizes = new Float64Array(count + 1).fill(NaN);
    draw(this.random, settings, this.first);
    this.values = this.first.slice();
    this.rescale();
  }

  get done(): boolean {
    return this.factors === this.settings.count;
  }

  /** M ← M A with a new factor A. */
  multiply(): void {
    const { values: M, factor: A, spare } = this;
    const { n } = this.settings;
    draw(this.random, this.settings, A);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += at(M, i * n + k) * at(A, k * n + j);
        spare[i * n + j] = sum;
      }
    this.values = spare;
    this.spare = M;
    this.factors++;
    this.rescale();
  }

  private rescale(): void {
    let most = 0;
    for (const value of this.values) most = Math.max(most, Math.abs(value));
    const power = most > 0 ? Math.floor(Math.log2(most)) : 0;
    for (let i = 0; i < this.values.length; i++) this.values[i] = at(this.values, i) * 2 ** -power;
    this.exponent += power;
    this.sizes[this.factors] = Math.log10(most * 2 ** -power) + this.exponent * LOG10_2;
  }

  /** log₁₀ of the singular values of M, largest first; NaN for those so small beside the first that the rounding of so many
   *  float64 products hides them. */
  singularValues(): number[] {
    const { n } = this.settings;
    const M = Matrix.from1DArray(n, n, Array.from(this.values));
    const { diagonal } = new SingularValueDecomposition(M, {
      computeLeftSingularVectors: false,
      computeRightSingularVectors: false,
    });
    const least = (diagonal[0] ?? 0) * n * (this.factors + 1) * 2 ** -53;
    return diagonal.map((value) => (value > least ? Math.log10(value) + this.exponent * LOG10_2 : NaN));
  }
}

/** A draw as a whole. */
export function productOf(settings: ProductSettings, index = 0): Product {
  const product = new Product(settings, index);
  while (!product.done) product.multiply();
  return product;
}

const EULER = 0.577_215_664_901_532_9;

/** ψ(m/2), m = 1, 2, …: ψ(½) = −γ − 2 ln 2, ψ(1) = −γ, ψ(x + 1) = ψ(x) + 1/x. [DLMF 5.4.12, 5.4.13, 5.5.2] */
export function digammaOfHalf(m: number): number {
  let value = m % 2 === 0 ? -EULER : -EULER - 2 * Math.LN2;
  for (let x = m % 2 === 0 ? 1 : 0.5; x < m / 2; x++) value += 1 / x;
  return value;
}

/** By how much ln ‖M‖ grows with each factor, in the long run: ln σ + ½(ln 2 + ψ(n/2)) for normal entries [Newman 1986],
 *  ln σ + ½ ln n for orthogonal ones, of which each stretches by σ√n; null where there is no such formula. */
export function growthOf({ n, sigma, distribution }: ProductSettings): number | null {
  switch (distribution) {
    case 'normal':
      return Math.log(sigma) + 0.5 * (Math.LN2 + digammaOfHalf(n));
    case 'orthogonal':
      return Math.log(sigma) + 0.5 * Math.log(n);
    case 'uniform':
      return null;
  }
}

/** The value below which a share q of sorted ones lies, between neighbours in proportion. */
export function quantileOf(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  const from = sorted[low] ?? NaN;
  return from + (place - low) * ((sorted[low + 1] ?? from) - from);
}
