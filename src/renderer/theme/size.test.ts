import { expect, test } from 'vitest';
import { sizeClassOf } from './size.svelte.ts';

test.each([
  ['1366 × 768', 1366, 768, 13, 'L'],
  ['1366 × 768 in projector type', 1366, 768, 16, 'M'],
  ['1024 × 640', 1024, 640, 13, 'M'],
  ['1366 × 768 at 125 %', 1093, 614, 13, 'M'],
  ['1366 × 768 at 200 %', 683, 384, 13, 'S'],
  ['800 × 500', 800, 500, 13, 'S'],
  ['3840 × 2160', 3840, 2160, 13, 'L'],
] as const)('%s', (_, width, height, em, is) => {
  expect(sizeClassOf(width, height, em)).toBe(is);
});
