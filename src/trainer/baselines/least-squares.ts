import { at } from '../../core/floats.ts';
import { dot } from './inputs.ts';

/** Sweeps after which columns are orthogonal; usually ten are enough. */
const MOST_SWEEPS = 60;

/** Singular values up to this share of the largest are taken for 0, as numpy.linalg.lstsq does. */
export const cutOff = (n: number, p: number): number => Math.max(n, p) * Number.EPSILON;

/** w = Φ⁺ Y: of all weights with the smallest ‖Φ w − Y‖, those of the smallest norm. By a singular value decomposition, since Φᵀ Φ
 *  would square the condition number, which is largest where n = p. Yields often.
 *  @param phi n × p @param Y n × q @returns w, p × q */
export function* leastSquares(
  phi: Float64Array,
  n: number,
  p: number,
  Y: Float64Array,
  q: number,
): Generator<0, Float64Array> {
  const tall = n >= p; // else Φᵀ is decomposed
  const [m, k] = tall ? [n, p] : [p, n];
  // each column carries its row of V below
  const columns = Array.from({ length: k }, (_, j) => {
    const column = new Float64Array(m + k);
    for (let i = 0; i < m; i++) column[i] = tall ? at(phi, i * p + j) : at(phi, j * p + i);
    column[m + j] = 1;
    return column;
  });
  const squares = yield* orthogonalized(columns, m, cutOff(n, p));
  const least = cutOff(n, p) ** 2 * Math.max(...squares);
  const w = new Float64Array(p * q);
  for (const [j, column] of columns.entries()) {
    const square = at(squares, j);
    if (!(square > least)) continue;
    // A V = U Σ: Φ⁺ = V Σ⁻² (U Σ)ᵀ, or (U Σ) Σ⁻² Vᵀ where A = Φᵀ
    const [take, give] = tall ? [0, m] : [m, 0];
    for (let c = 0; c < q; c++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += at(column, take + i) * at(Y, i * q + c);
      for (let i = 0; i < p; i++) w[i * q + c] = at(w, i * q + c) + (at(column, give + i) * sum) / square;
    }
    yield 0;
  }
  return w;
}

/** Rotates pairs of columns until all are orthogonal in their first m entries: one-sided Jacobi [Hestenes 1958], small singular
 *  values with their digits. @returns the square of each singular value */
function* orthogonalized(columns: Float64Array[], m: number, cut: number): Generator<0, Float64Array> {
  const squareOf = (column: Float64Array): number => dot(column, 0, column, 0, m);
  const tolerance = Math.sqrt(m) * Number.EPSILON;
  for (let sweep = 0, moved = true; moved && sweep < MOST_SWEEPS; sweep++) {
    moved = false;
    columns.sort((a, b) => squareOf(b) - squareOf(a)); // the longest first converges sooner
    const squares = Float64Array.from(columns, squareOf);
    // what is far below the cut is left alone
    const negligible = (0.01 * cut) ** 2 * at(squares, 0);
    for (const [i, a] of columns.entries()) {
      for (let j = i + 1; j < columns.length; j++) {
        const b = columns[j] as Float64Array;
        const aa = at(squares, i);
        const bb = at(squares, j);
        if (aa <= negligible || bb <= negligible) continue;
        const ab = dot(a, 0, b, 0, m);
        if (Math.abs(ab) <= tolerance * Math.sqrt(aa * bb)) continue;
        moved = true;
        const zeta = (bb - aa) / (2 * ab);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        rotate(a, b, c, c * t);
        squares[i] = aa - t * ab;
        squares[j] = bb + t * ab;
      }
      yield 0;
    }
  }
  return Float64Array.from(columns, squareOf);
}

/** (a, b) → (c a − s b, s a + c b). */
function rotate(a: Float64Array, b: Float64Array, c: number, s: number): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    a[i] = c * x - s * y;
    b[i] = s * x + c * y;
  }
}
