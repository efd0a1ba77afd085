import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { everyRun } from '../../core/contract/runs.ts';
import { presets } from '../../core/plan/presets.ts';
import { backUp, backupsOf, newestBackup } from '../keeping/backups.ts';
import { isDue } from '../keeping/schedule.ts';
import { RealLab } from './testing/real-lab.ts';

// Somebody travels, or summer time begins: the zone changes, and the moment does not.

const HOUR = 3_600_000;
/** From first to last they span the 25 hours that a day on the wall can be off by. */
const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'];
const short = { ...presets.moons, length: { steps: 5 } };
const before = process.env['TZ'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  travel('Europe/Berlin');
});
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
  rmSync(folder, { recursive: true });
});

/** Node reads the zone anew where it is set. @returns what the hour on the wall is off by, in minutes */
function travel(to: string): number {
  process.env['TZ'] = to;
  return new Date().getTimezoneOffset();
}

async function listed(lab: RealLab): Promise<number[]> {
  const sort = { by: 'started', down: false } as const;
  const { value } = await lab.client.call('runs', { ...everyRun, sort, from: 0, count: 100, columns: [], summary: false }); // prettier-ignore
  return value.rows.flatMap((row) => (row.kind === 'run' ? [row.info.id] : []));
}

test('beside a run: it goes on, and runs keep their order, also for who starts in another zone', async () => {
  let lab = new RealLab(folder);
  const ids: number[] = [];
  const began = Date.now();
  try {
    const live = await lab.begin({ ...presets.moons, length: { steps: 1_000_000 } }, 1000);
    ids.push(live);
    const offsets = new Set<number>();
    for (const zone of zones) {
      const { step } = (await lab.runThat(live, ({ progress }) => progress.step > 50)).progress;
      offsets.add(travel(zone));
      await lab.runThat(live, ({ progress }) => progress.step > step + 100);
      ids.push((await lab.train(short)).id);
    }
    expect(offsets.size).toBe(zones.length);
    await lab.control(live, 'stop');
    await lab.ended(live);
    const told = lab.events.flatMap((event) => (event.type === 'run' && event.info.id === live ? [event.info] : []));
    expect(told.length).toBeGreaterThan(zones.length);
    for (const [i, { progress, createdAt }] of told.entries()) {
      const earlier = told[i - 1]?.progress ?? progress;
      expect(progress.step >= earlier.step && progress.seconds >= earlier.seconds).toBe(true);
      // what is left is the steps by this
      expect(progress.speed >= 0 && Number.isFinite(progress.speed)).toBe(true);
      expect(1000 * progress.seconds).toBeLessThanOrEqual(Date.now() - began);
      expect(createdAt).toBe(told[0]?.createdAt);
    }
    expect(await listed(lab)).toEqual(ids);
  } finally {
    await lab.close();
  }
  travel('America/Los_Angeles');
  lab = new RealLab(folder);
  try {
    ids.push((await lab.train(short)).id);
    expect(await listed(lab)).toEqual(ids);
  } finally {
    await lab.close();
  }
  const seen = await Promise.all(
    zones.map(async (TZ) => {
      const args = [join(import.meta.dirname, 'cli.ts'), 'runs', '--json', '--data', folder];
      return (await promisify(execFile)(process.execPath, args, { env: { ...process.env, TZ } })).stdout;
    }),
  );
  expect(new Set(seen).size).toBe(1);
});

test('backups are named by the moment, whatever the zone: the newest is the newest, and is due when it is old', async () => {
  const lab = new RealLab(folder);
  await lab.train(short);
  await lab.close();
  const made: { name: string; at: number }[] = [];
  for (const zone of ['Europe/Berlin', ...zones]) {
    travel(zone);
    const earliest = Date.now();
    const { name } = await backUp(folder, 3, () => undefined);
    const at = newestBackup(folder)?.at ?? NaN;
    expect(newestBackup(folder)?.name).toBe(name);
    expect(at >= earliest && at <= Date.now()).toBe(true);
    expect([isDue('day', at, at + HOUR), isDue('day', at, at + 23 * HOUR), isDue('day', at, at + 24 * HOUR)]).toEqual([
      false,
      false,
      true,
    ]);
    made.unshift({ name, at });
  }
  // the oldest was removed, and no other
  expect(backupsOf(folder).map(({ name, at }) => ({ name, at }))).toEqual(made.slice(0, 3));
});
