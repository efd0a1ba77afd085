import { z } from 'zod';
import type { Lesson } from './schema.ts';

const words = z.string().max(400);

/** Wrong answers to a question that are kept. */
export const mostWrong = 20;

/** What a person has done of a lesson, as the lab keeps it. */
export const progressSchema = z.strictObject({
  /** The scene on show. */
  scene: words,
  /** Milliseconds since 1970, when something was done last. */
  at: z.number(),
  /** Seconds it was on screen. */
  seconds: z.number().min(0),
  /** Of each scene: its experiment, and the runs on show in the order of its networks. */
  scenes: z.record(words, z.strictObject({ experiment: z.int(), runs: z.array(z.int()).max(6) })),
  /** Steps that were ticked by what was done. */
  done: z.array(words).max(40),
  /** Of each question: what was answered last, whether that is right, how many times it was answered, and whether the value
   *  was shown. */
  answers: z.record(
    words,
    z.strictObject({
      given: words,
      right: z.boolean(),
      tries: z.int().min(1),
      shown: z.boolean().exactOptional(),
      /** Of a prediction: that it was made after playing, and what came. */
      late: z.boolean().exactOptional(),
      came: z.int().exactOptional(),
      /** What was answered wrong before, the newest last. */
      wrong: z.array(words).max(mostWrong).exactOptional(),
    }),
  ),
  /** Of each claim, by its formula: what was measured, and where: a step of a run, or a sweep. */
  claims: z.record(
    words,
    z.strictObject({
      got: z.number().nullable(),
      holds: z.boolean(),
      run: z.int().exactOptional(),
      step: z.number().exactOptional(),
      sweep: z.int().exactOptional(),
    }),
  ),
  /** Sweeps over seeds that were begun, by what they are for. */
  sweeps: z.record(words, z.int()),
});
export type Progress = z.infer<typeof progressSchema>;
export type Answer = Progress['answers'][string];
export type Measured = Progress['claims'][string];

export const noProgress = ({ scenes }: Lesson): Progress => ({
  scene: scenes[0]?.id ?? '',
  at: 0,
  seconds: 0,
  scenes: {},
  done: [],
  answers: {},
  claims: {},
  sweeps: {},
});

/** The wrong answers to keep when a question is answered once more: an answer that was shown is none of the person's. */
export function wrongBefore(before: Answer | undefined): { wrong?: string[] } {
  if (!before) return {};
  const wrong = [...(before.wrong ?? []), ...(before.right || before.shown ? [] : [before.given])];
  return wrong.length > 0 ? { wrong: wrong.slice(-mostWrong) } : {};
}

/** What a claim is kept under. */
export const claimKey = ({ measure, scene = '' }: Lesson['claims'][number], index: number): string =>
  `${index} ${scene} ${measure}`.slice(0, 400);

/** Whether a step is ticked: done, answered right, or predicted. */
export function isDone(step: Lesson['steps'][number], { done, answers }: Progress): boolean {
  if (step.kind === 'do') return done.includes(step.id);
  const answer = answers[step.id];
  return answer !== undefined && (step.kind === 'predict' || answer.right || answer.shown === true);
}

/** How far a lesson is: steps done, claims measured, and whether that is all. */
export function standing(lesson: Lesson, progress: Progress): { done: number; measured: number; ended: boolean } {
  const done = lesson.steps.filter((step) => isDone(step, progress)).length;
  const measured = lesson.claims.filter((claim, i) => progress.claims[claimKey(claim, i)]).length;
  return { done, measured, ended: done === lesson.steps.length && measured === lesson.claims.length };
}

/** Whether an answer is right to three significant digits. */
export function isClose(given: number, right: number): boolean {
  if (given === right) return true;
  if (!Number.isFinite(right)) return false; // a loss without bounds has no digits
  if (right === 0) return Math.abs(given) < 5e-4;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(right))) - 2);
  return Math.abs(given - right) <= 0.5 * unit * (1 + 1e-6);
}
