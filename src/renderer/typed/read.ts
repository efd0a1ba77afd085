import type { Unread } from '../../core/words/typed.ts';
import { notationOf, otherNotations, plainText, windowLocale, type Notation } from './notation.ts';

/** What a text was understood as, or why not. Meanings are what it may be where the window's locale does not say. */
export type Reading = { value: number } | { unread: Unread; meanings?: number[] };

const MOST_CHARACTERS = 400;

/** Reads what a person typed as a number (decision 0020): as the window's locale writes numbers, else as any other does that
 *  puts every sign where it stands. A group is one only where writing the number in groups would put it there, so `0,001`
 *  is 0.001; digits of every script, full width and a true minus are understood. Nothing is left out or rounded off. */
export function readNumber(text: string, locale: string = windowLocale()): Reading {
  const plain = plainText(text).trim();
  const [mantissa = '', exponent = '0', ...more] = plain.split(/e/i);
  const [sign, unsigned] = signed(mantissa);
  if (plain.length > MOST_CHARACTERS || more.length > 0 || !areDigits(signed(exponent)[1]))
    return { unread: 'no-number' };

  const own = notationOf(locale);
  const values = (notations: Notation[]): number[] => {
    const literals = notations.flatMap((notation) => literalOf(unsigned, notation) ?? []);
    return [...new Set(literals.map((literal) => Number(`${sign}${literal}e${exponent}`)))];
  };
  const foreign = otherNotations();
  const near = foreign.filter((notation) => keepsRoles(unsigned, own, notation));
  const found = [[own], near, foreign].map(values).find(({ length }) => length > 0) ?? [];
  const [value] = found;
  if (value === undefined) return { unread: 'no-number' };
  if (found.length > 1) return { unread: 'two-meanings', meanings: found };
  if (!Number.isFinite(value)) return { unread: 'beyond' };
  // what is not 0 as typed, and too near to it for a double
  if (value === 0 && Array.from(unsigned).some((c) => c >= '1' && c <= '9')) return { unread: 'vanishes' };
  return { value };
}

/** An unsigned decimal as JavaScript writes it; null where a sign stands where this notation would not put it. */
function literalOf(text: string, { decimal, group, grouped }: Notation): string | null {
  const [whole = '', fraction = '', ...more] = text.split(decimal);
  const digits = group === '' ? whole : whole.replaceAll(group, '');
  if (more.length > 0 || !areDigits(digits + fraction)) return null;
  if (digits !== whole && (digits === '' || grouped(digits) !== whole)) return null;
  return `${digits}.${fraction}`;
}

/** Whether another notation gives every sign in the text the part that it has in the window's own. */
const keepsRoles = (text: string, own: Notation, other: Notation): boolean =>
  (!text.includes(own.decimal) || own.decimal === other.decimal) &&
  (own.group === '' || !text.includes(own.group) || own.group === other.group);

const areDigits = (text: string): boolean => /^[0-9]+$/.test(text);
const signed = (text: string): [sign: string, rest: string] =>
  text.startsWith('-') || text.startsWith('+') ? [text.charAt(0), text.slice(1)] : ['', text];

/** As the window's locale writes it, thousands apart where asked; `readNumber` reads the same number back. */
export function writeNumber(value: number, grouped: boolean, locale: string = windowLocale()): string {
  const size = Math.abs(value);
  if (!grouped || !Number.isInteger(value) || size >= 1e21) return inNotation(String(value), locale);
  return `${value < 0 ? '−' : ''}${notationOf(locale).whole.format(size)}`;
}

/** What is written with a point and without groups, with the signs of the window's locale. */
export const inNotation = (plain: string, locale: string = windowLocale()): string =>
  plain.replace('.', notationOf(locale).decimal).replaceAll('-', '−');
