import { at } from '../../core/floats.ts';
import { dot } from './inputs.ts';

/** Pivots below this share of their diagonal entry are taken for 0. */
const LEAST_PIVOT = 1e-14;
/** What is then added to the diagonal, as a share of its mean. */
const JITTER = 1e-10;

/** Solves K α = Y for a symmetric positive semidefinite K by K = L Lᵀ. Where equal rows make it singular, 10⁻¹⁰ of the mean of the
 *  diagonal is added to it, which comes to the solution of least squares. Yields after every row.
 *  @param K n × n @param Y n × q @returns α, n × q */
export function* solved(K: Float64Array, n: number, Y: Float64Array, q: number): Generator<0, Float64Array> {
  let mean = 0;
  for (let i = 0; i < n; i++) mean += at(K, i * n + i) / n;
  const L = (yield* factor(K, n, 0)) ?? (yield* factor(K, n, JITTER * mean));
  if (!L) throw new Error('the kernel of these examples has no inverse');
  const a = Y.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < q; j++) {
      let sum = at(a, i * q + j);
      for (let k = 0; k < i; k++) sum -= at(L, i * n + k) * at(a, k * q + j);
      a[i * q + j] = sum / at(L, i * n + i);
    }
    yield 0;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j < q; j++) {
      let sum = at(a, i * q + j);
      for (let k = i + 1; k < n; k++) sum -= at(L, k * n + i) * at(a, k * q + j);
      a[i * q + j] = sum / at(L, i * n + i);
    }
    yield 0;
  }
  return a;
}

/** The lower factor of K + εI; null where a pivot is not positive. */
function* factor(K: Float64Array, n: number, epsilon: number): Generator<0, Float64Array | null> {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) L[i * n + j] = (at(K, i * n + j) - dot(L, i * n, L, j * n, j)) / at(L, j * n + j);
    const diagonal = at(K, i * n + i) + epsilon;
    const pivot = diagonal - dot(L, i * n, L, i * n, i);
    if (!(pivot > LEAST_PIVOT * diagonal)) return null;
    L[i * n + i] = Math.sqrt(pivot);
    yield 0;
  }
  return L;
}
