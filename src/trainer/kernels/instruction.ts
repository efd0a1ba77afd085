/** The k-th word of an instruction as a whole number. */
export function i(at: usize, k: i32): i32 {
  return load<i32>(at + ((<usize>k) << 2));
}
/** The k-th word as an address. */
export function p(at: usize, k: i32): usize {
  return <usize>load<i32>(at + ((<usize>k) << 2));
}
/** The k-th word as a float. */
export function f(at: usize, k: i32): f32 {
  return load<f32>(at + ((<usize>k) << 2));
}

/** Where share `part` of `parts` of `units` begins. */
export function begin(units: i32, part: i32, parts: i32): i32 {
  return <i32>((<i64>units * part) / parts);
}
