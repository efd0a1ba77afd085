import type { z } from 'zod';
import { outOfRange } from '../../core/plan/parse.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { problemSentence } from '../../core/words/problems.ts';

/** Reads what a person typed as a number: thousands commas, a decimal comma and a true minus are understood. */
export function readNumber(text: string): number {
  let plain = text.trim().replaceAll('−', '-');
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(',', '');
  else if (/^-?\d*,\d+$/.test(plain)) plain = plain.replace(',', '.');
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/** The number in a text, or the sentence that says why it is none for this place in the plan. */
export function checkNumber(text: string, schema: z.ZodType<number>): { value: number } | { sentence: string } {
  const value = readNumber(text);
  if (!Number.isFinite(value)) return { sentence: problemSentence(problem('not-a-number')) };
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  switch (issue?.code) {
    case 'too_small':
    case 'too_big':
      return { sentence: problemSentence(outOfRange(issue)) };
    default:
      return { sentence: problemSentence(problem('not-whole', { found: value })) };
  }
}

const problem = (code: Problem['code'], values: Problem['values'] = {}): Problem => ({ at: '', code, values });

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

/** As a field shows it: thousands with a comma where asked, never in a form that `readNumber` does not read. */
export const writeNumber = (value: number, grouped: boolean): string =>
  grouped && Number.isInteger(value) ? value.toLocaleString('en-US') : String(value).replaceAll('-', '−');
