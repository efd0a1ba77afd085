import type { Database } from 'better-sqlite3';
import { crc32 } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import { decodeFrame, peekFrame } from '../../core/frame/frame.ts';
import { sizeOf } from '../../core/frame/layout.ts';
import { progressSchema as lessonSchema } from '../../core/lessons/progress.ts';
import { checkPlan, readJson } from '../../core/plan/parse.ts';
import { sweepSchema } from '../../core/sweep/schema.ts';
import { sha256Of } from '../store/data-sets.ts';
import { migrate, migrations } from '../store/migrations.ts';
import { unpacked } from '../store/packing.ts';
import { isSqlite } from '../store/sqlite-error.ts';
import { labelKey, labelSchema, type Label } from './carried.ts';
import { contentDigest } from './digest.ts';
import { bad, checkHeader, checkSchema, openGuarded } from './opened.ts';
import { declaredSize } from './packed-size.ts';
import * as rows from './rows.ts';
import { emptyTables, isLesson } from './tables.ts';

/** The largest frame that is unpacked. */
const MOST_FRAME = 2 ** 28;

/** Checks a private copy of a file, every row of it. One of an earlier version is brought to this one, which changes the copy.
 *  @param file its name, for sentences @returns it opened, to be read and closed @throws LabError file-bad */
export function checkCopy(path: string, file: string): { db: Database; label: Label } {
  const version = checkHeader(path, file);
  let db = openGuarded(path);
  try {
    checkSchema(db, version, file);
    const label = labelOf(db, file);
    if (contentDigest(db) !== label.sha256) throw bad(file, 'its checksum', 'the rows that were written');
    if (version < migrations.length) {
      db.close();
      const older = new Sqlite(path);
      try {
        migrate(older);
      } finally {
        older.close();
      }
      db = openGuarded(path);
    }
    checkRows(db, file);
    return { db, label };
  } catch (error) {
    db.close();
    if (isSqlite(error)) throw bad(file, 'its pages', 'an undamaged database');
    throw error;
  }
}

function labelOf(db: Database, file: string): Label {
  const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(labelKey);
  return parsed(labelSchema, text ?? '', file, 'its label');
}

/** A text as JSON of a form. @throws LabError file-bad */
function parsed<T>(schema: z.ZodType<T>, text: string, file: string, place: string): T {
  const read = readJson(text);
  const found = 'problem' in read ? undefined : schema.safeParse(read.document).data;
  if (found === undefined) throw bad(file, place, 'what Goldilocks writes there');
  return found;
}

function checkRows(db: Database, file: string): void {
  const each = <T>(table: string, schema: z.ZodType<T>, check: (row: T, place: string) => void): void => {
    let n = 0;
    for (const row of db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).iterate()) {
      n++;
      const place = `${table}, row ${n}`;
      const result = schema.safeParse(row);
      if (!result.success) throw bad(file, `${place}, ${String(result.error.issues[0]?.path[0] ?? '')}`, 'what Goldilocks writes there'); // prettier-ignore
      check(result.data, place);
    }
  };
  const plan = (text: string, place: string): void => {
    const read = readJson(text);
    if ('problem' in read || checkPlan(read.document, Infinity).plan === null)
      throw bad(file, `${place}, plan`, 'a plan');
  };
  const json = <T>(schema: z.ZodType<T>, text: string, place: string): T => parsed(schema, text, file, place);
  for (const table of emptyTables)
    if (db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined) throw bad(file, table, 'no rows');
  each('settings', z.strictObject({ key: z.string(), value: z.string() }), ({ key, value }, place) => {
    if (key === labelKey) return;
    if (!isLesson(key)) throw bad(file, place, 'the answers of a lesson');
    json(lessonSchema, value, place);
  });
  each('experiments', rows.experimentRow, (row, place) => plan(row.plan, place));
  each('edits', rows.editRow, (row, place) => json(rows.deltaRow, row.delta, `${place}, delta`));
  each('sweeps', rows.sweepRow, (row, place) => json(sweepSchema, row.document, `${place}, document`));
  each('data_sets', rows.dataSetRow, ({ sha256, bytes }, place) => {
    if (sha256Of(bytes) !== sha256) throw bad(file, place, 'the bytes of its SHA-256');
  });
  const points = new Map(db.prepare<[], [number, number]>('SELECT id, total FROM sweeps').raw().all());
  each('runs', rows.runRow, (row, place) => {
    plan(row.plan, place);
    json(rows.progressSchema, row.progress, `${place}, progress`);
    json(rows.layoutSchema, row.layout, `${place}, layout`);
    json(rows.cadenceSchema, row.cadence, `${place}, cadence`);
    if (row.parent !== null && json(rows.parentSchema, row.parent, `${place}, parent`).run >= row.id)
      throw bad(file, `${place}, parent`, 'a run before it');
    if (row.differs !== null) json(rows.differsSchema, row.differs, `${place}, differs`);
    if (row.wrote !== null) json(rows.writerSchema, row.wrote, `${place}, wrote`);
    if (row.verified !== null) json(rows.verifiedSchema, row.verified, `${place}, verified`);
    if (row.metrics !== null) json(rows.metricsSchema, row.metrics, `${place}, metrics`);
    const total = row.sweep === null ? null : (points.get(row.sweep) ?? 0);
    if (total === null ? row.point !== null : row.point === null || row.point >= total || row.outcome === null)
      throw bad(file, `${place}, point`, 'a point of its sweep');
    checkFrames(db, row, file);
  });
  each('asked_frames', rows.askedRow, () => undefined);
  each('run_tags', rows.tagRow, () => undefined);
  each('run_notes', rows.noteRow, () => undefined);
}

/** Every frame is unpacked and taken apart, which its run's layout must allow. */
function checkFrames(db: Database, { id, frames, layout: text }: rows.RunRow, file: string): void {
  const layout = rows.layoutSchema.parse(JSON.parse(text));
  if (sizeOf(layout.keyframe, 1) > MOST_FRAME / 4) throw bad(file, `run ${id}, layout`, 'frames of at most 256 MiB');
  for (const found of db.prepare<[number]>('SELECT * FROM frames WHERE run = ?').iterate(id)) {
    const { data: row } = rows.frameRow.safeParse(found);
    const place = `run ${id}, frame ${row?.ordinal ?? '?'}`;
    const size = row && declaredSize(row.bytes);
    if (!row || size === null || size === undefined || size > MOST_FRAME || row.ordinal >= frames)
      throw bad(file, place, 'a frame');
    const bytes = unpackedOr(row.bytes);
    if (!bytes || crc32(bytes) !== row.crc32) throw bad(file, place, 'the bytes of its checksum');
    try {
      decodeFrame(bytes, layout);
    } catch {
      throw bad(file, place, 'a frame of the layout of its run');
    }
    const { step, kind } = peekFrame(bytes);
    if (step !== row.step || kind !== row.kind) throw bad(file, place, 'the step and kind that it says');
  }
}

/** What was packed; null where zstd cannot read it. */
function unpackedOr(bytes: Uint8Array): Uint8Array | null {
  try {
    return unpacked(bytes);
  } catch (error) {
    if (error instanceof LabError) throw error;
    return null;
  }
}
