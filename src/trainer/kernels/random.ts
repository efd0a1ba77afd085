import { erfinv4, splat } from './math';

// The counter-based random numbers of src/core/random.ts, with the same bits: four at once, and one for keys.

/** A bijection of 32 bits that leaves no pattern, in each lane (lowbias32, C. Wellons 2018). */
export function scramble4(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** scramble4, of one number. */
function scramble(x: u32): u32 {
  x = (x ^ (x >>> 16)) * 0x7feb352d;
  x = (x ^ (x >>> 15)) * 0x846ca68b;
  return x ^ (x >>> 16);
}

/** What a key becomes at a step. */
export function keyAt(key: u32, step: u32): u32 {
  return scramble(scramble(step) + key);
}

/** 32 random bits at each of four indices under a step's key. */
export function bits4(stepKey: u32, indices: v128): v128 {
  const key = i32x4.splat(stepKey);
  return scramble4(i32x4.add(scramble4(v128.xor(indices, key)), key));
}

/** 32 random bits at an index under a step's key. */
export function bitsAt(stepKey: u32, index: u32): u32 {
  return scramble(scramble(index ^ stepKey) + stepKey);
}

const LAST_PLACE = splat(1 / 16777216); // 2⁻²⁴
const SQRT_2 = splat(1.41421356);

/** Numbers from N(0, 1): √2 erf⁻¹ u of u = (2 (bits >>> 8) + 1) / 2²⁴ − 1, which a float32 holds exactly.
 *  Error ≤ 5 · 10⁻⁷ max(1, |n|); the largest is 5.42. */
export function normal4(bits: v128): v128 {
  const odd = v128.or(i32x4.shl(i32x4.shr_u(bits, 8), 1), i32x4.splat(1));
  const centred = f32x4.convert_i32x4_s(i32x4.sub(odd, i32x4.splat(1 << 24)));
  return f32x4.mul(erfinv4(f32x4.mul(centred, LAST_PLACE)), SQRT_2);
}
