import { z } from 'zod';
import { crc32 } from '../crc32.ts';

/** Teachers' lessons as the lab's settings keep them under `ownLessons`: each with the file it came from. */
export const ownKey = 'ownLessons';
const ownSchema = z.object({ file: z.string(), text: z.string() });
export type OwnLesson = z.infer<typeof ownSchema>;

/** Most lessons of teachers that are kept. */
export const mostOwn = 30;

/** Those that were kept; what is not understood is left out. */
export const ownIn = (kept: unknown): OwnLesson[] =>
  Array.isArray(kept) ? kept.flatMap((one: unknown) => ownSchema.safeParse(one).data ?? []) : [];

/** The same with another one, in the place of an earlier edition: one of the same file and title. Another lesson that has the same
 *  file name, in another folder say, stays. */
export const withOwn = (own: readonly OwnLesson[], file: string, text: string): OwnLesson[] => {
  const title = titleOf(text);
  return [
    ...own.filter((one) => one.text !== text && (one.file !== file || titleOf(one.text) !== title)),
    { file, text },
  ];
};

/** @param text of a lesson that was checked */
const titleOf = (text: string): string => titleSchema.parse(JSON.parse(text)).title;
const titleSchema = z.object({ title: z.string() });

/** The id of such a lesson. @param bytes of its text, in UTF-8 */
export const ownId = (bytes: Uint8Array): string => `own-${crc32(bytes).toString(16)}`;
