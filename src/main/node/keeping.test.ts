import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Keeping, KeepingAct } from '../../core/contract/keeping.ts';
import { presets } from '../../core/plan/presets.ts';
import { Keeping as Keeper } from '../keeping/keeping.ts';
import { backupsIn, backupsOf } from '../keeping/backups.ts';
import { fill } from '../keeping/testing/fill.ts';
import { Store } from '../store/store.ts';
import { forkKeeper } from './fork-trainer.ts';
import { placesFrom } from './places.ts';
import { RealLab } from './testing/real-lab.ts';

// The data folder as the window keeps it: a real lab, and a process of its own for what takes long.

const timeout = 120_000;
let lab: RealLab;
beforeEach(() => {
  lab = new RealLab();
});
afterEach(() => lab.close());

const plan = { ...presets.moons, length: { steps: 20 } };
/** Begins, and waits for the end. */
async function keep(act: KeepingAct, backup?: string): Promise<Keeping['last']> {
  lab.events = [];
  await lab.client.call('keep', { act, ...(backup !== undefined && { backup }) });
  return lab.until((event) =>
    event.type === 'keeping' && event.keeping.doing === null ? (event.keeping.last ?? undefined) : undefined,
  );
}

test('checked, backed up and compacted while a run trains, but for compacting', { timeout }, async () => {
  const run = await lab.begin({ ...presets.moons, length: { steps: 100_000 } }, 200);
  await lab.runThat(run, ({ frames }) => frames > 30);
  expect(await keep('check')).toMatchObject({ result: { act: 'check', report: { damaged: [], problems: [] } } });
  expect(await keep('backup')).toMatchObject({ result: { act: 'backup' } });
  const { step } = (await lab.detail(run)).info.progress;
  await lab.runThat(run, ({ progress }) => progress.step > step); // it goes on
  await expect(lab.client.call('keep', { act: 'compact' })).rejects.toMatchObject({ code: 'keeping-live' });
  await expect(lab.client.call('keep', { act: 'restore', backup: 'x' })).rejects.toMatchObject({
    code: 'keeping-live',
  });
  await lab.control(run, 'stop');
  await lab.ended(run);
  expect(await keep('compact')).toMatchObject({ result: { act: 'compact' } });
  const { value } = await lab.client.call('dataFolder', {});
  expect(value).toMatchObject({
    folder: lab.folder,
    backupsKept: 5,
    backupEvery: 'day',
    backups: [{ kind: 'backup' }],
  });
  const { lines, text } = (await lab.client.call('diagnose', {})).value;
  expect(lines.filter(({ id, remedy }) => remedy !== null && id !== 'room')).toEqual([]);
  expect(text).toContain(lab.folder);
});

test('one thing at a time; what is called off leaves nothing', { timeout }, async () => {
  await lab.train(plan);
  await lab.client.call('keep', { act: 'backup' });
  await expect(lab.client.call('keep', { act: 'check' })).rejects.toMatchObject({ code: 'keeping-busy' });
  await lab.client.call('cancelKeeping', {});
  expect((await lab.client.call('dataFolder', {})).value.keeping).toEqual({ doing: null, last: null });
  expect(await keep('backup')).toMatchObject({ result: { act: 'backup' } }); // which removes what was left unfinished
  expect(readdirSync(backupsIn(lab.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test(
  'to restore, the lab is asked to close and open again; a name that is no backup is refused',
  { timeout },
  async () => {
    await lab.train(plan);
    await keep('backup');
    const [backup] = backupsOf(lab.folder);
    await expect(lab.client.call('keep', { act: 'restore', backup: '../goldilocks.db' })).rejects.toMatchObject({
      code: 'backup-none',
    });
    await lab.client.call('keep', { act: 'restore', backup: backup?.name ?? '' });
    await lab.until((event) => (event.type === 'reopening' ? true : undefined));
    expect(lab.reopened).toBe(true);
  },
);

test('a backup is made unasked when one is due, and not when none is', { timeout }, async () => {
  const folder = join(lab.folder, 'other');
  fill(folder, 5, 100);
  const store = new Store(folder);
  const { promise: made, resolve } = Promise.withResolvers<undefined>();
  const keeping = (tell: () => void): Keeper =>
    new Keeper({
      folder,
      store,
      spawn: forkKeeper(placesFrom(import.meta.dirname)),
      busy: () => false,
      underWay: () => false,
      takeElsewhere: () => Promise.resolve(),
      tell: (event) => {
        if (event.type === 'keeping' && event.keeping.last) tell();
      },
      reopen: () => undefined,
    });
  const first = keeping(() => resolve(undefined));
  first.wake(0);
  await made;
  await first.close();
  expect(backupsOf(folder)).toHaveLength(1);
  const second = keeping(() => undefined);
  second.wake(0);
  await new Promise((done) => setTimeout(done, 5)); // its own timer came first
  expect(second.facts.keeping.doing).toBeNull();
  rmSync(backupsIn(folder), { recursive: true });
  await second.close();
  store.settings.set('backupEvery', 'off');
  const third = keeping(() => undefined);
  third.wake(0);
  await new Promise((done) => setTimeout(done, 5));
  expect(third.facts.keeping.doing).toBeNull();
  await third.close();
  store.close();
});
