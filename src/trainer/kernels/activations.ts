import { erf4, exp4, expm14, HALF, log1p4, mulAdd, ONE, sigmoid4, splat, tanh4 } from './math';

/** The activations by number, which is the order of `activationIds` in src/core/activations.ts. */
enum Activation {
  relu,
  tanh,
  sigmoid,
  identity,
  leakyRelu,
  elu,
  gelu,
  silu,
  softplus,
}

const LEAK = splat(0.01);
const SQRT_HALF = splat(0.707106781);
const MINUS_HALF = splat(-0.5);
/** 1 / √2π. */
const BELL = splat(0.39894228);

/** Φ(z) = ½ + ½ erf(z / √2), the distribution function of N(0, 1). */
function normalCdf4(z: v128): v128 {
  return mulAdd(erf4(f32x4.mul(z, SQRT_HALF)), HALF, HALF);
}

/** GELU′(z) = Φ(z) + z e^(−z²/2) / √2π. */
function geluSlope4(z: v128): v128 {
  const bell = exp4(f32x4.mul(f32x4.mul(z, z), MINUS_HALF));
  return mulAdd(f32x4.mul(z, BELL), bell, normalCdf4(z));
}

/** SiLU′(z) = σ(z) + z σ(z) σ(−z), by e^−|z|: σ(−z) keeps its digits and nothing overflows. */
function siluSlope4(z: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(z)));
  const larger = f32x4.div(ONE, f32x4.add(ONE, e)); // σ(|z|)
  const smaller = f32x4.mul(e, larger); // σ(−|z|)
  const sigmoid = v128.bitselect(smaller, larger, f32x4.lt(z, f32x4.splat(0)));
  return mulAdd(z, f32x4.mul(larger, smaller), sigmoid);
}

/** ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|). */
function softplus4(z: v128): v128 {
  return f32x4.add(f32x4.pmax(z, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(z)))));
}

/** h = φ(z), for `rows` rows of `vecs` vectors of four; row r begins r · stride bytes after the first. NaN gives NaN:
 *  pmax(z, …) is z where z is NaN. */
export function activate(fn: i32, z: usize, h: usize, stride: usize, rows: i32, vecs: i32): void {
  let bytes = (<usize>vecs) << 4;
  if (stride == bytes) {
    bytes *= rows; // rows without gaps are one
    rows = 1;
  }
  for (let r = 0; r < rows; r++, z += stride, h += stride) {
    switch (fn) {
      case Activation.relu:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(h + i, f32x4.pmax(v128.load(z + i), f32x4.splat(0)));
        break;
      case Activation.tanh:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(h + i, tanh4(v128.load(z + i)));
        break;
      case Activation.sigmoid:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(h + i, sigmoid4(v128.load(z + i)));
        break;
      case Activation.identity:
        memory.copy(h, z, bytes);
        break;
      case Activation.leakyRelu:
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = v128.load(z + i);
          v128.store(h + i, f32x4.pmax(x, f32x4.mul(x, LEAK)));
        }
        break;
      case Activation.elu:
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = v128.load(z + i);
          v128.store(h + i, v128.bitselect(x, expm14(x), f32x4.gt(x, f32x4.splat(0))));
        }
        break;
      case Activation.gelu:
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = v128.load(z + i);
          v128.store(h + i, f32x4.mul(x, normalCdf4(x)));
        }
        break;
      case Activation.silu:
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = v128.load(z + i);
          v128.store(h + i, f32x4.mul(x, sigmoid4(x)));
        }
        break;
      case Activation.softplus:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(h + i, softplus4(v128.load(z + i)));
        break;
      default:
        unreachable(); // an activation without a kernel
    }
  }
}

/** dz = dh ⊙ φ′(z), in rows as above; φ′ from h = φ(z) where it follows from it, and at a kink the slope of the left side,
 *  as in PyTorch. */
export function activateBackward(
  fn: i32,
  z: usize,
  h: usize,
  dh: usize,
  dz: usize,
  stride: usize,
  rows: i32,
  vecs: i32,
): void {
  let bytes = (<usize>vecs) << 4;
  if (stride == bytes) {
    bytes *= rows; // rows without gaps are one
    rows = 1;
  }
  for (let r = 0; r < rows; r++, z += stride, h += stride, dh += stride, dz += stride) {
    switch (fn) {
      case Activation.relu:
        for (let i: usize = 0; i < bytes; i += 16) {
          v128.store(dz + i, v128.andnot(v128.load(dh + i), f32x4.le(v128.load(z + i), f32x4.splat(0))));
        }
        break;
      case Activation.tanh:
        for (let i: usize = 0; i < bytes; i += 16) {
          const y = v128.load(h + i);
          v128.store(dz + i, f32x4.mul(v128.load(dh + i), f32x4.sub(ONE, f32x4.mul(y, y))));
        }
        break;
      case Activation.sigmoid:
        for (let i: usize = 0; i < bytes; i += 16) {
          const y = v128.load(h + i);
          v128.store(dz + i, f32x4.mul(v128.load(dh + i), f32x4.mul(y, f32x4.sub(ONE, y))));
        }
        break;
      case Activation.identity:
        memory.copy(dz, dh, bytes);
        break;
      case Activation.leakyRelu:
        for (let i: usize = 0; i < bytes; i += 16) {
          const g = v128.load(dh + i);
          const positive = f32x4.gt(v128.load(z + i), f32x4.splat(0));
          v128.store(dz + i, v128.bitselect(g, f32x4.mul(g, LEAK), positive));
        }
        break;
      case Activation.elu:
        for (let i: usize = 0; i < bytes; i += 16) {
          const g = v128.load(dh + i);
          const x = v128.load(z + i);
          const positive = f32x4.gt(x, f32x4.splat(0));
          const scaled = f32x4.mul(g, exp4(x)); // h + 1 has lost its digits where h is near −1
          v128.store(dz + i, v128.bitselect(g, scaled, positive));
        }
        break;
      case Activation.gelu:
        for (let i: usize = 0; i < bytes; i += 16) {
          v128.store(dz + i, f32x4.mul(v128.load(dh + i), geluSlope4(v128.load(z + i))));
        }
        break;
      case Activation.silu:
        for (let i: usize = 0; i < bytes; i += 16) {
          v128.store(dz + i, f32x4.mul(v128.load(dh + i), siluSlope4(v128.load(z + i))));
        }
        break;
      case Activation.softplus:
        for (let i: usize = 0; i < bytes; i += 16) {
          v128.store(dz + i, f32x4.mul(v128.load(dh + i), sigmoid4(v128.load(z + i))));
        }
        break;
      default:
        unreachable(); // an activation without a kernel
    }
  }
}
