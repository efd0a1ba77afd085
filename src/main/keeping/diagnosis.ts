import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, release, totalmem, type as system } from 'node:os';
import { join } from 'node:path';
import type { DiagnosisLine } from '../../core/contract/keeping.ts';
import { engineName, type EngineState } from '../../core/engines.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { int, size } from '../../core/words/numbers.ts';
import { usable } from '../store/folder.ts';
import { version } from '../version.ts';
import { backupsOf, newestBackup } from './backups.ts';
import { databaseOf, openDatabase, pragma, problemsOf } from './database.ts';
import { lastErrors, logOf } from './log.ts';
import { othersOpen } from './others.ts';
import { roomAt } from './room.ts';

/** Bytes free below which the disk is nearly full. */
const LITTLE = 500e6;
/** Of the log's failures, as many of the newest are shown. */
const MOST_ERRORS = 5;
/** Digits of a hash: enough to tell two builds apart. */
const DIGITS = 10;

/** What the program needs beside its code, and what to do where it is not there. */
const RESOURCES: [file: string, remedy: string][] = [
  ['kernels.wasm', 'Nothing can be trained without it: run “npm run build”, or install Goldilocks anew.'],
  ['mnist.bin', 'The digits are missing: run “npm start” once, or install Goldilocks anew.'],
  ['tensorflow.cjs', 'TensorFlow cannot be loaded: run “npm run build”, or install Goldilocks anew.'],
];

const line = (id: string, what: string, value: string, remedy: string | null = null): DiagnosisLine => ({
  id,
  what,
  value,
  remedy,
});

/** Versions, the computer, and what lies beside the code. @param host what the lab runs in */
export function programLines(host: string, resources: string): DiagnosisLine[] {
  const { node, electron } = process.versions;
  const [processor] = cpus();
  return [
    line('lab', 'Goldilocks', `${version} (${host})`),
    line('runtime', electron ? 'Electron, Node' : 'Node', electron ? `${electron}, ${node}` : node),
    line('sqlite', 'SQLite', sqliteVersion()),
    line('system', 'System', `${system()} ${release()}, ${process.platform}-${process.arch}`),
    line('processor', 'Processor', `${processor?.model.trim() ?? 'unknown'}, ${availableParallelism()} threads`),
    line('memory', 'Memory', `${size(totalmem())}, ${size(freemem())} free`),
    ...RESOURCES.map(([file, remedy]) => resourceLine(join(resources, file), file, remedy)),
  ];
}

function resourceLine(path: string, file: string, remedy: string): DiagnosisLine {
  if (!existsSync(path)) return line(file, file, 'missing', remedy);
  const bytes = readFileSync(path);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS);
  return line(file, file, `${size(bytes.length)}, SHA-256 ${hash}…`);
}

function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown';
  } finally {
    db.close();
  }
}

/** What computes. Only the lab's own engine has to be there. @param ask loads each of them in the trainer */
export async function engineLines(ask: () => Promise<EngineState[]>): Promise<DiagnosisLine[]> {
  try {
    return (await ask()).map(({ missing, ...used }) =>
      line(
        ['engine', used.engine, ...(used.backend ? [used.backend] : [])].join('-'),
        engineName({ ...used }),
        missing ?? 'loads',
        missing !== null && used.engine === 'simd' ? 'Nothing can be trained: install Goldilocks anew.' : null,
      ),
    );
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return [line('engine', 'Engines', errorSentence(error), 'Nothing can be trained: install Goldilocks anew.')];
  }
}

/** The data folder and all in it; nothing in it is changed. @param own the lab that asks */
export function folderLines(folder: string, own: string | null): DiagnosisLine[] {
  const there = existsSync(folder);
  const room = roomAt(folder);
  const others = othersOpen(folder, own);
  const backups = backupsOf(folder);
  const newest = newestBackup(folder);
  const errors = lastErrors(folder, MOST_ERRORS);
  return [
    there ? writableLine(folder) : line('folder', 'Data folder', `${folder}, which is made when it is first needed`),
    line(
      'room',
      'Free on its disk',
      room === null ? 'unknown' : size(room),
      room !== null && room < LITTLE ? 'Free some space: delete runs that are not needed, then compact.' : null,
    ),
    ...databaseLines(folder),
    line(
      'backups',
      'Backups',
      newest
        ? `${int(backups.length)}, the newest of ${new Date(newest.at).toISOString()}, ${size(newest.bytes)}`
        : 'none yet',
    ),
    line('others', 'Other labs open', others === 0 ? 'none' : int(others)),
    line('log', 'Log', existsSync(logOf(folder)) ? logOf(folder) : 'none yet'),
    line('errors', 'Last errors', errors.length === 0 ? 'none' : int(errors.length)),
    ...errors.map(({ at, sentence }, i) => line(`error-${i}`, '', `${at} ${sentence}`)),
  ];
}

function writableLine(folder: string): DiagnosisLine {
  try {
    usable(folder);
    return line('folder', 'Data folder', folder);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return line('folder', 'Data folder', folder, errorSentence(error));
  }
}

function databaseLines(folder: string): DiagnosisLine[] {
  const file = databaseOf(folder);
  if (!existsSync(file)) return [line('database', 'Database', 'none yet')];
  try {
    const db = openDatabase(file, 'read');
    try {
      const [problem] = problemsOf(db, 'quick');
      const bytes = size(pragma(db, 'page_count') * pragma(db, 'page_size'));
      const value = `${bytes}, version ${pragma(db, 'user_version')}, ${problem ?? 'quick check ok'}`;
      const remedy = 'It is damaged: restore a backup, by “lab restore latest”, and keep the damaged file.';
      return [
        line('database', 'Database', value, problem === undefined ? null : remedy),
        line(
          'runs',
          'Runs, experiments',
          (['runs', 'experiments'] as const).map((table) => countOf(db, table)).join(', '),
        ),
      ];
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof LabError && error.code !== 'store-damaged')
      return [line('database', 'Database', file, errorSentence(error))];
    if (!(error instanceof LabError || error instanceof Database.SqliteError)) throw error;
    const what = error instanceof LabError ? 'a page of it is damaged' : error.message;
    return [line('database', 'Database', `${file}: ${what}`, 'Restore a backup, by “lab restore latest”.')];
  }
}

function countOf(db: Database.Database, table: 'runs' | 'experiments'): string {
  return int(db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0);
}

/** The diagnostics as text for a report; what is wrong is marked and followed by what to do. */
export function diagnosisText(lines: readonly DiagnosisLine[], now = new Date()): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const wrong = lines.filter(({ remedy }) => remedy !== null).length;
  const end = wrong === 0 ? 'All is well.' : wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`;
  return [
    `Goldilocks diagnostics, ${now.toISOString()}`,
    ...lines.flatMap(({ what, value, remedy }) => [
      `${remedy === null ? ' ' : '!'} ${what.padEnd(width)}  ${value}`,
      ...(remedy === null ? [] : [`  ${''.padEnd(width)}  → ${remedy}`]),
    ]),
    end,
  ].join('\n');
}
