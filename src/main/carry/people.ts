import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';

/** The setting that names a lab: made when it first writes or takes in a file. */
const labKey = 'labId';
/** The setting that says which tag stands for whom. */
const peopleKey = 'people';
const peopleSchema = z.record(z.string(), z.string());

/** The longest tag, less the number that tells two of one name apart. */
const MOST = 36;

/** The id of the lab that a store belongs to; one is made where there is none. */
export function labOf(db: Database): string {
  const found = z.uuid().safeParse(settingOf(db, labKey)).data;
  if (found !== undefined) return found;
  const fresh = randomUUID();
  keep(db, labKey, fresh);
  return fresh;
}

/** The tag for the runs of a person: the name, with a number where somebody else has it. The same person gets the same one again.
 *  @param lab where the file was written @param name of 1 to 40 characters */
export function tagFor(db: Database, lab: string, name: string): string {
  const people = peopleSchema.safeParse(settingOf(db, peopleKey)).data ?? {};
  const who = `${lab} ${name}`;
  const known = people[who];
  if (known !== undefined) return known;
  const taken = new Set(Object.values(people));
  let tag = name;
  for (let n = 2; taken.has(tag); n++) tag = `${name.slice(0, MOST).trimEnd()} ${n}`;
  keep(db, peopleKey, { ...people, [who]: tag });
  return tag;
}

function settingOf(db: Database, key: string): unknown {
  const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(key);
  return text === undefined ? undefined : JSON.parse(text);
}

function keep(db: Database, key: string, value: unknown): void {
  db.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, JSON.stringify(value));
}
