import { gzipSync } from 'node:zlib';
import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { png } from '../../../core/testing/png.ts';
import { samples } from '../../../core/testing/samples.ts';
import { migrations } from '../../store/migrations.ts';
import { signAnew } from './carried.ts';

/** What is done to a sound file to carry, to do harm: one attack each, none of which may be taken in. */
interface Attack {
  attack: string;
  make: (path: string) => void;
}

const bytes = (attack: string, change: (sound: Buffer) => Uint8Array): Attack => ({
  attack,
  make: (path) => writeFileSync(path, change(readFileSync(path))),
});
/** With a number of its head in another place [sqlite.org/fileformat2.html, 1.3]. */
const head = (attack: string, at: number, ...values: number[]): Attack =>
  bytes(attack, (sound) => {
    sound.set(values, at);
    return sound;
  });
const signed = (attack: string, sql: string, more?: Record<string, unknown>): Attack => ({
  attack: `signed anew: ${attack}`,
  make: (path) => signAnew(path, sql, more),
});
const label = (attack: string, value: string): Attack => ({
  attack: `a label ${attack}`,
  make(path) {
    const db = new Database(path);
    db.prepare("UPDATE settings SET value = ? WHERE key = 'carry'").run(value);
    db.close();
  },
});
/** Rewrites the text by which SQLite remembers how a table was made. */
const schema = (attack: string, from: string, to: string): Attack =>
  signed(
    attack,
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}'); PRAGMA writable_schema = OFF;`,
  );
const json = (attack: string, column: string, value: string, table = 'runs'): Attack =>
  signed(`${attack} as ${column}`, `UPDATE ${table} SET ${column} = ${value}`);

const deep = (n: number): string => `printf('%.*c', ${n}, '[') || printf('%.*c', ${n}, ']')`;
const frame = (attack: string, blob: string): Attack =>
  signed(`a frame ${attack}`, `UPDATE frames SET bytes = ${blob} WHERE ordinal = 3`);

export const hostileCarried: readonly Attack[] = [
  bytes('empty', () => new Uint8Array()),
  bytes('its head alone', (sound) => sound.subarray(0, 100)),
  bytes('its first page alone', (sound) => sound.subarray(0, 4096)),
  bytes('without its last page', (sound) => sound.subarray(0, -4096)),
  bytes('without its last byte', (sound) => sound.subarray(0, -1)),
  bytes('followed by a zero', (sound) => Buffer.concat([sound, Buffer.alloc(1)])),
  bytes('followed by a page', (sound) => Buffer.concat([sound, Buffer.alloc(4096)])),
  bytes('twice', (sound) => Buffer.concat([sound, sound])),
  bytes('backwards', (sound) => sound.reverse()),
  bytes('packed', (sound) => gzipSync(sound)),
  bytes('zeros', (sound) => Buffer.alloc(sound.length)),
  bytes('zeros behind its first page', (sound) => sound.fill(0, 4096)),
  bytes('every page the first', (sound) => {
    for (let at = 4096; at < sound.length; at += 4096) sound.copy(sound, at, 0, 4096);
    return sound;
  }),
  bytes('a picture', () => png(28, 28, () => 0)),
  ...Object.entries(samples).map(([file, content]) => bytes(`${file} by its name`, () => content)),

  head('of pages of no bytes', 16, 0, 0),
  head('of pages of 3 bytes', 16, 0, 3),
  head('of pages of 65536 bytes', 16, 0, 1),
  head('that says it has a log', 18, 2, 2),
  head('that is of a later SQLite', 18, 3, 3),
  head('with 255 bytes of each page kept back', 20, 255),
  head('with no pages', 28, 0, 0, 0, 0),
  head('with 2³² pages', 28, 255, 255, 255, 255),
  head('with a list of free pages that leads nowhere', 32, 127, 255, 255, 255, 0, 0, 0, 1),
  head('of version 0', 60, 0, 0, 0, 0),
  head('of the next version', 60, 0, 0, 0, migrations.length + 1),
  head('of version 2³²', 60, 255, 255, 255, 255),
  head('of another version', 60, 0, 0, 0, 1),
  head('of another program', 68, 1, 2, 3, 4),
  head('in UTF-16', 56, 0, 0, 0, 2),

  label('that is none', ''),
  label('that is null', 'null'),
  label('nested a hundred thousand deep', '['.repeat(1e5) + ']'.repeat(1e5)),
  label('with a prototype', '{"__proto__":{"version":1}}'),
  label('of a megabyte', `{"name":"${'x'.repeat(1e6)}"}`),
  { attack: 'no label', make: (path) => new Database(path).exec("DELETE FROM settings WHERE key = 'carry'").close() },
  signed('a label of a later format', '', { version: 2 }),
  signed('a name with a megabyte', '', { name: 'x'.repeat(1e6) }),
  signed('a lab that is none', '', { lab: '../../etc/passwd' }),
  signed('written in the year 300000', '', { at: 9e15 }),
  signed('a property that is not ours', '', { run: 1 }),
  signed('the sum of nothing', '', { sha256: '' }),

  signed('a table that counts for ever', 'CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c'), // prettier-ignore
  signed(
    'a column that is computed',
    'ALTER TABLE runs ADD COLUMN x BLOB GENERATED ALWAYS AS (zeroblob(1000000)) VIRTUAL',
  ),
  signed('an index over what is computed', 'CREATE INDEX i ON runs (length(zeroblob(1000000)))'),
  signed('a trigger on all that is stored', 'CREATE TRIGGER t BEFORE INSERT ON frames BEGIN DELETE FROM runs; END'),
  signed('a table with our name in other letters', 'ALTER TABLE labs RENAME TO x; CREATE TABLE LABS (id)'),
  signed('a table of words', 'CREATE VIRTUAL TABLE w USING fts5(t)'),
  signed('statistics', 'ANALYZE'),
  signed('a thousand tables', Array.from({ length: 1100 }, (_, i) => `CREATE TABLE t${i} (x)`).join(';')),
  schema('a condition that takes for ever', 'STRICT', 'STRICT, CHECK (1)'),
  schema('a table that is another', 'CREATE TABLE run_notes', 'CREATE TABLE run_tags'),
  schema('a column with another name', 'note TEXT', 'nota TEXT'),
  schema('a text that is no SQL', 'CREATE', 'CREMATE'),
  signed('a table without its pages', "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 0 WHERE name = 'presets'"), // prettier-ignore
  signed('two tables in one page', "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'runs') WHERE name = 'edits'"), // prettier-ignore

  ...['plan', 'progress', 'layout', 'cadence', 'parent', 'wrote', 'metrics'].flatMap((column) => [
    json('a list nested a thousand deep', column, deep(1000)),
    json('NaN', column, "'NaN'"),
    json('a text cut short', column, `substr(coalesce(${column}, '{"a":'), 1, 5)`),
    json('a prototype', column, `'{"__proto__":{"x":1}}'`),
    json('a zero within', column, `coalesce(${column}, '') || char(0)`),
  ]),
  json('a megabyte', 'architecture', "printf('%.*c', 1000000, 'x')"),
  json('nothing', 'name', "''"),
  json('1e300 steps', 'steps', '9223372036854775807'),
  json('a time before all', 'created_at', '-1'),
  json('a run that trains', 'lab', "'x'"),
  json('packed before the first', 'packed', '-2'),
  json('a list nested a thousand deep', 'plan', deep(1000), 'experiments'),
  json('nothing', 'document', "'{}'", 'sweeps'),
  json('nine billion points', 'total', '9000000000', 'sweeps'),
  json('processes without end', 'processes', '1000000', 'sweeps'),
  signed('an edit that is none', "INSERT INTO edits VALUES (1, 1, 'k', '', '{\"set\":1}')"),
  signed('an edit of nobody', "INSERT INTO edits VALUES (99, 1, 'k', '', '{}')"),
  signed('a run of two megabytes of notes', "UPDATE run_notes SET note = printf('%.*c', 2000000, 'x')"),
  signed('a note that turns the reading round', 'UPDATE run_notes SET note = char(8238)'),
  signed('a tag of nothing', "INSERT INTO run_tags VALUES (1, '  ')"),
  signed('two million tags', "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 200000) INSERT INTO run_tags SELECT 1, 'tag' || x || printf('%.*c', 40, 'x') FROM c"), // prettier-ignore
  signed('answers that are none', "INSERT INTO settings VALUES ('lesson depth', '[[[')"),
  signed('answers of a lesson with a control in its name', "INSERT INTO settings VALUES ('lesson ' || char(7), '{}')"),
  signed('a setting of the lab', "INSERT INTO settings VALUES ('labId', '\"x\"')"),
  signed('rows of the list of runs', "INSERT INTO run_texts VALUES (1, 'x', 'y')"),
  signed('data of 2⁶³ bytes by their sum', "INSERT INTO data_sets VALUES (printf('%064d', 0), 'x', 1, zeroblob(1000))"),

  frame('of nothing', "x''"),
  frame('of a text', "CAST('text' AS BLOB)"),
  frame('of a million zeros', 'zeroblob(1000000)'),
  frame('that says it is packed, of no pieces', "x'474c5a31000000000000000000000000'"),
  frame('packed, that stands for 4 GB', "x'474c5a310000000000000000ffffffff0000'"),
  frame(
    'of another run',
    'coalesce((SELECT bytes FROM frames AS f WHERE f.run <> frames.run AND f.ordinal = 1), bytes)',
  ),
  frame('cut short', 'substr(bytes, 1, length(bytes) - 8)'),
  frame('twice', 'CAST(bytes || bytes AS BLOB)'),
];
