import { z } from 'zod';
import { crc32 } from '../crc32.ts';
import { readJson } from '../plan/parse.ts';
import { nameLength, nameSchema, printable } from '../plan/text.ts';
import { claimKey, isDone, mostWrong, type Progress } from './progress.ts';
import { lessonLimits, type Lesson } from './schema.ts';

/** What is read of a class at most: bytes of a file, and files. */
export const classLimits = { bytes: 2 ** 20, files: 300 };
/** How the name of a file of answers ends. */
export const answersEnding = '.answers.json';

const line = z.string().max(lessonLimits.line).regex(printable);
/** A pupil's name; empty where none was given. */
export const pupilSchema = z.string().trim().max(nameLength).regex(printable);

const step = z.strictObject({
  id: line,
  kind: z.enum(['do', 'number', 'choose', 'predict']),
  says: z.string().max(lessonLimits.text),
  options: z.array(line).max(6).exactOptional(),
  done: z.boolean(),
  /** What was answered last: a number, or an option counted from 1. */
  given: line.exactOptional(),
  right: z.boolean().exactOptional(),
  tries: z.int().min(1).exactOptional(),
  shown: z.boolean().exactOptional(),
  /** Of a prediction: that it was made after playing, and the option that came true. */
  late: z.boolean().exactOptional(),
  came: z.int().exactOptional(),
  /** What was answered wrong before. */
  wrong: z.array(line).max(mostWrong).exactOptional(),
});

const claim = z.strictObject({
  says: z.string().max(lessonLimits.text),
  quantity: line,
  /** What was measured, and whether it is as claimed; not there while nothing was. */
  got: z.number().nullable().exactOptional(),
  holds: z.boolean().exactOptional(),
});

/** A pupil's answers to a lesson, version 1: what is handed in. It has the questions with it, so that it can be read where the
 *  lesson is not at hand. */
export const answersSchema = z.strictObject({
  answers: z.literal(1),
  name: pupilSchema,
  lesson: z.strictObject({
    /** Of the lecture: its name there. */
    id: line.exactOptional(),
    /** Of a teacher's: its file. */
    file: z.string().max(lessonLimits.line).exactOptional(),
    number: z.string().max(20).regex(printable),
    title: nameSchema,
    /** CRC-32 of its content: answers to another edition have another. */
    hash: z.string().regex(/^[0-9a-f]{8}$/),
  }),
  /** Milliseconds since 1970, when something was done last. */
  at: z.number().min(0).max(8.64e15),
  /** Seconds it was on screen. */
  seconds: z.number().min(0).max(1e8),
  steps: z.array(step).min(1).max(lessonLimits.steps),
  claims: z.array(claim).max(lessonLimits.claims),
});
export type Answers = z.infer<typeof answersSchema>;
export type AnsweredStep = Answers['steps'][number];
export type AnsweredClaim = Answers['claims'][number];

/** CRC-32 of what a lesson holds (its UTF-16, low bytes first), eight hexadecimal digits; spaces and line breaks of its file are
 *  nothing of it. */
export function hashOf(lesson: Lesson): string {
  const text = JSON.stringify(lesson);
  const bytes = Uint8Array.from({ length: 2 * text.length }, (_, i) => text.charCodeAt(i >> 1) >> (8 * (i & 1)));
  return crc32(bytes).toString(16).padStart(8, '0');
}

/** A lesson as people know it. */
export interface LessonPlace {
  id: string;
  number: string;
  lesson: Lesson;
  file?: string;
}

/** What a pupil hands in. */
export function answersOf({ id, number, lesson, file }: LessonPlace, progress: Progress, name: string): Answers {
  const { title, steps, claims } = lesson;
  return {
    answers: 1,
    name: name.trim(),
    lesson: { ...(file === undefined ? { id } : { file }), number, title, hash: hashOf(lesson) },
    at: progress.at,
    seconds: progress.seconds,
    steps: steps.map((one) => ({
      id: one.id,
      kind: one.kind,
      says: one.says,
      ...('options' in one && { options: one.options }),
      done: isDone(one, progress),
      ...progress.answers[one.id],
    })),
    claims: claims.map((one, i) => {
      const measured = progress.claims[claimKey(one, i)];
      return {
        says: one.says,
        quantity: one.quantity,
        ...(measured && { got: measured.got, holds: measured.holds }),
      };
    }),
  };
}

/** What a file of answers is called: `Mia – 2.2 Depth.answers.json`. */
export const answersFile = (name: string, number: string, title: string): string =>
  `${name.trim() === '' ? '' : `${name.trim()} – `}${number} ${title}${answersEnding}`;

/** Why a file was not taken for answers. */
export type Refusal = 'none' | 'damaged' | 'newer' | 'large';

/** Reads a file of answers. Never throws. */
export function readAnswers(file: string, text: string): { answers: Answers } | { refusal: Refusal } {
  if (text.length > classLimits.bytes) return { refusal: 'large' };
  const read = readJson(text, DEPTH);
  // half a file is no JSON: that it was meant to be answers, its name says or its beginning
  if ('problem' in read) return { refusal: isMeant(file, text) ? 'damaged' : 'none' };
  const { document } = read;
  if (typeof document !== 'object' || document === null || !('answers' in document)) return { refusal: 'none' };
  if (typeof document.answers === 'number' && document.answers > 1) return { refusal: 'newer' };
  const { data } = answersSchema.safeParse(document);
  return data ? { answers: data } : { refusal: 'damaged' };
}

/** Brackets within brackets of a file of answers. */
const DEPTH = 6;

/** Whether a file is one of answers, by its name or how it begins. */
export const isMeant = (file: string, beginning: string): boolean =>
  file.toLowerCase().endsWith(answersEnding) || /^\s*\{\s*"answers"\s*:/.test(beginning);
