/** A buffer of numbers: float32 where networks train, float64 where they are checked. */
export type Floats = Float32Array | Float64Array;

/** `a[i]` for an index that is known to lie inside: typed arrays return undefined only outside. */
export const at = (a: Floats | Uint8Array | Uint32Array, i: number): number => a[i] as number;

/** ‖a‖: the Frobenius norm of a matrix, the Euclidean norm of a vector. */
export function norm(a: Floats): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) ** 2;
  return Math.sqrt(sum);
}
