import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { backUp } from '../keeping/backups.ts';
import { LEFT } from '../keeping/move.ts';
import { folderNamed } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { RealLab } from './testing/real-lab.ts';

// Everything goes to another folder because a person says so in the window. Folders that fail: failing-folder.faults.ts.

const timeout = 120_000;
const plan = { ...presets.moons, length: { steps: 20 } };
let base: string;
let from: string;
let to: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  from = join(base, 'from');
  to = join(base, 'to', 'new');
});
afterEach(() => rmSync(base, { recursive: true }));

test(
  'all that is stored is there, the old folder leads there, and the lab says what it did, once',
  { timeout },
  async () => {
    const lab = new RealLab(from);
    const run = await lab.train(plan);
    await backUp(from, 1, () => undefined);
    const frames = lab.behind(run.id, (_, rows) => rows);
    await lab.client.call('keep', { act: 'move', to });
    await lab.until((event) => (event.type === 'reopening' ? true : undefined));
    expect(lab.reopened).toBe(true);
    await lab.close();
    expect(folderNamed(from)).toBe(to);

    const next = new RealLab(to);
    expect((await next.client.call('dataFolder', {})).value).toMatchObject({
      folder: to,
      backups: [{ kind: 'backup' }],
      keeping: {
        last: { result: { act: 'move', from, left: join(from, LEFT), has: 'all', missing: [], saved: 0, lost: 0 } },
      },
    });
    expect(next.behind(run.id, (_, rows) => rows)).toEqual(frames);
    await next.close();
    const third = new RealLab(to);
    expect((await third.client.call('dataFolder', {})).value.keeping.last).toBeNull();
    await third.close();
  },
);

test('a place that is none, or while something trains: refused before anything is closed', { timeout }, async () => {
  const lab = new RealLab(from);
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'letter.txt'), 'mine');
  writeFileSync(join(base, 'file'), '');
  const go = (to: string): Promise<unknown> => lab.client.call('keep', { act: 'move', to });
  for (const place of ['to', to, from, join(from, 'within'), join(base, 'file'), join(base, 'file', 'new')])
    await expect(go(place)).rejects.toMatchObject({ code: 'folder-unusable' });
  // a folder that is there, in which nothing can be made (nor is there room): Node's own recursive mkdir tries for ever
  if (process.platform === 'linux')
    await expect(go('/proc/goldilocks/new')).rejects.toMatchObject({
      code: expect.stringMatching(/folder-unusable|keeping-room/) as string,
    });
  const run = await lab.begin({ ...presets.moons, length: { steps: 1_000_000 } }, 100);
  await expect(go(join(base, 'other'))).rejects.toMatchObject({ code: 'keeping-live' });
  await lab.control(run, 'stop');
  await lab.ended(run);
  const second = new Store(from);
  second.announce();
  await expect(go(join(base, 'other'))).rejects.toMatchObject({ code: 'keeping-others' });
  second.close();
  expect(lab.reopened).toBe(false);
  await lab.close();
  expect(readdirSync(to)).toEqual(['letter.txt']);
  expect(folderNamed(from)).toBe(from);
});

test('a place that is taken meanwhile: the lab goes on where it is, and says why', { timeout }, async () => {
  const lab = new RealLab(from);
  const paused = await lab.begin({ ...presets.moons, length: { steps: 1_000_000 } }, 100, true);
  await lab.client.call('keep', { act: 'move', to });
  await expect(lab.client.call('keep', { act: 'move', to: `${to}2` })).rejects.toMatchObject({ code: 'keeping-busy' });
  writeFileSync(join(to, 'letter.txt'), 'mine');
  const last = await lab.until((event) =>
    event.type === 'keeping' && event.keeping.doing === null ? event.keeping.last : undefined,
  );
  expect(last).toMatchObject({ act: 'move', failure: { code: 'folder-unusable' } });
  expect(lab.reopened).toBe(false);
  expect(readdirSync(to)).toEqual(['letter.txt']);
  expect(await lab.control(paused, 'play')).toBe('running');
  await lab.control(paused, 'stop');
  await lab.close();
  expect(existsSync(join(from, databaseName))).toBe(true);
});
