import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const messages = (locale: string, file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, locale, `${file}.json`), 'utf8')) as Record<string, unknown>;

test.each(['bar', 'transport', 'palette'])('every message of %s has its Korean', (file) => {
  expect(Object.keys(messages('ko', file)).sort()).toEqual(Object.keys(messages('en', file)).sort());
});
