// Elementary functions of four float32 numbers at once. Only WebAssembly's own arithmetic, whose every bit the
// specification fixes: +, −, ×, ÷ and √ round to nearest, nothing is fused. So a run has the same bits on every processor.
// Coefficients without another source were fitted here: minimax by reweighted least squares, then moved to the float32
// numbers with which the rounded formula errs least. The errors are measured, on every third float32 of size ≥ 10⁻⁴.
// pmin(x, c) and pmax(x, c) keep a NaN in x, in one instruction; min and max take several.

/** c in each lane. A constant made by this call is set when the module starts, and read from there: made by a literal, V8
 *  would build it again by three instructions at every use, which takes half the time of exp4. */
export function splat(c: f32): v128 {
  return f32x4.splat(c);
}

export const ONE = splat(1);
export const HALF = splat(0.5);
const TWO = splat(2);
const SIGN = splat(-0.0);

/** a · b + c, rounded twice. */
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

const LOG2_E = splat(1.44269504);
/** 1.5 · 2²³: a float32 near it has no digits after the point, and its low bits are an integer in two's complement. */
const ROUNDER = splat(12582912);

/** x / ln 2 rounded to an integer n, as ROUNDER + n. */
function exponentOfExp(x: v128): v128 {
  return mulAdd(x, LOG2_E, ROUNDER);
}

/** ½ · 2ⁿ of ROUNDER + n, for n from −126 (which gives 0) to 128. The bits of ½ are 126 · 2²³. */
function halfPower(exponent: v128): v128 {
  return i32x4.add(i32x4.shl(exponent, 23), HALF);
}

/** ln 2 in two parts, the first so short that its multiples to 128 are exact. */
const LN2_HIGH = splat(0.693145752);
const LN2_LOW = splat(1.42860677e-6);

/** x − n ln 2 of ROUNDER + n, for |n| ≤ 128. */
function remainder(x: v128, exponent: v128): v128 {
  const n = f32x4.sub(exponent, ROUNDER);
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, LN2_HIGH)), f32x4.mul(n, LN2_LOW));
}

/** ln 2 rounded, whose multiples to 8 are exact. */
const LN2 = splat(0.693147182);

/** x − n ln 2 in fewer steps: off by up to 10⁻⁶ for 8 < |n| ≤ 30. */
function shortRemainder(x: v128, exponent: v128): v128 {
  return f32x4.sub(x, f32x4.mul(f32x4.sub(exponent, ROUNDER), LN2));
}

const EXP_LARGEST = splat(89);
const EXP_SMALLEST = splat(-86.9);
const EXP_6 = splat(0.00277501647);
const EXP_5 = splat(0.0167403463);
const EXP_4 = splat(0.0833337307);
const EXP_3 = splat(0.333329827);

/** eˣ = 2ⁿ eʳ with |r| ≤ ½ ln 2; 0 below −86.9 (1.8 · 10⁻³⁸, before denormal numbers begin), ∞ above 88.722.
 *  Error ≤ 1 ulp. */
export function exp4(x: v128): v128 {
  const y = f32x4.pmin(x, EXP_LARGEST);
  const exponent = exponentOfExp(y);
  const r = remainder(y, exponent);
  // 2 eʳ · ½ 2ⁿ: 2ⁿ itself does not fit for n = 128.
  const r2 = f32x4.mul(r, r);
  let p = mulAdd(r2, EXP_6, mulAdd(r, EXP_5, EXP_4));
  p = mulAdd(p, r2, mulAdd(r, EXP_3, ONE));
  p = f32x4.add(mulAdd(p, r2, f32x4.add(r, r)), TWO);
  return v128.andnot(f32x4.mul(p, halfPower(exponent)), f32x4.lt(x, EXP_SMALLEST));
}

const EXPM1_6 = splat(0.00138625363);
const EXPM1_5 = splat(0.00836931821);
const EXPM1_4 = splat(0.0416656807);
const EXPM1_3 = splat(0.166665137);
const EXPM1_2 = splat(0.500000179);

/** ½ (2ⁿ eʳ − 1) for |r| ≤ ½ ln 2, also accurate for tiny r. */
function halfExpm1(r: v128, exponent: v128): v128 {
  const r2 = f32x4.mul(r, r);
  let p = mulAdd(r2, EXPM1_6, mulAdd(r, EXPM1_5, EXPM1_4));
  p = mulAdd(p, r2, mulAdd(r, EXPM1_3, EXPM1_2));
  const power = halfPower(exponent);
  const q = mulAdd(p, r2, r); // eʳ − 1
  return mulAdd(power, q, f32x4.sub(power, HALF));
}

const EXPM1_SMALLEST = splat(-20);

/** eˣ − 1, also for tiny x; −1 below −17.4, ∞ above 88.722. Error ≤ 1.6 ulp. */
export function expm14(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, EXP_LARGEST), EXPM1_SMALLEST);
  const exponent = exponentOfExp(y);
  const half = halfExpm1(remainder(y, exponent), exponent);
  return f32x4.add(half, half);
}

/** The magnitude with the sign of x. */
function withSignOf(x: v128, magnitude: v128): v128 {
  return v128.or(magnitude, v128.and(x, SIGN));
}

const TANH_LARGEST = splat(20);

/** tanh x = q / (q + 1) with q = ½ (e²ˣ − 1), of |x|: exactly odd, never above 1, and 1 from 9.02 on.
 *  Error ≤ 2.7 ulp, 9 · 10⁻⁸ absolute. */
export function tanh4(x: v128): v128 {
  const a = f32x4.abs(x);
  const y = f32x4.pmin(f32x4.add(a, a), TANH_LARGEST);
  const exponent = exponentOfExp(y);
  const q = halfExpm1(shortRemainder(y, exponent), exponent);
  return withSignOf(x, f32x4.div(q, f32x4.add(q, ONE)));
}

/** σ(x) = 1 / (1 + e⁻ˣ), from 0 (below −88.722) to 1. Error ≤ 2.5 ulp, also where σ is tiny,
 *  9 · 10⁻⁸ absolute. */
export function sigmoid4(x: v128): v128 {
  return f32x4.div(ONE, f32x4.add(ONE, exp4(f32x4.neg(x))));
}

const ERF_LARGEST = splat(4);
const ERF_7 = splat(-4.09405766e-5);
const ERF_6 = splat(0.000381868711);
const ERF_5 = splat(-0.0012527029);
const ERF_4 = splat(-0.000205205724);
const ERF_3 = splat(0.0193207916);
const ERF_2 = splat(-0.102813788);
const ERF_1 = splat(-0.636616528);
const ERF_0 = splat(-0.128379226);

/** erf x = 1 − e^(p(|x|) |x| − |x|) with the sign of x, p a polynomial: exactly odd, never above 1, and 1 from 3.92 on.
 *  Error ≤ 2.5 ulp, 1.1 · 10⁻⁷ absolute. */
export function erf4(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), ERF_LARGEST);
  const a2 = f32x4.mul(a, a);
  let p = mulAdd(mulAdd(a, ERF_7, ERF_6), a2, mulAdd(a, ERF_5, ERF_4));
  p = mulAdd(p, a2, mulAdd(a, ERF_3, ERF_2));
  p = mulAdd(p, a2, mulAdd(a, ERF_1, ERF_0));
  const y = f32x4.sub(f32x4.mul(p, a), a);
  const exponent = exponentOfExp(y);
  const half = halfExpm1(shortRemainder(y, exponent), exponent);
  return withSignOf(x, f32x4.abs(f32x4.add(half, half)));
}

const SQRT_HALF = splat(0.707106769);

/** The integers n with x = 2ⁿ m and √½ ≤ m < √2, of normal x > 0. */
function exponentOf(x: v128): v128 {
  return i32x4.shr_s(i32x4.sub(x, SQRT_HALF), 23);
}

const LOG_LN2_HIGH = splat(0.693138123);
const LOG_LN2_LOW = splat(9.05800061e-6);
const LOG_4 = splat(0.242790788);
const LOG_3 = splat(0.284987867);
const LOG_2 = splat(0.400009722);
const LOG_1 = splat(0.666666627);

/** ln(2ⁿ (1 + f)) for √½ ≤ 1 + f < √2, by a polynomial of s = f / (2 + f). Source: FreeBSD's logf, after fdlibm. */
function logOf(exponent: v128, f: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, TWO));
  const z = f32x4.mul(s, s);
  const w = f32x4.mul(z, z);
  const odd = f32x4.mul(z, mulAdd(w, LOG_3, LOG_1));
  const even = f32x4.mul(w, mulAdd(w, LOG_4, LOG_2));
  const halfSquare = f32x4.mul(f32x4.mul(f, f), HALF);
  const n = f32x4.convert_i32x4_s(exponent);
  const rest = mulAdd(s, f32x4.add(halfSquare, f32x4.add(odd, even)), f32x4.mul(n, LOG_LN2_LOW));
  return mulAdd(n, LOG_LN2_HIGH, f32x4.add(f32x4.sub(rest, halfSquare), f));
}

const INFINITE = splat(Infinity);
const MINUS_INFINITE = splat(-Infinity);

/** ln x where the formula does not hold: ∞ and NaN themselves, −∞ at 0, NaN below. */
function withLimitsOfLog(x: v128, log: v128): v128 {
  const zero = f32x4.splat(0);
  const finite = v128.bitselect(log, x, f32x4.lt(x, INFINITE));
  const atZero = v128.bitselect(MINUS_INFINITE, finite, f32x4.eq(x, zero));
  return v128.or(atZero, f32x4.lt(x, zero)); // all bits set is a NaN
}

/** ln x; −∞ at 0, NaN below; denormal x count as about 2⁻¹²⁷. Error ≤ 0.9 ulp. */
export function log4(x: v128): v128 {
  const n = exponentOf(x);
  const m = i32x4.sub(x, i32x4.shl(n, 23));
  return withLimitsOfLog(x, logOf(n, f32x4.sub(m, ONE)));
}

/** ln(1 + x), also for tiny x; −∞ at −1, NaN below: the logarithm of 1 + x rounded, with what was lost put back into
 *  its mantissa. Error ≤ 1.5 ulp. */
export function log1p4(x: v128): v128 {
  const u = f32x4.add(ONE, x);
  const n = exponentOf(u);
  const shifted = i32x4.shl(n, 23);
  const f = f32x4.sub(i32x4.sub(u, shifted), ONE);
  const lost = f32x4.sub(x, f32x4.sub(u, ONE));
  const scale = i32x4.max_s(i32x4.sub(ONE, shifted), i32x4.splat(0)); // 2⁻ⁿ, or 0 where that is denormal
  return withLimitsOfLog(u, logOf(n, mulAdd(lost, scale, f)));
}

const BORDER = splat(5);
const CENTRE = splat(2.5);
const CENTRE_8 = splat(2.81022636e-8);
const CENTRE_7 = splat(3.43273939e-7);
const CENTRE_6 = splat(-3.5233877e-6);
const CENTRE_5 = splat(-4.39150654e-6);
const CENTRE_4 = splat(0.00021858087);
const CENTRE_3 = splat(-0.00125372503);
const CENTRE_2 = splat(-0.00417768164);
const CENTRE_1 = splat(0.246640727);
const CENTRE_0 = splat(1.50140941);
const TAIL = splat(3);
const TAIL_8 = splat(-0.000200214257);
const TAIL_7 = splat(0.000100950558);
const TAIL_6 = splat(0.00134934322);
const TAIL_5 = splat(-0.00367342844);
const TAIL_4 = splat(0.00573950773);
const TAIL_3 = splat(-0.0076224613);
const TAIL_2 = splat(0.00943887047);
const TAIL_1 = splat(1.00167406);
const TAIL_0 = splat(2.83297682);

/** erf⁻¹ x for |x| < 1: x times a polynomial of w = −ln(1 − x²) for w < 5, else of √w. Error ≤ 4 ulp.
 *  Source: M. Giles, Approximating the erfinv function, GPU Computing Gems 2012. */
export function erfinv4(x: v128): v128 {
  const w = f32x4.neg(log4(f32x4.mul(f32x4.sub(ONE, x), f32x4.add(ONE, x))));
  const c = f32x4.sub(w, CENTRE);
  const c2 = f32x4.mul(c, c);
  let p = mulAdd(c2, CENTRE_8, mulAdd(c, CENTRE_7, CENTRE_6));
  p = mulAdd(p, c2, mulAdd(c, CENTRE_5, CENTRE_4));
  p = mulAdd(p, c2, mulAdd(c, CENTRE_3, CENTRE_2));
  p = mulAdd(p, c, CENTRE_1);
  p = mulAdd(p, c, CENTRE_0);
  const t = f32x4.sub(f32x4.sqrt(w), TAIL);
  const t2 = f32x4.mul(t, t);
  let q = mulAdd(t2, TAIL_8, mulAdd(t, TAIL_7, TAIL_6));
  q = mulAdd(q, t2, mulAdd(t, TAIL_5, TAIL_4));
  q = mulAdd(q, t2, mulAdd(t, TAIL_3, TAIL_2));
  q = mulAdd(q, t, TAIL_1);
  q = mulAdd(q, t, TAIL_0);
  return f32x4.mul(v128.bitselect(p, q, f32x4.lt(w, BORDER)), x);
}
