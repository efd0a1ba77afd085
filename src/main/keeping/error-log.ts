import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';

const FILE = 'last-errors.json';
/** How many are remembered. */
const MOST = 20;

const logSchema = z.array(z.object({ at: z.number(), code: z.string(), sentence: z.string() })).max(MOST);
export type LoggedError = z.infer<typeof logSchema>[number];

/** The last failures of labs on a folder, the newest last, in a small file beside the database: for the diagnostics. */
export function lastErrors(folder: string): LoggedError[] {
  try {
    const read = logSchema.safeParse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
    return read.success ? read.data : [];
  } catch {
    return []; // there were none yet
  }
}

/** Remembers a failure; where that cannot be written it is not, since it is no more than a hint. */
export function logError(folder: string, error: LabError, now = Date.now()): void {
  const one = { at: now, code: error.code, sentence: errorSentence(error) };
  const file = join(folder, FILE);
  try {
    writeFileSync(`${file}.part`, JSON.stringify([...lastErrors(folder), one].slice(-MOST)));
    renameSync(`${file}.part`, file);
  } catch {
    // the disk may be full, which is what there was to say
  }
}
