import type { z } from 'zod';
import { outOfRange } from '../../core/plan/parse.ts';
import { problemSentence } from '../../core/words/problems.ts';
import { unreadSentence } from '../../core/words/typed.ts';
import { readNumber, writeNumber } from './read.ts';

/** The number in a text, or the sentence that says why it is none for this place. Nothing is rounded or brought into range. */
export function checkNumber(
  text: string,
  schema: z.ZodType<number>,
  locale?: string,
): { value: number } | { sentence: string } {
  const reading = readNumber(text, locale);
  if ('unread' in reading) {
    const write = (value: number): string => writeNumber(value, false, locale);
    return { sentence: unreadSentence(reading.unread, write, reading.meanings) };
  }
  const { value } = reading;
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  switch (issue?.code) {
    case 'too_small':
    case 'too_big':
      return { sentence: problemSentence(outOfRange(issue)) };
    default:
      return { sentence: problemSentence({ at: '', code: 'not-whole', values: { found: value } }) };
  }
}

/** The next number up (+1) or down (−1) for the arrow keys: whole numbers by 1 (10 with Shift), others to the next of
 *  1, 2, 5 × 10^k, since what one tries of a learning rate are its decades. */
export function stepped(value: number, by: 1 | -1, step: 'one' | 'decade' | number, shift = false): number {
  if (step === 'one') return value + by * (shift ? 10 : 1);
  if (typeof step === 'number') return +(value + by * step * (shift ? 10 : 1)).toFixed(6);
  if (value <= 0) return by > 0 ? 0.0001 : 0;
  const ladder = [0.5, 1, 2, 5, 10];
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const digit = value / power;
  const next =
    by > 0 ? ladder.find((rung) => rung > digit * (1 + 1e-9)) : ladder.findLast((rung) => rung < digit * (1 - 1e-9));
  return +((next ?? 1) * power).toPrecision(3);
}
