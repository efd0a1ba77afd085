import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import { APPLICATION_ID, migrations, migrate } from '../store/migrations.ts';
import { MOST_FILE } from '../../core/contract/carry.ts';

export const bad = (file: string, place: string, expected: string): LabError =>
  new LabError('file-bad', { file, place, expected });

/** What the first bytes of a file say of it, before SQLite sees any of it [sqlite.org/fileformat2.html, 1.3].
 *  @param file its name, for sentences @returns the version of its schema @throws LabError file-bad */
export function checkHeader(path: string, file: string): number {
  const head = Buffer.alloc(100);
  if (!statSync(path).isFile()) throw bad(file, 'byte 0', 'a Goldilocks file');
  const descriptor = openSync(path, 'r');
  let size: number;
  let read: number;
  try {
    size = fstatSync(descriptor).size;
    read = readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (read < head.length || head.toString('latin1', 0, 16) !== 'SQLite format 3\0')
    throw bad(file, 'byte 0', 'a Goldilocks file');
  if (head.readUInt32BE(68) !== APPLICATION_ID) throw bad(file, 'byte 68', 'the mark of a Goldilocks file');
  const version = head.readUInt32BE(60);
  if (version > migrations.length)
    throw bad(file, 'its version', `at most ${migrations.length}: it is from a later Goldilocks, which reads it`);
  if (version === 0) throw bad(file, 'byte 60', 'a version');
  if (size > MOST_FILE) throw bad(file, 'its size', `at most ${MOST_FILE / 2 ** 20} MiB`);
  if (head[18] !== 1 || head[19] !== 1) throw bad(file, 'byte 18', 'a file without a log beside it');
  const stated = head.readUInt16BE(16);
  const page = stated === 1 ? 65536 : stated;
  if (page < 512 || (page & (page - 1)) !== 0) throw bad(file, 'byte 16', 'a page size');
  if (head.readUInt32BE(28) * page !== size) throw bad(file, 'its end', 'as many pages as its head says');
  return version;
}

/** Opens a file that checkHeader let pass so that nothing in it is carried out or believed. Read-only. */
export function openGuarded(path: string): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('foreign_keys = OFF');
  return db;
}

/** Refuses a file whose pages are damaged, or that has anything but what our migrations make: no trigger, view or virtual table
 *  more, none otherwise. @throws LabError file-bad */
export function checkSchema(db: Database.Database, version: number, file: string): void {
  checkObjects(db, version, file);
  const sound = db.pragma('integrity_check(1)', { simple: true });
  if (sound !== 'ok') throw bad(file, oneLine(String(sound)), 'an undamaged page');
  const [dangling] = db.prepare<[], { table: string }>('SELECT "table" FROM pragma_foreign_key_check LIMIT 1').all();
  if (dangling) throw bad(file, dangling.table, 'rows that belong to a run');
}

/** SQLite heads what it says of a page with the name of the database, in a line of its own. */
const oneLine = (said: string): string =>
  said
    .replace(/^\*\*\* .+ \*\*\*\s/, '')
    .replace(/\s+/g, ' ')
    .slice(0, 80);

/** Refuses a database that has anything but what the first `version` migrations make. @throws LabError file-bad */
export function checkObjects(db: Database.Database, version: number, file: string): void {
  const expected = schemaOf(version);
  const found = objectsOf(db);
  for (const [name, sql] of found)
    if (expected.get(name) !== sql) throw bad(file, `the schema (${name.slice(0, 60)})`, 'the tables of Goldilocks');
  if (found.size !== expected.size) throw bad(file, 'the schema', 'all tables of Goldilocks');
}

/** The objects of a schema by kind and name, and how each was made. */
function objectsOf(db: Database.Database): Map<string, string> {
  const rows = db
    .prepare<[], { type: string; name: string; of: string; sql: string | null }>(
      'SELECT type, name, tbl_name AS of, sql FROM sqlite_schema LIMIT 1000',
    )
    .all();
  return new Map(rows.map(({ type, name, of, sql }) => [`${type} ${name}`, `${of} ${normalized(sql ?? '')}`]));
}

/** Spaces alone are put aside: where a comment ends is part of what a text means. */
const normalized = (sql: string): string => sql.replace(/[ \t\r]+/g, ' ').trim();

const schemas = new Map<number, Map<string, string>>();

/** What the first `version` migrations make. */
function schemaOf(version: number): Map<string, string> {
  const made = schemas.get(version);
  if (made) return made;
  const db = new Database(':memory:');
  try {
    migrate(db, migrations.slice(0, version));
    const schema = objectsOf(db);
    schemas.set(version, schema);
    return schema;
  } finally {
    db.close();
  }
}
