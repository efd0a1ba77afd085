import { expect, test } from 'vitest';
import { planSchema } from '../../core/plan/schema.ts';
import { checkNumber, readNumber, stepped, writeNumber } from './number.ts';
import { denseSchema, dropoutSchema } from './schemas.ts';

test('numbers are read as people write them', () => {
  expect(['3,000', '0.05', '0,05', '−2', '1e-3', '.5', ' 12 '].map(readNumber)).toEqual([
    3000, 0.05, 0.05, -2, 0.001, 0.5, 12,
  ]);
  for (const text of ['', 'six', '1.2.3', '0x10', 'Infinity', '1,2,3', '--1']) expect(readNumber(text), text).toBeNaN();
});

test('what is written can be read again', () => {
  for (const v of [3000, 0.05, -2, -1e-7, 12_345_678]) expect(readNumber(writeNumber(v, true))).toBe(v);
  expect(writeNumber(3000, false)).toBe('3000');
});

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

test('arrows go by ones, by tenths, or along 1, 2, 5, 10', () => {
  expect(stepped(6, 1, 'one')).toBe(7);
  expect(stepped(6, -1, 'one', true)).toBe(-4);
  expect(stepped(0.2, 1, 0.1)).toBe(0.3);
  const up = [0, 0.0001, 0.01, 0.05, 0.07, 1].map((v) => stepped(v, 1, 'decade'));
  expect(up).toEqual([0.0001, 0.0002, 0.02, 0.1, 0.1, 2]);
  const down = [0.1, 0.07, 0.05, 1, 10].map((v) => stepped(v, -1, 'decade'));
  expect(down).toEqual([0.05, 0.05, 0.02, 0.5, 5]);
});
