import { z } from 'zod';
import { plotIds } from '../plots.ts';
import { nameSchema, printable } from '../plan/text.ts';
import { planSchema } from '../plan/schema.ts';
import { metricIds } from '../sweep/results.ts';
import { sweepSchema } from '../sweep/schema.ts';

/** What a lesson may hold at most. */
export const lessonLimits = {
  columns: 6,
  sweeps: 3,
  points: 300,
  scenes: 8,
  steps: 20,
  claims: 16,
  text: 4000,
  line: 400,
  bytes: 4 * 2 ** 20,
  /** Of one network, or of a claim. */
  settings: 40,
};

const line = z.string().trim().min(1).max(lessonLimits.line).regex(printable);
/** Markdown with formulas between dollars. */
const text = z.string().trim().min(1).max(lessonLimits.text);
/** Progress is kept by these: what every object has (`constructor`) is none. */
const id = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,29}$/)
  .refine((one) => !(one in {}));
/** A formula over what was recorded, or over what the person has done (lessons/expression.ts). */
const formula = z.string().trim().min(1).max(300).regex(printable);
/** Places of a plan (sweep/fields.ts, or single numbers by lessons/exact.ts) and what they are set to. */
const set = z
  .record(z.string().min(1).max(60), z.union([z.number(), z.string().max(40)]))
  .superRefine((all, context) => {
    // each is a plan to check
    if (Object.keys(all).length > lessonLimits.settings)
      context.addIssue({
        code: 'too_big',
        origin: 'array',
        maximum: lessonLimits.settings,
        inclusive: true,
        input: all,
      });
  });

/** When of a run: before its first step, after its last, or at a step or the first step of an epoch, both counted from 0. */
const when = z.union([
  z.enum(['start', 'end']),
  z.strictObject({ step: z.int().min(0) }),
  z.strictObject({ epoch: z.int().min(0) }),
]);

/** What a number has to be. */
const want = z.union([
  z.strictObject({ below: z.number() }),
  z.strictObject({ above: z.number() }),
  z.strictObject({ near: z.number(), within: z.number().min(0) }),
  z.strictObject({ least: z.number(), most: z.number() }),
]);

/** One network of a scene: the scene's plan with some of it set, and exact values of parameters where these are told. */
const column = z.strictObject({
  name: nameSchema,
  says: line.exactOptional(),
  set: set.exactOptional(),
  parameters: planSchema.shape.parameters,
});

const settingsOfPlot = z.record(z.string().max(20), z.union([z.boolean(), z.number(), z.string().max(40)]));

/** What stands in the workbench: one network, or several beside each other. */
const scene = z.strictObject({
  id,
  title: line,
  plan: planSchema,
  columns: z.array(column).min(1).max(lessonLimits.columns),
  zoom: z.enum(['layers', 'units', 'graph']),
  /** Of one network: its plots; of several: the rows below the networks. */
  plots: z.array(z.enum(plotIds)).max(plotIds.length),
  /** What is set in them. */
  options: z.partialRecord(z.enum(plotIds), settingsOfPlot).exactOptional(),
  /** How fast its runs go at first, in steps a second; not given, as fast as they do elsewhere. */
  speed: z.union([z.literal(10), z.literal(100), z.literal(1000), z.literal('max')]).exactOptional(),
  /** Of several networks: without a row that draws them. */
  plain: z.literal(true).exactOptional(),
  /** What can be set above the networks, for all of them alike. */
  knobs: z.array(z.string().min(1).max(60)).max(8).exactOptional(),
});

const measured = z.number().nullable();
/** Many runs of a plan, begun from a step and shown by themselves. */
const ofSweep = z.strictObject({
  id,
  sweep: sweepSchema,
  /** What its figure shows when it is opened from here; not given, what it shows elsewhere. */
  metric: z.enum(metricIds).exactOptional(),
  /** What came of it where the lesson was written, point by point: it is shown until the person has run it. */
  results: z
    .array(
      z.strictObject({
        trainLoss: measured,
        testLoss: measured,
        trainAccuracy: measured,
        testAccuracy: measured,
        norm: measured,
      }),
    )
    .max(lessonLimits.points)
    .exactOptional(),
});

const step = z.discriminatedUnion('kind', [
  /** Ticked by what the person did: the formula becomes true. */
  z.strictObject({
    kind: z.literal('do'),
    id,
    says: text,
    done: formula,
    scene: id.exactOptional(),
    /** A sweep that can be opened and run from here. */
    sweep: id.exactOptional(),
  }),
  /** A number to fill in, right to three digits. */
  z.strictObject({
    kind: z.literal('number'),
    id,
    says: text,
    answer: formula,
    when: when.exactOptional(),
    mistakes: z
      .array(z.strictObject({ is: formula, says: text }))
      .max(8)
      .exactOptional(),
    scene: id.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('choose'),
    id,
    says: text,
    options: z.array(line).min(2).max(6),
    /** The right one, counted from 1. */
    answer: z.int().min(1).max(6),
    because: text,
    scene: id.exactOptional(),
  }),
  /** Asked before Play; what came of it is measured. */
  z.strictObject({
    kind: z.literal('predict'),
    id,
    says: text,
    options: z.array(line).min(2).max(6),
    /** The number of the option that came true. */
    came: formula,
    when: when.exactOptional(),
    scene: id.exactOptional(),
  }),
]);

const claim = z.strictObject({
  /** What the lecture says. */
  says: text,
  /** What is measured, in words. */
  quantity: line,
  measure: formula,
  when: when.exactOptional(),
  is: want,
  scene: id.exactOptional(),
  /** About a sweep instead of a scene: formulas are over lists along its axis (lessons/sweep-scope.ts). */
  sweep: id.exactOptional(),
  /** Counts only where the plans on show have these; `lab lesson --play` sets them. */
  given: set.exactOptional(),
  /** The middle of so many seeds. */
  seeds: z.int().min(2).max(101).exactOptional(),
  /** Measured once this step is done; else once a run has come that far. */
  after: id.exactOptional(),
  /** A setting of all networks in which it is not so. */
  contrast: set,
  /** Networks of the contrast whose exact values are others. */
  otherwise: planSchema.shape.parameters,
});

/** A lesson, version 1: what a teacher writes and opens like an experiment. */
export const lessonSchema = z.strictObject({
  lesson: z.literal(1),
  title: nameSchema,
  /** What is measured in it, in one line. */
  about: line,
  minutes: z.int().min(1).max(180),
  text,
  scenes: z.array(scene).min(1).max(lessonLimits.scenes),
  sweeps: z.array(ofSweep).max(lessonLimits.sweeps).exactOptional(),
  steps: z.array(step).min(1).max(lessonLimits.steps),
  claims: z.array(claim).max(lessonLimits.claims),
});

export type Lesson = z.infer<typeof lessonSchema>;
export type Scene = Lesson['scenes'][number];
export type LessonSweep = NonNullable<Lesson['sweeps']>[number];
export type LessonStep = Lesson['steps'][number];
export type Claim = Lesson['claims'][number];
export type When = z.infer<typeof when>;
export type Want = z.infer<typeof want>;
export type Settings = z.infer<typeof set>;
