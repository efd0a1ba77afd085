import { z } from 'zod';

/** Characters that are not seen and change how text around them is: controls (C0, DEL, C1), separators of lines, and what turns
 *  the direction of writing. */
const unseen = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069`;

/** Text in one line, all of it seen. */
export const printable = new RegExp(`^[^${unseen}]*$`, 'u');
const everyUnseen = new RegExp(`[${unseen}]`, 'gu');

/** Most characters of a name. */
export const nameLength = 120;

/** A name that a person gives: of an experiment, a run, a preset. */
export const nameSchema = z.string().trim().min(1).max(nameLength).regex(printable);

/** Foreign text as a terminal may print it: what is not seen as `\u001b`. Names of earlier versions, keys of a file and paths
 *  may hold anything. @param kept one more character that stays, such as a line break */
export const escaped = (text: string, kept = ''): string =>
  text.replace(everyUnseen, (c) => (c === kept ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));

/** A name made of foreign text, of a file say: what is not seen is left out, and what is too long is cut. */
export const plainName = (text: string): string =>
  text.replace(everyUnseen, '').trim().slice(0, nameLength).trim() || '?';
