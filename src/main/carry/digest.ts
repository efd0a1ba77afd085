import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { labelKey } from './carried.ts';

type Value = null | bigint | number | string | Uint8Array;

/** SHA-256 of every row of every table, whatever its pages look like: tables by name, rows by their key, of each value its type,
 *  its length and its bytes. The label, which says this sum, is left out. Independent of the schema's version.
 *  @param step called after each row with the bytes it had */
export function contentDigest(db: Database, step: (bytes: number) => void = () => undefined): string {
  const hash = createHash('sha256');
  const head = Buffer.alloc(9);
  const add = (type: number, bytes: Uint8Array): void => {
    head[0] = type;
    head.writeDoubleLE(bytes.length, 1);
    hash.update(head).update(bytes);
  };
  for (const table of tablesOf(db)) {
    add(TABLE, Buffer.from(table));
    const rows = db
      .prepare<[], Value[]>(`SELECT * FROM ${quoted(table)} ORDER BY ${keyOf(db, table)}`)
      .safeIntegers(true)
      .raw(true);
    for (const row of rows.iterate()) {
      if (table === 'settings' && row[0] === labelKey) continue;
      let size = 0;
      for (const value of row) {
        const [type, bytes] = taken(value);
        add(type, bytes);
        size += bytes.length;
      }
      add(ROW, NOTHING);
      step(size);
    }
  }
  return hash.digest('hex');
}

const [NULL, INTEGER, REAL, TEXT, BLOB, ROW, TABLE] = [0, 1, 2, 3, 4, 5, 6];
const NOTHING = new Uint8Array(0);

function taken(value: Value): [type: number, bytes: Uint8Array] {
  if (value === null) return [NULL, NOTHING];
  if (typeof value === 'string') return [TEXT, Buffer.from(value)];
  if (typeof value === 'bigint') return [INTEGER, Buffer.from(String(value))];
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return [REAL, bytes];
  }
  return [BLOB, value];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** But the one that counts what is stored, this sum among it. */
const tablesOf = (db: Database): string[] =>
  db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'acknowledged' ORDER BY name")
    .pluck()
    .all();

/** The columns of a table's key; of one without, its row ids. */
function keyOf(db: Database, table: string): string {
  const key = db
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table);
  return key.length > 0 ? key.map(quoted).join(', ') : 'rowid';
}
