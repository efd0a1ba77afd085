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

test('a failure goes when it no longer holds', () => {
  const line = new MessageLine();
  line.say('lost', 'disconnected');
  line.over('store-full');
  expect(line.text).toBe('lost');
  line.over('disconnected');
  expect(line.text).toBe('');
});
