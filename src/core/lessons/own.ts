import { z } from 'zod';
import { crc32 } from '../crc32.ts';

/** Teachers' lessons as the lab's settings keep them under `ownLessons`: each with the file it came from. */
export const ownKey = 'ownLessons';
const ownSchema = z.object({ file: z.string(), text: z.string() });
export type OwnLesson = z.infer<typeof ownSchema>;

/** Most lessons of teachers that are kept. */
const MOST = 30;

/** Those that were kept; what is not understood is left out. */
export const ownIn = (kept: unknown): OwnLesson[] =>
  Array.isArray(kept) ? kept.flatMap((one: unknown) => ownSchema.safeParse(one).data ?? []) : [];

/** The same with another one, in the place of one of the same file; of too many the oldest are left out. */
export const withOwn = (own: readonly OwnLesson[], file: string, text: string): OwnLesson[] =>
  [...own.filter((one) => one.text !== text && one.file !== file), { file, text }].slice(-MOST);

/** The id of such a lesson. @param bytes of its text, in UTF-8 */
export const ownId = (bytes: Uint8Array): string => `own-${crc32(bytes).toString(16)}`;
