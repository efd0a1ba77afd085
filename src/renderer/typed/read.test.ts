import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notationOf, plainText } from './notation.ts';
import { readNumber, writeNumber } from './read.ts';

const locales = ['en-US', 'de-DE', 'fr-FR', 'ko-KR', 'ar-EG', 'hi-IN', 'de-CH', 'es-ES', 'pt-PT', 'sv-SE', 'fa-IR'];

/** The number, or why there is none. */
const read = (text: string, locale: string): number | string => {
  const reading = readNumber(text, locale);
  return 'value' in reading ? reading.value : reading.unread;
};

describe('what means the same everywhere', () => {
  const table: [text: string, value: number | string][] = [
    ['0,001', 0.001],
    ['0,005', 0.005],
    ['0,125', 0.125],
    ['0.001', 0.001],
    ['-0,001', -0.001],
    ['−0.001', -0.001],
    ['00,125', 0.125],
    ['0,5', 0.5],
    ['.5', 0.5],
    [',5', 0.5],
    ['5.', 5],
    ['1,5', 1.5],
    ['12,34', 12.34],
    ['1,2345', 1.2345],
    ['1234', 1234],
    ['0', 0],
    ['007', 7],
    ['１．５', 1.5],
    ['０，００１', 0.001],
    ['－３', -3],
    ['+0.3', 0.3],
    ['+0,3', 0.3],
    ['1e−3', 0.001],
    ['1e-3', 0.001],
    ['1E+3', 1000],
    ['1,5e3', 1500],
    ['１ｅ－３', 0.001],
    ['٠٫٥', 0.5],
    ['-٠٫٥', -0.5],
    ['١٬٠٠٠', 1000],
    ['۰٫۵', 0.5],
    ['०.५', 0.5],
    ['๐.๕', 0.5],
    ['\u200f٠٫٥\u200e', 0.5],
    [' 12 ', 12],
    ['1 234 567', 1234567],
    ['1\u202f234\u202f567,5', 1234567.5],
    ["1'234'567", 1234567],
    ['1’234’567.5', 1234567.5],
    ['1,234,567', 1234567],
    ['1.234.567', 1234567],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['12,34,567', 1234567],
    ['12,34,567.5', 1234567.5],
    ['1e400', 'beyond'],
    ['1e-400', 'vanishes'],
    ['0e-400', 0],
  ];
  test.each(locales)('%s', (locale) => {
    expect(table.map(([text]) => [text, read(text, locale)])).toEqual(table);
  });
});

describe('what is no number anywhere', () => {
  const texts = `six|1_000|0x10|0b1|Infinity|NaN|--1|+-1|1-|1.2.3|1,2,3|1,,000|,|.|-|e|e3|1e|1e3e3|1e1.5|1e1,5|10²|½|①|5%|€5
    |1 2|1 000 00|0'001|1,000,00|1,234,|1.00.000|1/2|1×10|(5)|1 000.000 5|12,34,5678,9|∞|1;5|1،5`;
  const all = ['', ' ', ...texts.split('|').map((text) => text.trim())];
  test.each(locales)('%s', (locale) => {
    for (const text of all) expect([text, read(text, locale)]).toEqual([text, 'no-number']);
    expect(read('1'.repeat(500), locale)).toBe('no-number');
  });
});

test('what may be thousands or decimals is as the locale writes it', () => {
  const table: [text: string, locale: string, value: number | string][] = [
    ['1,000', 'en-US', 1000],
    ['1,000', 'ko-KR', 1000],
    ['1,000', 'hi-IN', 1000],
    ['1,000', 'ar-EG', 1000],
    ['1,000', 'de-DE', 1],
    ['1,000', 'fr-FR', 1],
    ['1,000', 'es-ES', 1],
    ['-1,250', 'en-US', -1250],
    ['-1,250', 'de-DE', -1.25],
    ['1.000', 'en-US', 1],
    ['1.000', 'de-DE', 1000],
    ['1.250', 'ko-KR', 1.25],
    ['1.250', 'de-DE', 1250],
    ['1.250', 'es-ES', 1250], // which itself writes 1250
    ['１，０００', 'ko-KR', 1000],
    ['1,00,000', 'hi-IN', 100_000],
    ['100,000', 'hi-IN', 100_000],
    ['100,000', 'de-DE', 100],
    // neither sign is one of thousands there, so nothing says which is meant
    ['1.000', 'fr-FR', 'two-meanings'],
    ['1,000', 'de-CH', 'two-meanings'],
    ['1.000', 'sv-SE', 'two-meanings'],
    ['1.5', 'fr-FR', 1.5],
    ['1,5', 'de-CH', 1.5],
  ];
  expect(table.map(([text, locale]) => [text, locale, read(text, locale)])).toEqual(table);
});

test('a locale writes with its own signs, in Latin digits', () => {
  const shown = (locale: string): string[] => [
    writeNumber(3000, true, locale),
    writeNumber(0.001, true, locale),
    writeNumber(-1.5e-7, true, locale),
  ];
  expect(shown('en-US')).toEqual(['3,000', '0.001', '−1.5e−7']);
  expect(shown('de-DE')).toEqual(['3.000', '0,001', '−1,5e−7']);
  expect(shown('fr-FR')).toEqual(['3\u202f000', '0,001', '−1,5e−7']);
  expect(shown('ar-EG')).toEqual(['3,000', '0.001', '−1.5e−7']);
  expect(writeNumber(12_345_678, true, 'hi-IN')).toBe('1,23,45,678');
  expect(writeNumber(3000, false, 'de-DE')).toBe('3000');
});

describe('what is written is read as the same number', () => {
  test.each(locales)('%s', (locale) => {
    const same = (value: number, grouped: boolean): boolean =>
      read(writeNumber(value, grouped, locale), locale) === value;
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), same));
    fc.assert(fc.property(fc.maxSafeInteger(), fc.boolean(), same));
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999 }), (n) => same(n / 1000, true) && same(n, true)));
  });
});

describe('what Intl itself writes is read as the same number, in any digits', () => {
  test.each(locales)('%s', (locale) => {
    for (const numberingSystem of [undefined, 'latn', 'deva', 'fullwide']) {
      const format = new Intl.NumberFormat(locale, { numberingSystem, maximumFractionDigits: 3 });
      fc.assert(
        fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), (n) => {
          const value = n / 1000;
          expect(read(format.format(value), locale)).toBe(value + 0);
        }),
        { numRuns: 50 },
      );
    }
  });
});

test('of full-width forms alone the plain form is taken, of other compatibility forms none', () => {
  expect(plainText('１²')).toBe('1²');
  expect(notationOf('fr-FR')).toMatchObject({ decimal: ',', group: ' ' });
});
