import { existsSync, readFileSync, renameSync } from 'node:fs';
import { EOL } from 'node:os';
import { join } from 'node:path';
import type { NodeLogger } from 'electron-log';
import type { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';

/** Bytes from which on a log is put aside and another begun: `goldilocks.log`, then `goldilocks.1.log`, … */
const MOST_BYTES = 512 * 1024;
const KEPT = 3;

/** Where labs on a folder write what happened to them; nothing of it leaves the computer. */
export const logOf = (folder: string, n = 0): string =>
  join(folder, 'logs', n === 0 ? 'goldilocks.log' : `goldilocks.${n}.log`);

interface Entry {
  folder: string;
  level: 'info' | 'error';
  text: string;
}

const waiting: Entry[] = [];
let loading: Promise<void> | null = null;
let writeNow: ((entry: Entry) => void) | null = null;

/** The logger takes longer to load than a lab to open: only a failure loads it at once. */
const PATIENCE = 2000;

/** Writes what waits, so that a process may end. */
export function logged(): Promise<void> {
  loading ??= import('electron-log/node').then(({ default: logger }) => {
    writeNow = writerOf(logger.create({ logId: 'lab' }));
    waiting.splice(0).forEach(writeNow);
  });
  return loading;
}

function writerOf(log: NodeLogger): (entry: Entry) => void {
  // one for all folders: what is written is on the disk when the call returns, as a process that ends needs it
  let place = '';
  log.transports.console.level = false;
  log.transports.console.writeFn = () => undefined; // a log that cannot be written is no more than a hint that is missing
  const { file } = log.transports;
  file.resolvePathFn = () => place;
  file.maxSize = MOST_BYTES;
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.format = ({ data }: { data: string[] }) => data;
  file.archiveLogFn = ({ path }) => rotate(join(path, '..', '..'));
  return ({ folder, level, text }) => {
    if (!existsSync(folder)) return; // a drive that was taken out: no empty folder is left in its place
    place = logOf(folder);
    log[level](text);
  };
}

function rotate(folder: string): void {
  for (let n = KEPT - 1; n >= 0; n--) {
    try {
      renameSync(logOf(folder, n), logOf(folder, n + 1));
    } catch {
      // there is none yet, or another lab has just done it
    }
  }
}

function write(folder: string, level: Entry['level'], line: string): void {
  const text = line.replace(/\r?\n/g, `${EOL}  `); // an entry begins where a line does
  const entry = { folder, level, text: `${new Date().toISOString()} ${level} ${text}` };
  if (writeNow) {
    writeNow(entry);
    return;
  }
  waiting.push(entry);
  if (level === 'error') void logged();
  else if (waiting.length === 1) setTimeout(() => void logged(), PATIENCE).unref();
}

/** Notes what happened, as that a lab was opened. */
export function logEvent(folder: string, line: string): void {
  write(folder, 'info', line);
}

/** Remembers a failure that was said to the person. */
export function logError(folder: string, error: LabError): void {
  write(folder, 'error', `${error.code}: ${errorSentence(error)}`);
}

/** Remembers what should never happen, with where it did. */
export function logBug(folder: string, error: unknown): void {
  write(folder, 'error', `bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** A failure that a log has. */
export interface LoggedError {
  /** ISO 8601. */
  at: string;
  sentence: string;
}

/** The last failures of labs on a folder, the newest last; at most `most`. */
export function lastErrors(folder: string, most: number): LoggedError[] {
  const lines = [1, 0].flatMap((n) => {
    const file = logOf(folder, n);
    return existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  });
  return lines
    .flatMap((line) => {
      const [, at, sentence] = /^(\S+Z) error \S+: (.*)$/.exec(line) ?? [];
      return at !== undefined && sentence !== undefined ? [{ at, sentence }] : [];
    })
    .slice(-most);
}
