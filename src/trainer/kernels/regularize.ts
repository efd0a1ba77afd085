import { bits4, keyAt, normal4 } from './random';

/** m = 0 with probability p, else 1/(1 − p), and h′ = h ⊙ m; predicting, h′ = h. Random numbers are counted example by
 *  example, unit by unit, as in core/graph/operators.ts. `threshold` is p·2³². */
export function dropout(
  h: usize,
  m: usize,
  out: usize,
  q: i32,
  key: u32,
  step: u32,
  threshold: u32,
  keep: f32,
  training: bool,
  stride: usize,
  first: i32,
  vectors: i32,
): void {
  const stepKey = keyAt(key, step);
  const least = i32x4.splat(threshold);
  const factor = f32x4.splat(keep);
  const across = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(q));
  for (let j = 0; j < q; j++)
    for (let v = first; v < first + vectors; v++) {
      const at = <usize>j * stride + ((<usize>v) << 4);
      if (training) {
        const bits = bits4(stepKey, i32x4.add(across, i32x4.splat(4 * v * q + j)));
        const mask = v128.and(i32x4.ge_u(bits, least), factor);
        v128.store(m + at, mask);
        v128.store(out + at, f32x4.mul(v128.load(h + at), mask));
      } else v128.store(out + at, v128.load(h + at));
    }
}

/** x′ = x + σε with ε from N(0, 1); predicting, x′ = x. */
export function noise(
  x: usize,
  out: usize,
  q: i32,
  key: u32,
  step: u32,
  sigma: f32,
  training: bool,
  stride: usize,
  first: i32,
  vectors: i32,
): void {
  const stepKey = keyAt(key, step);
  const scale = f32x4.splat(sigma);
  const across = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(q));
  for (let j = 0; j < q; j++)
    for (let v = first; v < first + vectors; v++) {
      const at = <usize>j * stride + ((<usize>v) << 4);
      let value = v128.load(x + at);
      if (training) {
        const bits = bits4(stepKey, i32x4.add(across, i32x4.splat(4 * v * q + j)));
        value = f32x4.add(value, f32x4.mul(scale, normal4(bits)));
      }
      v128.store(out + at, value);
    }
}

/** into = a ⊙ b, or a copy of a where there is no b. */
export function times(a: usize, b: usize, into: usize, q: i32, stride: usize, first: i32, vectors: i32): void {
  for (let j = 0; j < q; j++)
    for (let v = first; v < first + vectors; v++) {
      const at = <usize>j * stride + ((<usize>v) << 4);
      const value = v128.load(a + at);
      v128.store(into + at, b == 0 ? value : f32x4.mul(value, v128.load(b + at)));
    }
}
