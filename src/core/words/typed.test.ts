import { expect, test } from 'vitest';
import { notTaken, unreadReasons, unreadSentence } from './typed.ts';

test.each(unreadReasons)('%s: what is wrong, and how to write it, in the notation asked for', (reason) => {
  const sentence = unreadSentence(reason, (value) => `<${value}>`, [1, 1000]);
  expect(sentence).toMatch(/^This .+\. (Write|The most|Give) .+<.+>.*\.$/);
});

test('of what was typed no more is repeated than fits', () => {
  expect(notTaken('1_000', 'No.')).toBe('“1_000” was not taken. No.');
  expect(notTaken('1'.repeat(99), 'No.')).toBe(`“${'1'.repeat(23)}…” was not taken. No.`);
});
