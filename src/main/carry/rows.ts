import { z } from 'zod';
import { noteSchema, tagSchema } from '../../core/contract/runs.ts';
import { backendIds, engineIds, type EngineUsed } from '../../core/engines.ts';
import type { Cadence, Entry, Layout } from '../../core/frame/layout.ts';
import { deltaSchema } from '../../core/plan/edits.ts';
import { limits } from '../../core/plan/schema.ts';
import { settingIds, type Setting } from '../../core/plan/settings.ts';
import { runStatuses, type Change, type Parent, type Progress } from '../../core/run.ts';
import { sweepStatuses, type Metrics } from '../../core/sweep/results.ts';
import { sweepLimits } from '../../core/sweep/schema.ts';
import type { Finding, Outcome, Verification, Writer } from '../../core/verification.ts';
import type { Difference } from '../../core/frame/difference.ts';

/** The shape of an object of ours: a schema that forgets a property does not compile. */
type Shape<T> = Record<keyof T, z.ZodType>;

const whole = z.int().min(0);
const id = z.int().positive();
const measured = z.number().nullable();
const time = z.int().min(0).max(8.64e15);
const words = z.string().max(400);
const long = z.string().max(4000);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const engineUsed = z.strictObject({
  engine: z.enum(engineIds),
  backend: z.enum(backendIds).nullable(),
  version: words.exactOptional(),
  notes: z.array(long).max(50),
} satisfies Shape<EngineUsed>);

/** How a run stands in a file: it never goes on by itself. */
export const progressSchema = z.strictObject({
  status: z.enum(runStatuses.filter((status) => status !== 'running' && status !== 'paused')),
  step: whole,
  epoch: z.number().min(0),
  loss: measured,
  testLoss: measured,
  testAccuracy: measured,
  validationLoss: measured.exactOptional(),
  validationAccuracy: measured.exactOptional(),
  trained: z.strictObject({ loss: measured, accuracy: measured }).nullable().exactOptional(),
  best: z
    .strictObject({ step: whole, validationLoss: z.number().exactOptional(), testLoss: z.number().exactOptional() })
    .exactOptional(),
  seconds: z.number().min(0),
  speed: z.number().min(0),
  curve: z.array(z.strictObject({ step: whole, loss: measured, testLoss: measured })).max(256),
  message: long.exactOptional(),
  engine: engineUsed.exactOptional(),
} satisfies Shape<Progress>);

const entry = z.strictObject({
  name: z.string().max(200),
  rows: z.union([z.literal('n'), z.int().min(0).max(1e9)]),
  columns: z.int().min(0).max(1e9),
} satisfies Shape<Entry>);
const entries = z.array(entry).max(20_000);

export const layoutSchema = z.strictObject({
  frame: entries,
  keyframe: entries,
  curve: entries.exactOptional(),
} satisfies Shape<Layout>);

export const cadenceSchema = z.strictObject({
  frameEvery: z.int().positive(),
  keyframeEvery: z.int().positive(),
  keyframeAtStart: z.boolean(),
} satisfies Shape<Cadence>);

const change = z.strictObject({ name: z.string().max(8), index: whole, value: z.number() } satisfies Shape<Change>);
export const parentSchema = z.strictObject({
  run: id,
  name: words,
  step: whole,
  changes: z.array(change).max(1000),
} satisfies Shape<Parent>);

export const differsSchema = z
  .array(z.strictObject({ id: z.enum(settingIds), value: z.union([z.string(), z.number()]) } satisfies Shape<Setting>))
  .max(settingIds.length);

export const writerSchema = z.strictObject({
  version: words,
  kernels: words.nullable(),
  node: words,
  electron: words.exactOptional(),
  platform: words,
} satisfies Shape<Writer>);

const difference = z.strictObject({
  name: words,
  index: whole.nullable(),
  columns: whole,
  stored: measured,
  again: measured,
  absolute: measured,
  relative: measured,
  others: whole,
} satisfies Shape<Difference>);
const finding = z.strictObject({
  ordinal: whole,
  step: whole,
  frame: z.enum(['frame', 'keyframe']),
  damaged: z.boolean(),
  what: z.enum(['numbers', 'bytes', 'checksum', 'absent']),
  difference: difference.nullable(),
} satisfies Shape<Finding>);
const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exact') }),
  z.strictObject({
    kind: z.literal('within'),
    exactly: whole,
    tolerance: z.number(),
    largest: z.number(),
    name: words,
    step: whole,
  }),
  z.strictObject({ kind: z.literal('differs'), findings: z.array(finding).max(1000) }),
  z.strictObject({ kind: z.literal('failed'), reason: long }),
]) satisfies z.ZodType<Outcome>;
export const verifiedSchema = z.strictObject({
  at: time,
  by: writerSchema,
  frames: whole,
  same: whole,
  outcome,
} satisfies Shape<Verification>);

export const metricsSchema = z.strictObject({
  trainLoss: measured,
  testLoss: measured,
  validationLoss: measured.exactOptional(),
  validationAccuracy: measured.exactOptional(),
  gap: measured,
  trainAccuracy: measured,
  testAccuracy: measured,
  norm: measured,
  norms: z.array(measured).max(limits.layers),
  steps: whole,
  seconds: z.number().min(0),
} satisfies Shape<Metrics>);

export const deltaRow = deltaSchema;

/** Rows as they lie in the file; columns of JSON are texts that are parsed by the schemas above. */
const text = z.string().max(limits.textBytes);
/** A name: of earlier versions it may hold anything, but not more. */
const name = z.string().min(1).max(400);

export const experimentRow = z.strictObject({
  id,
  plan: text,
  updated_at: time,
  edit_position: whole,
  revision: z.string().min(1).max(40).nullable(),
});
export type ExperimentRow = z.infer<typeof experimentRow>;

export const editRow = z.strictObject({
  experiment: id,
  position: whole,
  key: z.string().min(1).max(40),
  label: z.string().max(120),
  delta: text,
});
export type EditRow = z.infer<typeof editRow>;

export const sweepRow = z.strictObject({
  id,
  experiment: id,
  lab: z.null(),
  name,
  created_at: time,
  status: z.enum(sweepStatuses.filter((status) => status !== 'running')),
  processes: z.int().min(1).max(64),
  total: z
    .int()
    .min(1)
    .max(sweepLimits.points * sweepLimits.seeds),
  document: text,
});
export type SweepRow = z.infer<typeof sweepRow>;

/** Frames of a run: a million steps, each with a keyframe, and more. */
const MOST_FRAMES = 10_000_000;

export const runRow = z.strictObject({
  id,
  experiment: id,
  lab: z.literal(''),
  name,
  created_at: time,
  steps: id,
  architecture: z.string().max(4000),
  activation: z.string().max(4000),
  data: words,
  init: z.string().max(4000),
  frames: z.int().min(0).max(MOST_FRAMES),
  bytes: whole,
  progress: text,
  layout: text,
  cadence: text,
  plan: text,
  parent: text.nullable(),
  differs: text.nullable(),
  thinned: whole,
  packed: z.int().min(-1),
  best_frame: whole.nullable(),
  best_loss: z.number().nullable(),
  wrote: text.nullable(),
  verified: text.nullable(),
  sweep: id.nullable(),
  point: whole.nullable(),
  outcome: z.enum(['finished', 'stopped', 'diverged', 'interrupted', 'failed']).nullable(),
  metrics: text.nullable(),
});
export type RunRow = z.infer<typeof runRow>;

export const frameRow = z.strictObject({
  run: id,
  ordinal: whole,
  step: whole,
  kind: z.enum(['frame', 'keyframe']),
  crc32: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  bytes: z.instanceof(Uint8Array),
});

export const dataSetRow = z.strictObject({
  sha256,
  name: z.string().max(400),
  created_at: time,
  bytes: z.instanceof(Uint8Array),
});
export type DataSetRow = z.infer<typeof dataSetRow>;

export const tagRow = z.strictObject({ run: id, tag: tagSchema });
export const noteRow = z.strictObject({ run: id, note: noteSchema });
export const askedRow = z.strictObject({ run: id, ordinal: whole });
