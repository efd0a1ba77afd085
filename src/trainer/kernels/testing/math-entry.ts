// Only for math.test.ts: the functions of math.ts and random.ts, applied to numbers in memory.
import { erf4, erfinv4, exp4, expm14, log1p4, log4, sigmoid4, tanh4 } from '../math';
import { bits4, normal4 } from '../random';
export { activate, activateBackward } from '../activations';
export { bitsAt, keyAt } from '../random';

export function exp(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, exp4(v128.load(x)));
}
export function expm1(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, expm14(v128.load(x)));
}
export function log(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, log4(v128.load(x)));
}
export function log1p(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, log1p4(v128.load(x)));
}
export function tanh(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, tanh4(v128.load(x)));
}
export function sigmoid(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, sigmoid4(v128.load(x)));
}
export function erf(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, erf4(v128.load(x)));
}
export function erfinv(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, erfinv4(v128.load(x)));
}
export function bits(stepKey: u32, indices: usize, y: usize, count: i32): void {
  for (const end = indices + 4 * count; indices < end; indices += 16, y += 16) {
    v128.store(y, bits4(stepKey, v128.load(indices)));
  }
}
export function normal(x: usize, y: usize, count: i32): void {
  for (const end = x + 4 * count; x < end; x += 16, y += 16) v128.store(y, normal4(v128.load(x)));
}
