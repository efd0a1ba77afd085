import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { Carried, digestOf, signAnew } from './testing/carried.ts';
import { checkCopy } from '../carry/check.ts';
import { contentDigest } from '../carry/digest.ts';

const timeout = 120_000;

let carried: Carried;
let room: string;
let file: string;

beforeAll(async () => {
  carried = await Carried.make();
  ({ room, file } = carried);
}, timeout);
afterAll(() => carried.close());

/** Deterministic numbers from 0 to below n. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** @returns the digest of what was accepted, null where it was refused by one of our errors */
function tried(path: string): string | null {
  try {
    const { db } = checkCopy(path, 'x');
    try {
      return contentDigest(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}

describe('a file that was changed', { timeout: 300_000 }, () => {
  test('in its bytes: refused, or of the same rows', () => {
    const bytes = readFileSync(file);
    const digest = digestOf(file);
    const below = numbers(7);
    const copy = join(room, 'mutated.db');
    let refused = 0;
    for (let i = 0; i < 500; i++) {
      let mutated = Buffer.from(bytes);
      const at = below(i % 5 === 0 ? 128 : mutated.length);
      if (i % 10 === 9) mutated = mutated.subarray(0, at);
      else mutated[at] = (mutated[at] ?? 0) ^ (1 << below(8));
      writeFileSync(copy, mutated);
      const found = tried(copy);
      if (found === null) refused++;
      else expect(found, `mutation ${i} at ${at}`).toBe(digest);
    }
    // the others hit what no page uses: most tables fill a small part of their one page
    expect(refused).toBeGreaterThan(100);
  });

  test.each([
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END'],
    ['a view', 'CREATE VIEW v AS SELECT 1'],
    ['a table', 'CREATE TABLE t (x)'],
    ['a column', 'ALTER TABLE runs ADD COLUMN x TEXT'],
    ['a missing index', 'DROP INDEX runs_newest'],
    ['no plan', "UPDATE runs SET plan = '{}'"],
    ['a plan that is no JSON', "UPDATE experiments SET plan = 'x'"],
    ['a live run', "UPDATE runs SET progress = json_set(progress, '$.status', 'running')"],
    ['a property that is not ours', "UPDATE runs SET progress = json_set(progress, '$.x', 1)"],
    ['a run that is its own parent', "UPDATE runs SET parent = json_set(parent, '$.run', id) WHERE parent IS NOT NULL"],
    ['a sweep that runs', "UPDATE sweeps SET status = 'running'"],
    ['a point beyond its sweep', 'UPDATE runs SET point = point + 100 WHERE sweep IS NOT NULL'],
    ['a setting', "INSERT INTO settings VALUES ('theme', '1')"],
    ['a row of a list', "INSERT INTO run_texts VALUES (1, '', '')"],
    ['a lab', "INSERT INTO labs VALUES ('x')"],
    ['a frame of another step', 'UPDATE frames SET step = step + 1 WHERE ordinal = 3'],
    ['a frame with a wrong sum', 'UPDATE frames SET crc32 = crc32 - 1 WHERE ordinal = 3'],
    ['a frame that is none', "UPDATE frames SET bytes = x'00' WHERE ordinal = 3"],
    ['a frame beyond the last', 'UPDATE frames SET ordinal = ordinal + 100000'],
    ['a frame of nobody', 'UPDATE frames SET run = 999 WHERE ordinal = 3 AND run = 1'],
    ['a tag with a control', 'INSERT INTO run_tags VALUES (1, char(7))'],
    [
      'bytes under their sum that are no data',
      `INSERT INTO data_sets VALUES ('${createHash('sha256').update('x').digest('hex')}', 'x', 1, x'78')`,
    ],
    ['more frames than any run has', 'UPDATE runs SET frames = 9000000000000000 WHERE id = 1'],
    ['data under another sum', "INSERT INTO data_sets VALUES (printf('%064d', 0), 'x', 1, x'00')"],
  ])('signed anew, with %s: refused', (_what, sql) => {
    const copy = join(room, 'signed.db');
    copyFileSync(file, copy);
    signAnew(copy, sql);
    expect(tried(copy)).toBeNull();
  });

  test('signed anew and otherwise sound: taken', () => {
    const copy = join(room, 'signed.db');
    copyFileSync(file, copy);
    expect(tried(copy)).toBe(digestOf(file));
  });
});
