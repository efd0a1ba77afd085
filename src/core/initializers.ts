import { Matrix, QrDecomposition } from 'ml-matrix';
import type { Random } from './random.ts';

/** A rule by which the weights W (out × in) are drawn before the first step; biases start at 0. */
export interface Initializer {
  title: string;
  /** One weight. `scale` is what the plan gives, or the default. Those that draw a matrix as a whole have `matrix` instead. */
  draw?: (random: Random, nIn: number, nOut: number, scale: number) => number;
  /** All of W, out × in, row after row. */
  matrix?: (random: Random, nIn: number, nOut: number, scale: number) => ArrayLike<number>;
  /** The distribution as KaTeX, with this layer's numbers put in. */
  latex(nIn: number, nOut: number, scale: number): string;
  /** What `scale` means, for those that take one. */
  scale?: { symbol: string; default: number };
  source: string;
}

const zero = (): number => 0;
const normal =
  (variance: (nIn: number, nOut: number) => number) =>
  (random: Random, nIn: number, nOut: number): number =>
    Math.sqrt(variance(nIn, nOut)) * random.normal();
const uniform =
  (bound: (nIn: number, nOut: number) => number) =>
  (random: Random, nIn: number, nOut: number): number =>
    bound(nIn, nOut) * (2 * random.uniform() - 1);

/** Rows (or columns, where those are fewer) at right angles and of length g: Q of a normal matrix, with the signs that make
 *  every orthogonal matrix equally likely. */
function orthogonal(random: Random, nIn: number, nOut: number, g: number): Float64Array {
  const tall = Math.max(nIn, nOut);
  const flat = Math.min(nIn, nOut);
  const drawn = new Matrix(tall, flat);
  for (let i = 0; i < tall; i++) for (let j = 0; j < flat; j++) drawn.set(i, j, random.normal());
  const { orthogonalMatrix: Q, upperTriangularMatrix: R } = new QrDecomposition(drawn);
  const W = new Float64Array(nIn * nOut);
  for (let i = 0; i < tall; i++)
    for (let j = 0; j < flat; j++)
      W[nOut >= nIn ? i * nIn + j : j * nIn + i] = g * Q.get(i, j) * (R.get(j, j) < 0 ? -1 : 1);
  return W;
}

export const initializers = {
  zero: { title: 'zero', draw: zero, latex: () => '0', source: 'lecture, exercise 1' },
  too_small: {
    title: 'too small',
    draw: normal((nIn) => 0.01 / nIn),
    latex: (nIn) => String.raw`\mathcal{N}(0,\,0.01/${nIn})`,
    source: 'lecture, exercise 1',
  },
  appropriate: {
    title: 'appropriate',
    draw: normal((nIn) => 1 / nIn),
    latex: (nIn) => String.raw`\mathcal{N}(0,\,1/${nIn})`,
    source: 'lecture, exercise 1; the same as LeCun, and what exercise 2 calls Xavier',
  },
  too_large: {
    title: 'too large',
    draw: normal((nIn) => 100 / nIn),
    latex: (nIn) => String.raw`\mathcal{N}(0,\,100/${nIn})`,
    source: 'lecture, exercise 1',
  },
  uniform: {
    title: 'uniform ±1/√n',
    draw: uniform((nIn) => 1 / Math.sqrt(nIn)),
    latex: (nIn) => String.raw`\mathcal{U}(\pm 1/\sqrt{${nIn}})`,
    source: 'lecture, exercise 2',
  },
  lecun: {
    title: 'LeCun',
    draw: normal((nIn) => 1 / nIn),
    latex: (nIn) => String.raw`\mathcal{N}(0,\,1/${nIn})`,
    source: 'LeCun et al. 1998',
  },
  xavier: {
    title: 'Xavier',
    draw: normal((nIn, nOut) => 2 / (nIn + nOut)),
    latex: (nIn, nOut) => String.raw`\mathcal{N}(0,\,2/${nIn + nOut})`,
    source: 'lecture; Glorot & Bengio 2010',
  },
  xavier_uniform: {
    title: 'Xavier, uniform',
    draw: uniform((nIn, nOut) => Math.sqrt(6 / (nIn + nOut))),
    latex: (nIn, nOut) => String.raw`\mathcal{U}(\pm\sqrt{6/${nIn + nOut}})`,
    source: 'lecture; Glorot & Bengio 2010',
  },
  he: {
    title: 'He',
    draw: normal((nIn) => 2 / nIn),
    latex: (nIn) => String.raw`\mathcal{N}(0,\,2/${nIn})`,
    source: 'He et al. 2015',
  },
  normal: {
    title: 'normal',
    draw: (random, _nIn, _nOut, scale) => scale * random.normal(),
    latex: (_nIn, _nOut, scale) => String.raw`\mathcal{N}(0,\,${scale}^2)`,
    scale: { symbol: String.raw`\sigma`, default: 1 },
    source: 'lecture, exercise 2: standard normal',
  },
  constant: {
    title: 'constant',
    draw: (_random, _nIn, _nOut, scale) => scale,
    latex: (_nIn, _nOut, scale) => String(scale),
    scale: { symbol: 'c', default: 0.5 },
    source: 'lecture, breaking the symmetry',
  },
  bounded: {
    title: 'uniform ±a',
    draw: (random, _nIn, _nOut, scale) => scale * (2 * random.uniform() - 1),
    latex: (_nIn, _nOut, scale) => String.raw`\mathcal{U}(\pm ${scale})`,
    scale: { symbol: 'a', default: 0.1 },
    source: 'lecture, default initialization',
  },
  orthogonal: {
    title: 'orthogonal',
    matrix: orthogonal,
    latex: (nIn, nOut, scale) =>
      `${nOut > nIn ? String.raw`\mathbf{W}^\top\mathbf{W}` : String.raw`\mathbf{W}\mathbf{W}^\top`} = ` +
      `${scale === 1 ? '' : String.raw`${Math.abs(scale)}^2\,`}${String.raw`\mathbf{I}`}`,
    scale: { symbol: 'g', default: 1 },
    source: 'Saxe et al. 2014; torch.nn.init.orthogonal_',
  },
  given: {
    title: 'given',
    latex: () => String.raw`\text{as in the plan}`,
    source: 'exact numbers, such as those of a textbook example',
  },
} satisfies Record<string, Initializer>;

export type InitializerId = keyof typeof initializers;
export const initializerIds = Object.keys(initializers) as [InitializerId, ...InitializerId[]];
/** The registry with its entries at their full type, for code that iterates over it. */
export const initializerOf = (id: InitializerId): Initializer => initializers[id];
