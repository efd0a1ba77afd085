import { activateBackward } from './activations';
import { squares } from './losses';
import { update } from './optimizers';
import { i, p } from './instruction';
import { instruction } from './program';
import { CLIP_FACTOR, RATES, RATE_STEPS, STEP, STRETCH } from './words';

// What frames say of tensors too large to be in them. A tensor is `rows` rows of `n` floats, `stride` bytes apart.

/** Σ of squares of `count` floats (a multiple of 4). */
export function sumOfSquares(values: usize, count: i32): f64 {
  return squares(values, count);
}

/** Writes mean and variance (f32 each), from sums in float64. */
export function moments(values: usize, rows: i32, stride: usize, n: i32, into: usize): void {
  let sum: f64 = 0;
  let squared: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const row = values + <usize>r * stride;
    let s = f64x2.splat(0);
    let q = f64x2.splat(0);
    let k = 0;
    for (; k + 2 <= n; k += 2) {
      const two = f64x2.promote_low_f32x4(v128.load64_zero(row + ((<usize>k) << 2)));
      s = f64x2.add(s, two);
      q = f64x2.add(q, f64x2.mul(two, two));
    }
    sum += f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
    squared += f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1);
    if (k < n) {
      const last = <f64>load<f32>(row + ((<usize>k) << 2));
      sum += last;
      squared += last * last;
    }
  }
  const all = <f64>rows * <f64>n;
  const mean = sum / all;
  store<f32>(into, <f32>mean);
  store<f32>(into, <f32>max<f64>(0, squared / all - mean * mean), 4);
}

/** Writes least and largest entry, mean and standard deviation (f32 each). What is not a number is neither the least nor the
 *  largest, and makes the other two no number either. Sums are float64, of x and of x²: exact enough where the mean is less
 *  than a million standard deviations. */
export function describe(values: usize, rows: i32, stride: usize, n: i32, into: usize): void {
  let low = f32x4.splat(f32.MAX_VALUE);
  let high = f32x4.splat(-f32.MAX_VALUE);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let q0 = f64x2.splat(0);
  let q1 = f64x2.splat(0);
  for (let r = 0; r < rows; r++) {
    const row = values + <usize>r * stride;
    let k = 0;
    for (; k + 4 <= n; k += 4) {
      const four = v128.load(row + ((<usize>k) << 2));
      low = f32x4.pmin(low, four);
      high = f32x4.pmax(high, four);
      const a = f64x2.promote_low_f32x4(four);
      const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
      s0 = f64x2.add(s0, a);
      s1 = f64x2.add(s1, b);
      q0 = f64x2.add(q0, f64x2.mul(a, a));
      q1 = f64x2.add(q1, f64x2.mul(b, b));
    }
    for (; k < n; k++) {
      const one = v128.load_splat<f32>(row + ((<usize>k) << 2));
      low = f32x4.pmin(low, one);
      high = f32x4.pmax(high, one);
      const a = f64x2.replace_lane(f64x2.promote_low_f32x4(one), 1, 0);
      s0 = f64x2.add(s0, a);
      q0 = f64x2.add(q0, f64x2.mul(a, a));
    }
  }
  low = f32x4.min(low, v128.shuffle<f32>(low, low, 2, 3, 0, 1));
  high = f32x4.max(high, v128.shuffle<f32>(high, high, 2, 3, 0, 1));
  const s = f64x2.add(s0, s1);
  const q = f64x2.add(q0, q1);
  const all = <f64>rows * <f64>n;
  const mean = (f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)) / all;
  const squared = (f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1)) / all;
  store<f32>(into, min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)));
  store<f32>(into, max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)), 4);
  store<f32>(into, <f32>mean, 8);
  store<f32>(into, <f32>sqrt<f64>(max<f64>(0, squared - mean * mean)), 12);
}

/** Σ of squares of the entries, which may stop short of the vectors of four that rows are made of. */
export function squaresIn(values: usize, rows: i32, stride: usize, n: i32): f64 {
  const whole = n & ~3;
  let sum: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const row = values + <usize>r * stride;
    sum += squares(row, whole);
    for (let k = whole; k < n; k++) {
      const one = <f64>load<f32>(row + ((<usize>k) << 2));
      sum += one * one;
    }
  }
  return sum;
}

/** Counts entries into `bins` equal bins (f32 each) from `least` to `most`; both ends belong. What is not a number, or
 *  infinite, is not counted. `into` has room for 4 × (bins + 1) words: four tables, because the same bin cannot be counted
 *  up again at once, and in each a place for what does not count. */
export function histogram(
  values: usize,
  rows: i32,
  stride: usize,
  n: i32,
  least: f32,
  most: f32,
  bins: i32,
  into: usize,
): void {
  const table = (<usize>(bins + 1)) << 2;
  memory.fill(into, 0, 4 * table);
  const perUnit = most > least ? <f32>bins / (most - least) : 0;
  const low = f32x4.splat(least);
  const high = f32x4.splat(most);
  const scale = f32x4.splat(perUnit);
  const last = i32x4.splat(bins - 1);
  const nowhere = i32x4.splat(bins);
  for (let r = 0; r < rows; r++) {
    const row = values + <usize>r * stride;
    for (let k = 0; k < n; k += 4) {
      const four = k + 4 <= n ? v128.load(row + ((<usize>k) << 2)) : upTo(row + ((<usize>k) << 2), n - k);
      const inside = v128.and(f32x4.ge(four, low), f32x4.le(four, high));
      const bin = i32x4.min_s(last, i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(four, low), scale)));
      const place = i32x4.shl(v128.bitselect(bin, nowhere, inside), 2);
      countUp(into + <usize>i32x4.extract_lane(place, 0));
      countUp(into + table + <usize>i32x4.extract_lane(place, 1));
      countUp(into + 2 * table + <usize>i32x4.extract_lane(place, 2));
      countUp(into + 3 * table + <usize>i32x4.extract_lane(place, 3));
    }
  }
  for (let b: usize = 0; b < table; b += 4) {
    const at = into + b;
    const all = load<i32>(at) + load<i32>(at + table) + load<i32>(at + 2 * table) + load<i32>(at + 3 * table);
    store<f32>(at, <f32>all);
  }
}

function countUp(at: usize): void {
  store<i32>(at, load<i32>(at) + 1);
}

/** The next floats of a row that has fewer than four left; the others are not numbers. */
function upTo(from: usize, count: i32): v128 {
  let four = f32x4.replace_lane(f32x4.splat(f32.NaN), 0, load<f32>(from));
  if (count > 1) four = f32x4.replace_lane(four, 1, load<f32>(from, 4));
  if (count > 2) four = f32x4.replace_lane(four, 2, load<f32>(from, 8));
  return four;
}

/** How steep an activation is at its inputs: writes the share of entries with |φ′(z)| < `low`, and the share of units that
 *  are flat (φ′ = 0) for every example (f32 each). `ones` and `slope`: one row each, the first all 1. */
export function slopes(
  fn: i32,
  z: usize,
  h: usize,
  rows: i32,
  stride: usize,
  n: i32,
  low: f32,
  ones: usize,
  slope: usize,
  into: usize,
): void {
  let saturated = 0;
  let dead = 0;
  for (let r = 0; r < rows; r++) {
    const row = <usize>r * stride;
    activateBackward(fn, z + row, h + row, ones, slope, stride, 1, (n + 3) >> 2);
    let flat = true;
    for (let k = 0; k < n; k++) {
      const size = abs(load<f32>(slope + ((<usize>k) << 2)));
      if (size < low) saturated++;
      if (size > 0) flat = false;
    }
    if (flat) dead++;
  }
  store<f32>(into, <f32>saturated / (<f32>rows * <f32>n));
  store<f32>(into, <f32>dead / <f32>rows, 4);
}

/** ‖ΔW‖² of floats [first, first + count) of all parameters: what update `k` of the program is about to change them by,
 *  tried on a copy. `scratch` has room for 3 × STRETCH floats. */
export function updateNorm(program: usize, k: i32, first: i32, count: i32, scratch: usize): f64 {
  const at = instruction(program, k);
  const m = p(at, 7);
  const v = p(at, 8);
  const rates = <usize>load<i32>(program, RATES) + 24 * <usize>(load<i32>(program, STEP) & (RATE_STEPS - 1));
  const bytes: usize = STRETCH * 4;
  let sum: f64 = 0;
  for (let done = 0; done < count; done += STRETCH) {
    const some = min(STRETCH, count - done);
    const size = (<usize>some) << 2;
    const skip = (<usize>(first + done - i(at, 2))) << 2;
    const value = p(at, 5) + skip;
    memory.copy(scratch, value, size);
    if (m != 0) memory.copy(scratch + bytes, m + skip, size);
    if (v != 0) memory.copy(scratch + 2 * bytes, v + skip, size);
    update(
      i(at, 4),
      scratch,
      p(at, 6) + skip,
      scratch + bytes,
      scratch + 2 * bytes,
      some,
      program,
      rates,
      load<f32>(program, CLIP_FACTOR),
    );
    for (let b: usize = 0; b < size; b += 16)
      v128.store(scratch + b, f32x4.sub(v128.load(scratch + b), v128.load(value + b)));
    sum += squares(scratch, some);
  }
  return sum;
}
