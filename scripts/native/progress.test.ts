import { expect, test } from 'vitest';
import { bar, barOf } from './progress.ts';

test('a bar fills with its share and never beyond', () => {
  expect(barOf(0, 100e6, 4)).toBe('░░░░ 0 %, 0.0 MB of 100 MB');
  expect(barOf(50e6, 100e6, 4)).toBe('██░░ 50 %, 50 MB of 100 MB');
  expect(barOf(120e6, 100e6, 4)).toContain('████ 100 %');
  expect(barOf(2.5e6, undefined)).toBe('2.5 MB');
});

/** What is written while a thing of 100 MB takes 20 seconds. */
function written(isTTY: boolean): string[] {
  const texts: string[] = [];
  let now = 0;
  const { update, end } = bar({ isTTY, columns: 60, write: (text) => texts.push(text) }, () => now);
  for (; now <= 20_000; now += 50) update(now * 5000, 100e6);
  end();
  return texts;
}

test('a terminal sees one line redrawn ten times a second, and then gone', () => {
  const texts = written(true);
  expect(texts.length).toBeGreaterThan(190);
  expect(texts.every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
  expect(texts.at(-1)).toBe('\r\x1b[K');
});

test('a log sees a line every five seconds', () => {
  const texts = written(false);
  expect(texts).toHaveLength(4);
  expect(texts.every((text) => text.endsWith('\n') && !text.includes('\r'))).toBe(true);
});
