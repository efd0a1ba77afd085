import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { MOST_FILE, type Written } from '../../core/contract/carry.ts';
import { LabError } from '../../core/errors.ts';
import { reasonOf } from '../reasons.ts';
import { migrate } from '../store/migrations.ts';
import { databaseName, guarded } from '../store/sqlite-error.ts';
import { FORMAT, labelKey, toNobody, type Label, type Selection, type Tell } from './carried.ts';
import { checkCopy } from './check.ts';
import { contentDigest } from './digest.ts';
import { Filling } from './filling.ts';
import { bad, checkHeader, openGuarded } from './opened.ts';
import { labOf } from './people.ts';
import { insertRow } from './tables.ts';

/** Writes experiments and runs of a data folder into one file, whole or not at all, and checks it as taking it in would. What this
 *  version would refuse in it is left out, and named.
 *  @param folder one whose store is at the newest version @param name whose it is
 *  @throws LabError experiment-unknown, run-unknown, file-unwritable, file-bad, store-locked, store-damaged */
export function exportFile(
  folder: string,
  file: string,
  selection: Selection,
  name: string,
  tell: Tell = toNobody,
): Written {
  if (existsSync(file)) checkOurs(file);
  const part = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    const written = guarded(() => {
      const source = new Database(join(folder, databaseName), { timeout: 5000 });
      try {
        return copied(source, part, file, { selection, name }, tell);
      } finally {
        source.close();
      }
    });
    const { size } = statSync(part);
    if (size > MOST_FILE)
      throw bad(basename(file), 'its size', `at most ${MOST_FILE / 2 ** 20} MiB: choose fewer runs`);
    checkCopy(part, basename(file), tell).db.close();
    finish(part, file);
    return { ...written, bytes: size };
  } finally {
    rmSync(part, { force: true });
    rmSync(`${part}-journal`, { force: true });
  }
}

function copied(
  source: Database.Database,
  part: string,
  file: string,
  { selection, name }: { selection: Selection; name: string },
  tell: Tell,
): Omit<Written, 'bytes'> {
  const lab = labOf(source);
  const to = createPart(part, file);
  try {
    // as it stands at one moment, whatever is trained meanwhile
    const written = source.transaction(() => new Filling(source, to, tell).all(selection))();
    const label: Label = { version: FORMAT, name, lab, at: Date.now(), sha256: contentDigest(to) };
    insertRow(to, 'settings', { key: labelKey, value: JSON.stringify(label) });
    to.exec('VACUUM');
    return written;
  } finally {
    to.close();
  }
}

/** Nothing else is written over, least of all a store or a backup of one. @throws LabError file-bad */
function checkOurs(file: string): void {
  checkHeader(file, basename(file));
  const db = openGuarded(file);
  try {
    const label = db.prepare('SELECT 1 FROM settings WHERE key = ?').get(labelKey);
    if (label === undefined) throw bad(basename(file), 'its label', 'a file to carry, and not a database of a lab');
  } finally {
    db.close();
  }
}

function createPart(part: string, file: string): Database.Database {
  try {
    closeSync(openSync(part, 'wx'));
  } catch (error) {
    throw new LabError('file-unwritable', { file, reason: reasonOf(error, 'write') });
  }
  const db = new Database(part);
  db.pragma('synchronous = OFF'); // it is nobody's before it is whole
  migrate(db);
  db.pragma('foreign_keys = OFF');
  return db;
}

function finish(part: string, file: string): void {
  try {
    const descriptor = openSync(part, 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(part, file);
  } catch (error) {
    throw new LabError('file-unwritable', { file, reason: reasonOf(error, 'write') });
  }
}
