import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Amounts, LeftOut, Taken } from '../../core/contract/carry.ts';
import { tagSchema } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import { escaped } from '../../core/plan/text.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { Selection } from '../carry/carried.ts';
import { exportFile } from '../carry/export.ts';
import { importFile } from '../carry/import.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { json, line } from './print.ts';
import { UsageError } from './terminal.ts';
import { openStore } from './with-store.ts';

/** `lab export FILE`: writes one file to carry. @throws UsageError, LabError as exportFile does */
export function writeFile(file: string, folder: string, given: Selection & { name: string }, asJson: boolean): void {
  const name = given.name === '' ? '' : tagSchema.safeParse(given.name).data;
  if (name === undefined) throw new UsageError('--name takes 1 to 40 characters in one line.');
  if (!existsSync(join(folder, databaseName))) throw new UsageError('There is nothing in that folder yet.');
  prepare(folder);
  const written = exportFile(folder, file, given, name);
  if (written.damaged > 0) console.error(`${written.damaged} damaged frames were left out.`);
  for (const one of written.left) console.error(leftText(one));
  if (asJson) json({ file, ...written });
  else line(`${basename(file)}: ${amountsText(written.amounts)}, ${(written.bytes / 2 ** 20).toFixed(1)} MiB`);
}

/** `lab import FILE` and `lab merge FILES…`: each file all or nothing, whatever becomes of the others.
 *  @param merge whether they are of several people, who are told apart by a tag @returns 1 where one could not be taken in */
export function importFiles(files: readonly string[], folder: string, merge: boolean, asJson: boolean): number {
  prepare(folder);
  const taken: Taken[] = [];
  for (const file of files) {
    try {
      const one = importFile(folder, file, { several: merge });
      taken.push(one);
      if (!asJson) line(takenText(one));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      console.error(escaped(errorSentence(error)));
    }
  }
  if (asJson) json(merge ? taken : (taken[0] ?? null));
  return taken.length === files.length ? 0 : 1;
}

/** Makes the store where there is none, and brings it to the newest version. */
const prepare = (folder: string): void => openStore(folder).close();

function takenText({ file, who, tag, fresh, known, runs }: Taken): string {
  const of = who === '' ? file : `${file} (${tag || who})`;
  const more = runs.length === 0 ? '' : ` (runs ${[...new Set([runs[0], runs.at(-1)])].join('–')})`;
  return `${of}: new ${amountsText(fresh)}${more}; here already ${amountsText(known)}`;
}

const leftText = ({ what, name }: LeftOut): string =>
  `${escaped(name)} (${kinds[what]}) was left out: this version of Goldilocks cannot read it.`;
const kinds: Record<keyof Amounts, string> = {
  experiments: 'experiment',
  runs: 'run',
  sweeps: 'sweep',
  dataSets: 'data set',
  lessons: 'lesson',
};

function amountsText(amounts: Amounts): string {
  const some = (Object.keys(kinds) as (keyof Amounts)[])
    .filter((what) => amounts[what] > 0)
    .map((what) => `${amounts[what]} ${kinds[what]}${amounts[what] === 1 ? '' : 's'}`);
  return some.length === 0 ? 'nothing' : some.join(', ');
}
