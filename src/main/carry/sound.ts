import type { z } from 'zod';
import { crc32 } from 'node:zlib';
import { dataSetOf } from '../../core/data/data-set.ts';
import { dataLimits } from '../../core/data/limits.ts';
import { LabError } from '../../core/errors.ts';
import { decodeFrame, peekFrame } from '../../core/frame/frame.ts';
import { sizeOf, type Layout } from '../../core/frame/layout.ts';
import { progressSchema as lessonSchema } from '../../core/lessons/progress.ts';
import { checkPlan, readJson } from '../../core/plan/parse.ts';
import { planSchema } from '../../core/plan/schema.ts';
import { sweepSchema } from '../../core/sweep/schema.ts';
import { sha256Of } from '../store/data-sets.ts';
import { unpacked } from '../store/packing.ts';
import { declaredSize } from './packed-size.ts';
import * as rows from './rows.ts';

// What is wrong with a row of a file: the place within it, empty where that is the whole row; null where it is sound. The same holds
// for what is written and for what is taken in.

/** The largest frame that is unpacked. */
const MOST_FRAME = 2 ** 28;

export type Fault = string | null;
type Checker = (row: unknown) => Fault;

/** A check of a row: its columns by a schema, then what they say. */
const checker =
  <T>(schema: z.ZodType<T>, more: (row: T) => Fault = () => null): Checker =>
  (row) => {
    const { data, error } = schema.safeParse(row);
    return data === undefined ? String(error?.issues[0]?.path[0] ?? '') : more(data);
  };

/** A text as JSON of a form; undefined where it is not. */
function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  const read = readJson(text);
  return 'problem' in read ? undefined : schema.safeParse(read.document).data;
}

function isPlan(text: string): boolean {
  const read = readJson(text);
  return !('problem' in read) && checkPlan(read.document, Infinity).plan !== null;
}

/** A document that is edited has the form of a plan; its network may not run yet. */
export const experimentFault = checker(rows.experimentRow, ({ plan }) => (parsed(planSchema, plan) ? null : 'plan'));
export const editFault = checker(rows.editRow, ({ delta }) => (parsed(rows.deltaRow, delta) ? null : 'delta'));
export const sweepFault = checker(rows.sweepRow, ({ document }) => (parsed(sweepSchema, document) ? null : 'document'));
export const tagFault = checker(rows.tagRow);
export const noteFault = checker(rows.noteRow);
export const askedFault = checker(rows.askedRow);
export const dataSetFault = checker(rows.dataSetRow, ({ sha256, name, bytes }) =>
  bytes.length <= dataLimits.bytes && sha256Of(bytes) === sha256 && isDataSet(bytes, name) ? null : 'bytes',
);
function isDataSet(bytes: Uint8Array, name: string): boolean {
  try {
    dataSetOf(bytes, name);
    return true;
  } catch (error) {
    if (error instanceof LabError) return false;
    throw error;
  }
}
export const lessonFault = (text: string): Fault => (parsed(lessonSchema, text) ? null : 'value');

/** JSON columns of a run, and what they must be where they are there. */
const columns = {
  progress: rows.progressSchema,
  layout: rows.layoutSchema,
  cadence: rows.cadenceSchema,
  parent: rows.parentSchema,
  differs: rows.differsSchema,
  wrote: rows.writerSchema,
  verified: rows.verifiedSchema,
  metrics: rows.metricsSchema,
} as const satisfies Partial<Record<keyof rows.RunRow, z.ZodType>>;

/** @param points how many points its sweep has; undefined where that sweep is not there */
export const runFault = (row: unknown, points: (sweep: number) => number | undefined): Fault =>
  checker(rows.runRow, (run) => {
    if (!isPlan(run.plan)) return 'plan';
    for (const [column, schema] of Object.entries(columns)) {
      const text = run[column as keyof typeof columns]; // of the keys of columns
      if (text !== null && parsed<unknown>(schema, text) === undefined) return column;
    }
    const layout = parsed(rows.layoutSchema, run.layout);
    if (!layout || sizeOf(layout.keyframe, 1) > MOST_FRAME / 4) return 'layout';
    if (run.parent !== null && (parsed(rows.parentSchema, run.parent)?.run ?? Infinity) >= run.id) return 'parent';
    const total = run.sweep === null ? null : (points(run.sweep) ?? 0);
    const fits = total === null ? run.point === null : run.point !== null && run.point < total && run.outcome !== null;
    return fits ? null : 'point';
  })(row);

/** A frame is unpacked and taken apart, which its run's layout must allow. @param frames of its run */
export const frameFault = (row: unknown, layout: Layout, frames: number): Fault =>
  checker(rows.frameRow, (frame) => {
    if (frame.ordinal >= frames) return 'ordinal';
    const size = declaredSize(frame.bytes);
    const bytes = size === null || size > MOST_FRAME ? null : unpackedOr(frame.bytes);
    if (!bytes) return 'bytes';
    if (crc32(bytes) !== frame.crc32) return 'crc32';
    try {
      decodeFrame(bytes, layout);
    } catch {
      return 'bytes';
    }
    const { step, kind } = peekFrame(bytes);
    return step === frame.step && kind === frame.kind ? null : 'step';
  })(row);

/** What was packed; null where zstd cannot read it. */
function unpackedOr(bytes: Uint8Array): Uint8Array | null {
  try {
    return unpacked(bytes);
  } catch (error) {
    if (error instanceof LabError) throw error;
    return null;
  }
}
