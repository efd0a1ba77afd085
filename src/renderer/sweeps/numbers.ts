import { readNumber } from '../typed/read.ts';

/** Numbers that were typed one after the other, or the first part that is none. Between two stands a space, a semicolon or a
 *  line; a comma as well, where it cannot belong to a number. */
export function readNumbers(text: string): { numbers: number[] } | { wrong: string } {
  const numbers: number[] = [];
  for (const part of text.split(/\s*;\s*|,?\s+/).filter((one) => one !== '')) {
    const whole = readNumber(part);
    if ('value' in whole) {
      numbers.push(whole.value);
      continue;
    }
    const pieces = part.split(',').filter((one) => one !== '');
    for (const piece of pieces) {
      const reading = readNumber(piece);
      if (!('value' in reading)) return { wrong: piece };
      numbers.push(reading.value);
    }
  }
  return { numbers };
}
