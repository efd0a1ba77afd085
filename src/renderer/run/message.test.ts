import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MessageLine } from './message.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what was said before something was done goes, what was said meanwhile stays', () => {
  const line = new MessageLine();
  line.say('refused');
  const done = line.begin();
  expect(line.text).toBe('refused');
  done();
  expect(line.text).toBe('');
  const late = line.begin();
  line.say('failed');
  late();
  expect(line.text).toBe('failed');
});

test('a notice goes by itself and by nothing else, and takes nothing newer with it', () => {
  const line = new MessageLine();
  line.notice('kept');
  line.begin()();
  expect(line.text).toBe('kept');
  vi.advanceTimersByTime(7999);
  line.say('refused');
  vi.advanceTimersByTime(10_000);
  expect(line.text).toBe('refused');
  line.notice('kept');
  vi.advanceTimersByTime(8000);
  expect(line.text).toBe('');
});

test('a failure that stands outlives what is done, comes back after what is said meanwhile, and goes when it is over or read', () => {
  const line = new MessageLine();
  line.stand('full', 'store-full');
  line.begin()();
  line.clear();
  expect([line.text, line.failure]).toEqual(['full', 'store-full']);
  line.notice('kept');
  vi.advanceTimersByTime(8000);
  expect([line.text, line.failure]).toEqual(['full', 'store-full']);
  line.say('refused');
  line.over('store-full');
  expect(line.text).toBe('refused');
  line.clear();
  expect(line.text).toBe('');
  line.stand('full', 'store-full');
  line.dismiss();
  expect(line.text).toBe('');
});

test('a failure goes when it no longer holds', () => {
  const line = new MessageLine();
  line.say('lost', 'disconnected');
  line.over('store-full');
  expect(line.text).toBe('lost');
  line.over('disconnected');
  expect(line.text).toBe('');
});
