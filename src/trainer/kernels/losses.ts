import { exp4, HALF, log4, log1p4, ONE, sigmoid4 } from './math';

// Ids are positions in core/losses.ts: binary cross-entropy, softmax cross-entropy, squared error.

/** All ones where a column is an example, 0 where it only fills a vector. */
function examples(v: i32, n: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(4 * v), i32x4(0, 1, 2, 3)), i32x4.splat(n));
}

/** l(o, y) of each example, not yet divided by n. o q×n; y q×n, or 1×n class numbers; `into` 1×n; for the softmax
 *  `sums` keeps Σ e^(o − max o). */
export function loss(
  fn: i32,
  o: usize,
  y: usize,
  q: i32,
  into: usize,
  sums: usize,
  stride: usize,
  n: i32,
  first: i32,
  vectors: i32,
): void {
  for (let v = first; v < first + vectors; v++) {
    const at = (<usize>v) << 4;
    let sum = f32x4.splat(0);
    if (fn == 1) {
      const most = largest(o + at, q, stride);
      let powers = f32x4.splat(0);
      for (let j = 0; j < q; j++)
        powers = f32x4.add(powers, exp4(f32x4.sub(v128.load(o + at + <usize>j * stride), most)));
      v128.store(sums + at, powers);
      const label = i32x4.trunc_sat_f32x4_s(v128.load(y + at));
      for (let j = 0; j < q; j++)
        sum = f32x4.add(sum, v128.and(i32x4.eq(label, i32x4.splat(j)), v128.load(o + at + <usize>j * stride)));
      // the large numbers first: ln Σ has no digits left beside them
      sum = f32x4.add(f32x4.sub(most, sum), log4(powers));
    } else
      for (let j = 0; j < q; j++) {
        const z = v128.load(o + at + <usize>j * stride);
        const t = v128.load(y + at + <usize>j * stride);
        if (fn == 0) {
          // z(1 − t) above 0 and −zt below: max(z, 0) − zt takes large numbers from each other
          const sure = v128.and(f32x4.gt(z, f32x4.splat(0)), ONE);
          const linear = f32x4.mul(z, f32x4.sub(sure, t));
          sum = f32x4.add(sum, f32x4.add(linear, log1p4(exp4(f32x4.neg(f32x4.abs(z))))));
        } else {
          const error = f32x4.sub(z, t);
          sum = f32x4.add(sum, f32x4.mul(f32x4.mul(HALF, error), error));
        }
      }
    v128.store(into + at, v128.and(sum, examples(v, n)));
  }
}

/** The largest output of four examples: taken out of every exponent, so that nothing overflows or loses its digits. */
function largest(o: usize, q: i32, stride: usize): v128 {
  let most = v128.load(o);
  for (let j = 1; j < q; j++) most = f32x4.max(most, v128.load(o + <usize>j * stride));
  return most;
}

/** ∂J/∂o = ∂L/∂o: (σ(o) − y)/n, (softmax(o) − onehot y)/n, (o − y)/n; 0 in columns that only fill a vector. */
export function lossBackward(
  fn: i32,
  o: usize,
  y: usize,
  q: i32,
  dO: usize,
  sums: usize,
  stride: usize,
  n: i32,
  first: i32,
  vectors: i32,
): void {
  const share = f32x4.splat(<f32>1 / <f32>n);
  for (let v = first; v < first + vectors; v++) {
    const at = (<usize>v) << 4;
    const real = examples(v, n);
    const label = i32x4.trunc_sat_f32x4_s(v128.load(y + at));
    const most = fn == 1 ? largest(o + at, q, stride) : f32x4.splat(0);
    const powers = fn == 1 ? v128.load(sums + at) : ONE;
    for (let j = 0; j < q; j++) {
      const here = at + <usize>j * stride;
      const z = v128.load(o + here);
      let error: v128;
      if (fn == 1) {
        // (e^(o − max) − Σ)/Σ for the right class: near 1 the difference is exact, and is not rounded away
        const hit = v128.and(i32x4.eq(label, i32x4.splat(j)), powers);
        error = f32x4.div(f32x4.sub(exp4(f32x4.sub(z, most)), hit), powers);
      } else {
        const t = v128.load(y + here);
        error = f32x4.sub(fn == 0 ? sigmoid4(z) : z, t);
      }
      v128.store(dO + here, v128.and(real, f32x4.mul(share, error)));
    }
  }
}

/** Σ of n floats in float64, in one order. */
export function total(values: usize, vectors: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let v = 0; v < vectors; v++) {
    const four = v128.load(values + ((<usize>v) << 4));
    low = f64x2.add(low, f64x2.promote_low_f32x4(four));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3)));
  }
  return both(f64x2.add(low, high));
}

/** λ/2 Σw² + λ₁ Σ|w|, and its gradient λw + λ₁ sign w added to `gradient`. `count` is a multiple of 4. */
export function penalty(W: usize, count: i32, l2: f32, l1: f32): f64 {
  let squares = f64x2.splat(0);
  let sizes = f64x2.splat(0);
  const end = W + ((<usize>count) << 2);
  for (let p = W; p < end; p += 8) {
    const two = f64x2.promote_low_f32x4(v128.load64_zero(p));
    squares = f64x2.add(squares, f64x2.mul(two, two));
    sizes = f64x2.add(sizes, f64x2.abs(two));
  }
  return (<f64>l2 / 2) * both(squares) + <f64>l1 * both(sizes);
}
function both(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

export function penaltyBackward(W: usize, gradient: usize, count: i32, l2: f32, l1: f32): void {
  const k2 = f32x4.splat(l2);
  const k1 = f32x4.splat(l1);
  const sign = f32x4.splat(-0.0);
  const end = W + ((<usize>count) << 2);
  for (let p = W, g = gradient; p < end; p += 16, g += 16) {
    const w = v128.load(p);
    const isZero = f32x4.eq(w, f32x4.splat(0));
    const l1Part = v128.andnot(v128.or(k1, v128.and(sign, w)), isZero);
    v128.store(g, f32x4.add(v128.load(g), f32x4.add(f32x4.mul(k2, w), l1Part)));
  }
}

/** Σ of squares of `count` floats (a multiple of 4) in float64, in four partial sums. */
export function squares(values: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = values + ((<usize>count) << 2);
  let p = values;
  for (; p + 32 <= end; p += 32) {
    const v0 = f64x2.promote_low_f32x4(v128.load64_zero(p));
    const v1 = f64x2.promote_low_f32x4(v128.load64_zero(p, 8));
    const v2 = f64x2.promote_low_f32x4(v128.load64_zero(p, 16));
    const v3 = f64x2.promote_low_f32x4(v128.load64_zero(p, 24));
    a = f64x2.add(a, f64x2.mul(v0, v0));
    b = f64x2.add(b, f64x2.mul(v1, v1));
    c = f64x2.add(c, f64x2.mul(v2, v2));
    d = f64x2.add(d, f64x2.mul(v3, v3));
  }
  for (; p < end; p += 8) {
    const v = f64x2.promote_low_f32x4(v128.load64_zero(p));
    a = f64x2.add(a, f64x2.mul(v, v));
  }
  return both(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}
