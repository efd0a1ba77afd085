import { expect, test } from 'vitest';
import { mostAddressable } from '../core/plan/memory.ts';
import { memoryLimit, type Computer } from './memory-limit.ts';

const GB = 2 ** 30;
const school: Computer = { platform: 'win32', free: 2 * GB, total: 4 * GB, constrained: 0 };

test('half of what is free', () => expect(memoryLimit(school)).toBe(GB));

test('no more than can be addressed', () => expect(memoryLimit({ ...school, free: 64 * GB })).toBe(mostAddressable));

test('a container counts where it is smaller than what is free', () => {
  expect(memoryLimit({ ...school, constrained: GB })).toBe(GB / 2);
  expect(memoryLimit({ ...school, constrained: 2 ** 64 })).toBe(GB);
});

test('a Mac whose memory is full of caches is not full', () =>
  expect(memoryLimit({ platform: 'darwin', free: GB / 10, total: 8 * GB, constrained: 0 })).toBe(2 * GB));

test('this computer can train something', () => expect(memoryLimit()).toBeGreaterThan(2 ** 20));
