import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { everyRun } from '../../core/contract/runs.ts';
import type { LabEvent } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { isLive, type RunInfo } from '../../core/run.ts';
import { isReproduced, type Verification } from '../../core/verification.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { verificationSentences } from '../../core/words/verification.ts';
import { connectTo, type Client } from '../client.ts';
import { Lab } from '../lab.ts';
import { usable } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import type { Places } from './places.ts';
import { json, line } from './print.ts';
import { ended, sayNotices } from './terminal.ts';

/** What came of one run: what was found, or why it was not verified. */
interface Verified {
  run: number;
  name: string;
  verification: Verification | null;
  sentence: string;
}

/** `lab verify RUN` and `lab verify --all`: executes stored runs again and compares every frame.
 *  @param run null for all that have ended
 *  @returns the exit code: 0 where all was reproduced, 1 where not, 130 where the person called it off
 *  @throws LabError run-unknown, verify-live, verify-empty, plan-invalid */
export async function verifyRuns(run: number | null, folder: string, asJson: boolean, places: Places): Promise<number> {
  if (!existsSync(join(folder, databaseName))) {
    if (existsSync(folder)) usable(folder); // a file is no empty folder
    if (run !== null) throw new LabError('run-unknown', { run });
    return summary([], asJson);
  }
  const events = new Verifying();
  const lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'terminal',
    spawnTrainer: () => forkTrainer(places.trainer, places.resourcesDir),
    spawnNative: forkNative(places),
  });
  sayNotices(lab);
  try {
    const { client } = connectTo(lab, (event) => events.hear(event));
    const wanted = run === null ? await finished(client) : [(await client.call('open', { run })).value.info];
    void ended().then(() => {
      events.calledOff = true;
      for (const { id } of wanted) client.call('cancelVerify', { run: id }).catch(() => null);
    });
    const all: Verified[] = [];
    for (const info of wanted) {
      const verified = await one(client, events, info, run === null);
      if (events.calledOff) return 130;
      all.push(verified);
      if (!asJson) line(run === null ? m.verify_line(verified) : verified.sentence);
    }
    if (run === null) return summary(all, asJson);
    if (asJson) json(all[0]);
    return exitCodeOf(all);
  } finally {
    await lab.close();
  }
}

/** All runs that have ended, the oldest first. */
async function finished(client: Client): Promise<RunInfo[]> {
  const found: RunInfo[] = [];
  const query = { ...everyRun, tree: false, sort: { by: 'started' as const, down: false } };
  const count = 500;
  for (let from = 0; ; from += count) {
    const { rows } = (await client.call('runs', { ...query, from, count, columns: [], summary: false })).value;
    for (const row of rows) if (row.kind === 'run' && !isLive(row.info.progress.status)) found.push(row.info);
    if (rows.length < count) return found;
  }
}

/** @param many whether one that cannot be verified is a line among others */
async function one(client: Client, events: Verifying, { id: run, name }: RunInfo, many: boolean): Promise<Verified> {
  try {
    await client.call('verify', { run });
  } catch (error) {
    if (!many || !(error instanceof LabError)) throw error;
    return { run, name, verification: null, sentence: errorSentence(error) };
  }
  const verification = await events.of(run);
  if (!verification) return { run, name, verification, sentence: '' }; // called off
  const { info } = (await client.call('open', { run })).value;
  return { run, name, verification, sentence: verificationSentences(verification, info) };
}

const reproduced = ({ verification }: Verified): boolean => verification !== null && isReproduced(verification);
const exitCodeOf = (all: readonly Verified[]): number => (all.every(reproduced) ? 0 : 1);

function summary(all: Verified[], asJson: boolean): number {
  const [same, of] = [all.filter(reproduced).length, all.length];
  if (asJson) json({ runs: all, reproduced: same, of });
  else line(of === 0 ? m.verify_none() : m.verify_summary({ n: of, same: String(same), of: String(of) }));
  return exitCodeOf(all);
}

/** What the lab says of verifications. */
class Verifying {
  calledOff = false;
  private resolve: (verification: Verification | null) => void = () => undefined;
  private run = -1;

  of(run: number): Promise<Verification | null> {
    this.run = run;
    return new Promise((resolve) => (this.resolve = resolve));
  }

  hear(event: LabEvent): void {
    if (event.type === 'verifying') this.show(`\r\x1b[K${event.run}: ${event.done} / ${event.of}`);
    if (event.type !== 'verified' || event.run !== this.run) return;
    this.show('\r\x1b[K');
    this.resolve(event.verification);
  }

  private show(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(text);
  }
}
