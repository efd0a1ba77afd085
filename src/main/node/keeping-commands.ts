import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CheckReport, KeepingProgress } from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { int, size } from '../../core/words/numbers.ts';
import { backUp, backupsIn, backupsOf, copyOut } from '../keeping/backups.ts';
import { checkDatabase } from '../keeping/check.ts';
import { compact } from '../keeping/compact.ts';
import { databaseOf, openDatabase } from '../keeping/database.ts';
import { diagnosisText, engineLines, folderLines, programLines } from '../keeping/diagnosis.ts';
import { holding } from '../keeping/hold.ts';
import { move } from '../keeping/move.ts';
import { replaceStaged } from '../keeping/replace.ts';
import { backupFile, stage } from '../keeping/restore.ts';
import { scheduleOf } from '../keeping/schedule.ts';
import { usable } from '../store/folder.ts';
import { Settings } from '../store/settings.ts';
import { fromSqlite } from '../store/sqlite-error.ts';
import { benchHere } from './bench-here.ts';
import type { Places } from './places.ts';
import { json, line, table } from './print.ts';

/** `lab doctor`: what there is to know when something does not work. @returns 1 where something is wrong */
export async function doctor(folder: string, asJson: boolean, places: Places): Promise<number> {
  const bench = benchHere(places);
  try {
    const lines = [
      ...programLines('command line', places.resourcesDir),
      ...(await engineLines(() => bench.engines())),
      ...folderLines(folder, null),
    ];
    const well = lines.every(({ remedy }) => remedy === null);
    if (asJson) json({ well, lines });
    else for (const one of diagnosisText(lines).split('\n')) line(one);
    return well ? 0 : 1;
  } finally {
    bench.close();
  }
}

/** `lab check`: everything that is stored, byte by byte. @returns 1 where something is damaged */
export async function check(folder: string, asJson: boolean): Promise<number> {
  const report = await shown(() => checkDatabase(folder, showProgress));
  const { damaged, problems, dataSets } = report;
  const passed = damaged.length + problems.length + dataSets.length === 0;
  if (asJson) json({ passed, ...report });
  else for (const one of checkLines(report)) line(one);
  return passed ? 0 : 1;
}

function checkLines({ frames, damaged, more, problems, dataSets, seconds }: CheckReport): string[] {
  const count = damaged.length + more + problems.length + dataSets.length;
  const end = `${int(frames)} frames and the whole file were checked in ${seconds.toFixed(1)} s`;
  if (count === 0) return [`All is well: ${end}.`];
  return [
    ...problems.map((problem) => `The file: ${problem}`),
    ...damaged.map(
      ({ run, name, step, keyframe }) => `Run ${run} (${name}): the ${keyframe ? 'keyframe' : 'frame'} of step ${step}`,
    ),
    ...(more > 0 ? [`and ${int(more)} more frames`] : []),
    ...dataSets.map((name) => `The data set “${name}” is not what was imported.`),
    `${int(count)} damaged: ${end}. “lab backups” lists what could be restored.`,
  ];
}

/** `lab backup [FILE]`: a copy of the database in the folder `backups`, or wherever it is to be. */
export async function backup(folder: string, to: string | undefined, asJson: boolean): Promise<number> {
  const made = await shown(async () => {
    if (to !== undefined) return { file: resolve(to), bytes: await copyOut(folder, resolve(to), showProgress) };
    const { name, bytes } = await holding(folder, () => backUp(folder, keptIn(folder), showProgress));
    return { file: join(backupsIn(folder), name), bytes };
  });
  if (asJson) json(made);
  else line(`${made.file} has everything that is stored, ${size(made.bytes)}.`);
  return 0;
}

/** How many backups the person wants to keep. @throws LabError file-unreadable where there is no database */
function keptIn(folder: string): number {
  const db = openDatabase(databaseOf(folder), 'read');
  try {
    return scheduleOf(new Settings(db).all()).kept;
  } finally {
    db.close();
  }
}

const kinds = { backup: 'backup', restore: 'before a restore', update: 'before an update' };

/** `lab backups`: those there are, the newest first. */
export function listBackups(folder: string, asJson: boolean): number {
  const backups = backupsOf(folder);
  if (asJson) json(backups);
  else if (backups.length === 0) console.log('There are no backups yet.');
  else
    console.log(
      table([
        ['name', 'made', 'size', 'what it is'],
        ...backups.map(({ name, at, bytes, kind }) => [
          name,
          new Date(at).toISOString().slice(0, 16).replace('T', ' '),
          size(bytes),
          kinds[kind],
        ]),
      ]),
    );
  return 0;
}

/** `lab restore FILE`: a backup takes the place of what is there, which is kept. @param named a name of `lab backups`, `latest` or
 *  a path */
export async function restore(folder: string, named: string, asJson: boolean): Promise<number> {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  usable(folder);
  const file = backupFile(folder, named);
  const aside = await shown(() =>
    holding(folder, async () => {
      await stage(folder, file, null, showProgress);
      return replaceStaged(folder)?.aside ?? null;
    }),
  );
  const kept = aside === null ? null : join(backupsIn(folder), aside);
  if (asJson) json({ restored: file, kept });
  else line(`${file} is restored.${kept === null ? '' : ` What was there until now is kept as ${kept}.`}`);
  return 0;
}

/** `lab compact`: gives back to the disk what deleted runs have left. */
export async function compactHere(folder: string, asJson: boolean): Promise<number> {
  const { before, after } = await shown(() => holding(folder, () => compact(folder, null, showProgress)));
  if (asJson) json({ before, after });
  else line(`The database takes ${size(after)}; it took ${size(before)}.`);
  return 0;
}

/** `lab move FOLDER`: everything goes to another place, where it is looked for from then on. */
export async function moveTo(folder: string, to: string, asJson: boolean): Promise<number> {
  const place = resolve(to);
  const { left } = await shown(() => holding(folder, () => move(folder, place, showProgress)));
  if (asJson) json({ folder: place, left });
  else
    line(`Everything is in ${place}, and is looked for there. ${left} is what was there; delete it to free its room.`);
  return 0;
}

/** Does something that shows how far it is. */
async function shown<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = fromSqlite(thrown);
    if (error === thrown && error instanceof Error && error.name === 'SqliteError')
      throw new LabError('keeping-failed', { reason: error.message });
    throw error;
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

function showProgress({ phase, done, of }: KeepingProgress): void {
  if (!process.stderr.isTTY) return;
  const share = done === null || !of ? '' : ` ${Math.floor((100 * done) / of)} %`;
  process.stderr.write(`\r\x1b[K${phase}${share}`);
}
