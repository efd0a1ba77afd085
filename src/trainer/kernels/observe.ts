import { activateBackward } from './activations';
import { squares } from './losses';
import { update } from './optimizers';
import { i, instruction, p } from './program';
import { CLIP_FACTOR, RATES, RATE_STEPS, STEP, STRETCH } from './words';

// What frames say of tensors too large to be in them. A tensor is `rows` rows of `n` floats, `stride` bytes apart.

/** Σ of squares of `count` floats (a multiple of 4). */
export function sumOfSquares(values: usize, count: i32): f64 {
  return squares(values, count);
}

/** Writes mean and variance (f32 each). */
export function moments(values: usize, rows: i32, stride: usize, n: i32, into: usize): void {
  let sum: f64 = 0;
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < n; k++) sum += <f64>load<f32>(values + <usize>r * stride + ((<usize>k) << 2));
  const mean = sum / (<f64>rows * <f64>n);
  let squared: f64 = 0;
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < n; k++) {
      const off = <f64>load<f32>(values + <usize>r * stride + ((<usize>k) << 2)) - mean;
      squared += off * off;
    }
  store<f32>(into, <f32>mean);
  store<f32>(into, <f32>(squared / (<f64>rows * <f64>n)), 4);
}

/** Writes least and largest entry (f32 each). */
export function extremes(values: usize, rows: i32, stride: usize, n: i32, into: usize): void {
  let least: f32 = f32.MAX_VALUE;
  let most: f32 = -f32.MAX_VALUE;
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < n; k++) {
      const value = load<f32>(values + <usize>r * stride + ((<usize>k) << 2));
      least = min(least, value);
      most = max(most, value);
    }
  store<f32>(into, least);
  store<f32>(into, most, 4);
}

/** Counts entries into `bins` equal bins (f32 each) from `least` to `most`; both ends belong. What is not a number, or
 *  infinite, is not counted. */
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
  memory.fill(into, 0, (<usize>bins) << 2);
  const perUnit = most > least ? <f32>bins / (most - least) : 0;
  const last = bins - 1;
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < n; k++) {
      const value = load<f32>(values + <usize>r * stride + ((<usize>k) << 2));
      if (!(value >= least && value <= most)) continue;
      const bin = into + ((<usize>min(last, <i32>((value - least) * perUnit))) << 2);
      store<f32>(bin, load<f32>(bin) + 1);
    }
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
