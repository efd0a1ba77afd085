import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { formIds, formOf, forms, isNetworkForm, type FormId } from '../../core/exports/forms.ts';
import { LabError } from '../../core/errors.ts';
import { connectTo } from '../client.ts';
import { Lab } from '../lab.ts';
import { reasonOf } from '../reasons.ts';
import { usable } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { writeWhole } from '../whole-file.ts';
import { countOf } from './branch-command.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import type { Places } from './places.ts';
import { json, line } from './print.ts';
import { PlainError, sayNotices, UsageError } from './terminal.ts';

/** What is to be saved, and where to. */
export interface Saving {
  run: number;
  file: string;
  step?: string | undefined;
  replace: boolean;
}

/** `lab save RUN FILE`: a run's network or recording in the form that FILE's extension names; a folder (`logs/` or `run.tb`) gets
 *  TensorBoard's event file. Written whole or not at all. @returns the exit code
 *  @throws UsageError, PlainError where something is there already, LabError run-unknown, step-unknown, file-unwritable, … */
export async function saveRun(saving: Saving, folder: string, places: Places, asJson: boolean): Promise<number> {
  const { run, file, replace } = saving;
  const isFolder = /[/\\]$|\.tb$/i.test(file);
  const form = isFolder ? 'tensorboard' : formOf(file);
  if (!form) throw new UsageError(`“${file}” ends in none of ${extensions()}, and is no folder for TensorBoard.`);
  const step = saving.step === undefined ? undefined : countOf('--step', saving.step);
  if (step !== undefined && !isNetworkForm(form))
    throw new UsageError('--step goes with a network: a recording has all steps.');
  refuse(file, isFolder, replace);
  if (!existsSync(join(folder, databaseName))) {
    if (existsSync(folder)) usable(folder); // a file is no empty folder
    throw new LabError('run-unknown', { run });
  }
  const { bytes, createdAt } = await savedBy(folder, places, { run, form, ...(step !== undefined && { step }) });
  const path = isFolder ? join(file, `events.out.tfevents.${Math.floor(createdAt / 1000)}.goldilocks`) : file;
  try {
    await (isFolder ? intoFolder(file, path, bytes) : writeWhole(path, bytes));
  } catch (error) {
    throw new LabError('file-unwritable', { file: path, reason: reasonOf(error, 'write') });
  }
  if (asJson) json({ run, form, file: path, bytes: bytes.length });
  else line(`${path}: ${forms[form].title}, ${bytes.length} bytes.`);
  return 0;
}

const extensions = (): string => formIds.map((id) => `.${forms[id].extension}`).join(', ');

/** @throws PlainError where something is there that nobody said may be replaced */
function refuse(file: string, isFolder: boolean, replace: boolean): void {
  if (!replace && existsSync(file))
    throw new PlainError(`${file} is there already, and was left as it is. Name another, or give --replace.`);
  if (isFolder && extname(basename(resolve(file))) !== '.tb' && existsSync(join(file, databaseName)))
    throw new PlainError(`${file} holds a lab's runs: name another folder.`);
}

/** Has a lab of its own answer. */
async function savedBy(
  folder: string,
  places: Places,
  args: { run: number; form: FormId; step?: number },
): Promise<{ bytes: Uint8Array; createdAt: number }> {
  const lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'terminal',
    spawnTrainer: () => forkTrainer(places.trainer, places.resourcesDir),
    spawnNative: forkNative(places),
  });
  sayNotices(lab);
  try {
    const { client } = connectTo(lab, () => undefined);
    const { info } = (await client.call('open', { run: args.run })).value;
    const { value, payload } = await client.call('saveRun', args);
    return { bytes: payload.subarray(0, value.size), createdAt: info.createdAt };
  } finally {
    await lab.close();
  }
}

/** One run's events: TensorBoard takes all of a folder as one, so those that we wrote of another go. A folder made in vain goes too. */
async function intoFolder(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  try {
    await writeWhole(path, bytes);
  } catch (error) {
    if (made !== undefined) await rmdir(folder).catch(() => undefined);
    throw error;
  }
  for (const name of await readdir(folder))
    if (/^events\.out\.tfevents\.\d+\.goldilocks$/.test(name) && name !== basename(path)) await rm(join(folder, name));
}
