import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import { Points } from '../../core/sweep/points.ts';
import { checkSweep, readSweep } from '../../core/sweep/problems.ts';
import type { SweepDetail, SweepInfo } from '../../core/sweep/results.ts';
import type { Sweep } from '../../core/sweep/schema.ts';
import { csvOf, resultTable } from '../../core/sweep/table.ts';
import { connectTo, type Client } from '../client.ts';
import { Lab } from '../lab.ts';
import { memoryLimit } from '../memory-limit.ts';
import { withStore } from './with-store.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import { readText } from './input.ts';
import type { Places } from './places.ts';
import { json, line, number, percent, table } from './print.ts';
import { ended, sayNotices } from './terminal.ts';

export type Form = 'table' | 'json' | 'csv';

/** What `lab sweep` is asked for. */
export interface SweepCall {
  /** A file with a sweep, or the number of one that goes on. */
  of: string | number;
  folder: string;
  form: Form;
  processes: number | undefined;
}

/** Reads a sweep; its plan may be the name of a preset. @throws LabError file-unreadable, sweep-invalid */
export async function sweepFrom(file: string): Promise<Sweep> {
  const read = readSweep(await readText(file));
  if ('problem' in read) throw new LabError('sweep-invalid', {}, [read.problem]);
  const { sweep, problems } = checkSweep(withPreset(read.document), memoryLimit());
  if (sweep) return sweep;
  throw new LabError('sweep-invalid', {}, problems);
}

function withPreset(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('plan' in document)) return document;
  const { plan } = document;
  const preset = Object.entries(presets).find(([id]) => id === plan)?.[1];
  return preset ? { ...document, plan: preset } : document;
}

/** `lab sweep FILE` and `lab sweep --resume ID`: runs all points that are not at their end, and prints what came of all.
 *  @returns the exit code */
export async function runSweep({ of, folder, form, processes }: SweepCall, places: Places): Promise<number> {
  const sweep = typeof of === 'string' ? await sweepFrom(of) : null;
  const lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'terminal',
    spawnTrainer: (background) => forkTrainer(places.trainer, places.resourcesDir, background),
    spawnNative: forkNative(places),
  });
  sayNotices(lab);
  try {
    const rest = Promise.withResolvers<SweepInfo>();
    const { client } = connectTo(lab, (event) => {
      if (event.type === 'sweep') {
        showProgress(event.info);
        if (event.info.status !== 'running') rest.resolve(event.info);
      } else if (event.type === 'failure') {
        // without a person to free some space, a full disk is the end
        rest.reject(new LabError(event.failure.code, event.failure.values, event.failure.problems));
      }
    });
    const more = processes === undefined ? {} : { processes };
    const begun = sweep
      ? await create(client, sweep, more)
      : (await client.call('controlSweep', { sweep: Number(of), action: 'play', ...more })).value;
    if (begun.status !== 'running') rest.resolve(begun);
    void ended().then(() => client.call('controlSweep', { sweep: begun.id, action: 'pause' }).catch(() => null));
    const info = await rest.promise.finally(clearProgress);
    print((await client.call('openSweep', { sweep: info.id })).value, form);
    if (info.status === 'finished') return 0;
    console.error(
      `Paused. What was done is kept; “lab sweep --resume ${info.id}” goes on (${info.done + info.failed} of ${info.total} runs are done).`,
    );
    return 130;
  } finally {
    await lab.close();
  }
}

async function create(client: Client, sweep: Sweep, more: { processes?: number }): Promise<SweepInfo> {
  const { value: experiments } = await client.call('experiments', {});
  const same = experiments.find(({ plan }) => isDeepStrictEqual(plan, sweep.plan));
  const { plan } = sweep;
  const experiment = same?.id ?? (await client.call('createExperiment', { plan })).value.id;
  return (await client.call('createSweep', { experiment, sweep, paused: false, ...more })).value;
}

function print({ info, sweep, points }: SweepDetail, form: Form): void {
  if (form === 'json') {
    json({ ...info, sweep, points });
    return;
  }
  const results = resultTable(new Points(sweep), points);
  if (form === 'csv') {
    for (const row of csvOf(results).split('\n')) line(row);
    return;
  }
  const cells = results.rows.map((row) =>
    row.map((cell, i) => {
      const share = results.head[i]?.endsWith('Accuracy');
      return typeof cell === 'string' ? cell : share ? percent(cell) : number(cell);
    }),
  );
  console.log(table([results.head, ...cells]));
}

/** `lab sweeps`: a line for every sweep. */
export function listSweeps(folder: string, asJson: boolean): void {
  const infos = withStore(
    folder,
    () => [],
    ({ sweeps }) =>
      sweeps
        .all()
        .map(({ lab: _lab, ...row }): SweepInfo => ({ ...row, ...sweeps.tally(row.id), running: 0, eta: null })),
  );
  if (asJson) json(infos);
  else if (infos.length === 0) console.log('There are no sweeps yet.');
  else
    console.log(
      table([
        ['sweep', 'name', 'status', 'done', 'failed', 'of', 'MB', 'begun'],
        ...infos.map(({ id, name, status, done, failed, total, bytes, createdAt }) => [
          String(id),
          name,
          status,
          String(done),
          String(failed),
          String(total),
          (bytes / 1e6).toFixed(1),
          new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
        ]),
      ]),
    );
}

function showProgress({ done, failed, running, total, eta }: SweepInfo): void {
  if (!process.stderr.isTTY) return;
  const left = eta === null ? '' : `  ${Math.ceil(eta)} s left`;
  const lost = failed > 0 ? `  ${failed} failed` : '';
  process.stderr.write(`\r\x1b[K${done + failed} of ${total} runs${lost}  ${running} running${left}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
