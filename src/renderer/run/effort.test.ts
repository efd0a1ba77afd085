import { expect, test } from 'vitest';
import { Effort } from './effort.ts';

const after = (ms: number): Effort => {
  const effort = new Effort(0.25, 10, 200);
  for (let i = 0; i < 200; i++) effort.took(ms, 1000);
  return effort;
};

test('the next time waits until this one has had its share of the time', () => {
  expect(new Effort(0.25, 10, 200).wait(0)).toBe(-Infinity);
  expect(after(8).wait(1000)).toBeCloseTo(28);
  expect(after(8).wait(1032)).toBeLessThan(0);
});
test('but neither too short nor too long', () => {
  expect(after(0).wait(1000)).toBeCloseTo(6);
  expect(after(10_000).wait(1000)).toBeCloseTo(196);
});
test('times that something else interrupted do not count', () => {
  const effort = new Effort(0.25, 10, 200);
  for (let i = 0; i < 12; i++) effort.took(i % 2 === 0 ? 8 : 90, 1000);
  expect(effort.wait(1000)).toBeCloseTo(28);
});
