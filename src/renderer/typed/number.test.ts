import { expect, test } from 'vitest';
import { planSchema } from '../../core/plan/schema.ts';
import { checkNumber, stepped } from './number.ts';
import { denseSchema, dropoutSchema } from '../network/inspector/schemas.ts';

test('what cannot be is said in one sentence', () => {
  const { units } = denseSchema.shape;
  expect(checkNumber('6', units)).toEqual({ value: 6 });
  expect(checkNumber('six', units)).toEqual({ sentence: expect.stringContaining('not a finite number') as string });
  expect(checkNumber('0', units)).toEqual({ sentence: expect.stringContaining('The least is 1') as string });
  expect(checkNumber('9000', units)).toEqual({ sentence: expect.stringContaining('The most is 8192') as string });
  expect(checkNumber('2.5', units)).toEqual({ sentence: expect.stringContaining('not a whole number') as string });
  expect(checkNumber('1', dropoutSchema.shape.p)).toEqual({
    sentence: expect.stringContaining('less than 1') as string,
  });
  expect(checkNumber('0', planSchema.shape.optimizer.shape.clip.unwrap())).toEqual({
    sentence: expect.stringContaining('more than 0') as string,
  });
  expect(checkNumber('0', planSchema.shape.weightDecay)).toEqual({ value: 0 });
});

test('why a text is no number is said in the notation of the locale', () => {
  const { learningRate } = planSchema.shape.optimizer.shape;
  const sentence = (text: string, locale: string): string => {
    const checked = checkNumber(text, learningRate, locale);
    return 'sentence' in checked ? checked.sentence : '';
  };
  expect(sentence('1_000', 'en-US')).toContain('Write one as 1000, 0.001 or 1e−7.');
  expect(sentence('1_000', 'de-DE')).toContain('Write one as 1000, 0,001 or 1e−7.');
  expect(sentence('1.000', 'fr-FR')).toContain('may mean 1 or 1000');
  expect(sentence('1e999', 'en-US')).toContain('larger than any number');
  expect(sentence('1e-999', 'en-US')).toContain('so near to 0');
  expect(sentence('1,000,001', 'en-US')).toContain('The most is 1000000');
});

test('arrows go by ones, by tenths, or along 1, 2, 5, 10', () => {
  expect(stepped(6, 1, 'one')).toBe(7);
  expect(stepped(6, -1, 'one', true)).toBe(-4);
  expect(stepped(0.2, 1, 0.1)).toBe(0.3);
  const up = [0, 0.0001, 0.01, 0.05, 0.07, 1].map((v) => stepped(v, 1, 'decade'));
  expect(up).toEqual([0.0001, 0.0002, 0.02, 0.1, 0.1, 2]);
  const down = [0.1, 0.07, 0.05, 1, 10].map((v) => stepped(v, -1, 'decade'));
  expect(down).toEqual([0.05, 0.05, 0.02, 0.5, 5]);
});
