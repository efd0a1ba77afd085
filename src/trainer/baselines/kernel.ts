import { MOST_KERNEL, MOST_PRODUCTS, type Refusal } from '../../core/baselines.ts';
import { at } from '../../core/floats.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { solved } from './cholesky.ts';
import { dot, endsIn, inputsOf, multiplyRow, targetsOf, type Outputs, type Sets } from './inputs.ts';
import { fitted, singularRefused } from './ridgeless.ts';
import { kernelLayersOf, tangent, type KernelLayer } from './tangent.ts';

/** Without a ReLU the kernel is that of a straight line, whose matrix has no inverse beyond width + 1 examples. */
const isLinear = (layers: readonly KernelLayer[]): boolean => !layers.some(({ relu }, i) => relu && i > 0);

/** Why it cannot be computed; null where it can. */
export function kernelRefused(plan: Plan): Refusal | null {
  const ends = endsIn(plan.network);
  if (ends) return { code: 'output-activation', fn: ends };
  for (const layer of plan.network)
    if (layer.type === 'activation' && layer.fn !== 'relu' && layer.fn !== 'identity')
      return { code: 'relu-only', fn: layer.fn };
  const layers = kernelLayersOf(plan);
  if (layers.every(({ frozen }) => frozen)) return { code: 'all-frozen' };
  const { train, test, width } = shapeOf(plan);
  if (isLinear(layers)) return singularRefused(train, width);
  if (train > MOST_KERNEL) return { code: 'too-many-examples', count: train, most: MOST_KERNEL };
  return train * (train + test) * (width + 40 * layers.length) > MOST_PRODUCTS ? { code: 'too-long' } : null;
}

/** Kernel regression without a ridge, o(x) = Θ(x, X) Θ(X, X)⁻¹ Y, with the neural tangent kernel of the plan's network: what a very
 *  wide one that starts from 0 comes to by gradient descent on the squared error. */
export function* kernel(plan: Plan, { train, test }: Sets): Generator<0, Outputs> {
  const layers = kernelLayersOf(plan);
  const { width, count: n } = train;
  const q = shapeOf(plan).outputs;
  const inputs = (set: Sets['train']): Float64Array => {
    const x = inputsOf(set);
    return layers[0]?.relu ? x.map((value) => Math.max(0, value)) : x;
  };
  const x = inputs(train);
  if (isLinear(layers)) {
    const constant = tangent(0, 0, 0, layers);
    const scale = Math.sqrt((tangent(1, 1, 1, layers) - constant) / width);
    const p = width + 1;
    const of = (rows: Float64Array): Float64Array =>
      Float64Array.from({ length: (rows.length / width) * p }, (_, i) =>
        i % p === width ? Math.sqrt(constant) : scale * at(rows, Math.floor(i / p) * width + (i % p)),
      );
    return yield* fitted(plan, { train, test }, p, of(x), function* () {
      yield 0;
      return of(inputs(test));
    });
  }
  const squares = squaresOf(x, width);
  const rowOf = (rows: Float64Array, square: number, i: number, into: Float64Array): void => {
    for (let k = 0; k < n; k++)
      into[k] = tangent(dot(rows, i * width, x, k * width, width) / width, square, at(squares, k), layers);
  };
  const K = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    rowOf(x, at(squares, i), i, K.subarray(i * n, (i + 1) * n));
    yield 0;
  }
  const a = yield* solved(K, n, targetsOf(plan, train), q);
  const o = { train: new Float64Array(n * q), test: new Float64Array(test.count * q) };
  for (let i = 0; i < n; i++) {
    multiplyRow(K.subarray(i * n, (i + 1) * n), a, q, o.train, i);
    yield 0;
  }
  const others = inputs(test);
  const own = squaresOf(others, width);
  const row = new Float64Array(n);
  for (let i = 0; i < test.count; i++) {
    rowOf(others, at(own, i), i, row);
    multiplyRow(row, a, q, o.test, i);
    yield 0;
  }
  return o;
}

/** x·x/width of each row. */
const squaresOf = (x: Float64Array, width: number): Float64Array =>
  Float64Array.from({ length: x.length / width }, (_, i) => dot(x, i * width, x, i * width, width) / width);
