import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { frameAt, framesFrom, progressAt } from '../fake-trainer.ts';
import { newRun } from '../run-record.ts';
import { APPLICATION_ID, migrate, migrations } from './migrations.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';

let folder: string;
let file: string;
const open: Store[] = [];
const openStore = (): Store => {
  const store = new Store(folder);
  open.push(store);
  return store;
};
const addRun = (store: Store): number => store.runs.create(store.announce(), newRun(1, presets.moons, false)).id;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  file = join(folder, databaseName);
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

test('a new store is ours, in WAL and fully synchronous', () => {
  openStore();
  const db = new Database(file);
  expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  db.close();
});

test('what was stored is there when it is opened again', () => {
  const store = openStore();
  const { id } = store.experiments.create(presets.moons);
  store.settings.set('theme', { dark: true });
  const run = addRun(store);
  store.append(run, 0, framesFrom(0, 3), progressAt(2));
  store.append(run, 3, [], progressAt(5, 'finished'));
  store.close();

  const again = openStore();
  expect(again.experiments.get(id)).toMatchObject({ name: 'Moons', plan: presets.moons });
  expect(again.settings.all()).toEqual({ theme: { dark: true } });
  expect(again.runs.info(run)).toMatchObject({ frames: 3, progress: { status: 'finished', step: 5 } });
  const { frames, damaged } = again.frames.readAfter(run, -1, 1e6);
  expect(frames.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
  expect(Buffer.from(frames[2]?.bytes ?? []).equals(frameAt(2))).toBe(true);
  expect(damaged).toEqual([]);
});

test('a reading brings at least one frame, and no more bytes than asked', () => {
  const store = openStore();
  const run = addRun(store);
  store.append(run, 0, framesFrom(0, 10), progressAt(9));
  const size = frameAt(0).length;
  const count = (maxBytes: number): number => store.frames.readAfter(run, 3, maxBytes).frames.length;
  expect([count(1), count(2 * size), count(2 * size + 1), count(1e6)]).toEqual([1, 2, 2, 6]);
  expect(store.frames.readEach(run, [7, 2, 99], 1e6).frames.map(({ ordinal }) => ordinal)).toEqual([7, 2]);
});

test('one flipped bit in a frame is noticed and that frame left out', () => {
  const store = openStore();
  const run = addRun(store);
  store.append(run, 0, framesFrom(0, 3), progressAt(2));
  const bytes = Buffer.from(frameAt(1));
  bytes[50] = (bytes[50] ?? 0) ^ 4;
  const db = new Database(file);
  db.prepare('UPDATE frames SET bytes = ? WHERE ordinal = 1').run(bytes);
  db.close();
  const { frames, damaged } = store.frames.readAfter(run, -1, 1e6);
  expect([frames.map(({ ordinal }) => ordinal), damaged]).toEqual([[0, 2], [1]]);
});

test('a batch is stored whole or not at all', () => {
  const store = openStore();
  const run = addRun(store);
  store.append(run, 0, framesFrom(0, 2), progressAt(1));
  // the second frame has the ordinal of one that is there
  expect(() => store.append(run, 0, framesFrom(0, 2), progressAt(9))).toThrow();
  expect(store.runs.info(run)).toMatchObject({ frames: 2, progress: { step: 1 } });
});

test('a full disk is told, and leaves nothing half-written', () => {
  const store = openStore();
  const run = addRun(store);
  store.append(run, 0, framesFrom(0, 2), progressAt(1));
  store.limitSize(store.size());
  expect(() => store.append(run, 2, framesFrom(2, 50, 1000), progressAt(51))).toThrow('store-full');
  expect(store.runs.info(run)).toMatchObject({ frames: 2, progress: { step: 1 } });
  expect(() => store.experiments.create({ ...presets.moons, name: 'x'.repeat(1e5) })).toThrow('full');
  store.limitSize(1e9);
  store.append(run, 2, framesFrom(2, 50, 1000), progressAt(51));
  expect(store.frames.readAfter(run, -1, 1e9).frames).toHaveLength(52);
});

test('a lock held by another program is told long before the five seconds of SQLite', () => {
  const store = openStore();
  const run = addRun(store);
  const db = new Database(file);
  db.exec('BEGIN IMMEDIATE');
  const asked = performance.now();
  expect(() => store.append(run, 0, [], progressAt(1))).toThrow('store-locked');
  expect(performance.now() - asked).toBeLessThan(2500);
  db.close();
});

test('a database that is not ours, or none, is refused and stays as it is', () => {
  const foreign = new Database(file);
  foreign.exec('CREATE TABLE recipes (name TEXT)');
  foreign.close();
  const before = readFileSync(file);
  expect(openStore).toThrow('store-foreign');
  expect(readFileSync(file).equals(before)).toBe(true);
  writeFileSync(file, 'Dear diary,\n'.repeat(100));
  expect(openStore).toThrow('store-foreign');
  expect(readFileSync(file, 'utf8')).toMatch(/^Dear diary/);
  expect(readdirSync(folder)).toEqual([databaseName]);
});

test('a newer store is refused and stays as it is', () => {
  openStore().close();
  const db = new Database(file);
  db.pragma('user_version = 99');
  db.close();
  const before = readFileSync(file);
  expect(openStore).toThrow('store-newer');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('migrations run once each, in order, and one that fails changes nothing', () => {
  const db = new Database(file);
  migrate(db, ['CREATE TABLE a (x)']);
  migrate(db, ['CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y']);
  expect(() => migrate(db, ['', '', 'CREATE TABLE b (x); SELECT nonsense'])).toThrow('nonsense');
  expect(db.pragma('user_version', { simple: true })).toBe(2);
  expect(db.prepare(`SELECT name FROM sqlite_schema WHERE name = 'b'`).get()).toBeUndefined();
  db.close();
});

test('a store from before there were branches is brought up to date with its runs', () => {
  const db = new Database(file);
  migrate(db, migrations.slice(0, 1));
  db.prepare(
    `INSERT INTO runs (experiment, lab, name, created_at, steps, architecture, activation, data, init, progress, layout, cadence, plan)
     VALUES (1, 'gone', 'Old', 0, 3000, '2-6-3-1', 'relu', 'moons', 'appropriate', ?, '{}', '{}', '{}')`,
  ).run(JSON.stringify(progressAt(5, 'finished')));
  db.close();
  const store = openStore();
  expect(store.runs.info(1)).toMatchObject({ name: 'Old', parent: null, progress: { step: 5 } });
  expect(addRun(store)).toBe(2);
});

test('a branch keeps the name of its parent when that is deleted', () => {
  const store = openStore();
  const run = addRun(store);
  const parent = { run, name: 'Moons', step: 240, changes: [{ name: 'W1', index: 3, value: 0.5 }] };
  const made = newRun(1, presets.moons, true, 'Moons 2', parent);
  const branch = store.runs.create(store.announce(), made).id;
  store.runs.delete(run);
  store.close();
  expect(openStore().runs.info(branch)).toMatchObject({ name: 'Moons 2', parent, progress: { step: 240, epoch: 24 } });
});

test('the newest keyframe not after a step is found, and a damaged one told', () => {
  const store = openStore();
  const run = addRun(store);
  const frames = [0, 0, 5, 10, 10, 15].map((step, i) => frameAt(step, 4, i === 1 || i === 4 ? 'keyframe' : 'frame'));
  store.append(run, 0, frames, progressAt(15));
  const found = (step: number): unknown => store.frames.keyframeBefore(run, step);
  expect([found(0), found(9)]).toMatchObject([{ step: 0 }, { step: 0 }]);
  expect(found(99)).toMatchObject({ step: 10 });
  expect(store.frames.keyframeBefore(run + 1, 5)).toBeNull();
  const db = new Database(file);
  db.prepare('UPDATE frames SET bytes = zeroblob(200) WHERE ordinal = 4').run();
  db.close();
  expect(found(10)).toEqual({ step: 10, bytes: null });
});

test('runs of a process killed with -9 become interrupted, those of a living one do not', async () => {
  const store = openStore();
  const own = addRun(store);
  const script = `
    import { Store } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
    import { newRun } from ${JSON.stringify(new URL('../run-record.ts', import.meta.url).href)};
    import { presets } from ${JSON.stringify(new URL('../../core/plan/presets.ts', import.meta.url).href)};
    import { framesFrom, progressAt } from ${JSON.stringify(new URL('../fake-trainer.ts', import.meta.url).href)};
    const store = new Store(${JSON.stringify(folder)});
    const run = store.runs.create(store.announce(), newRun(1, presets.moons, false)).id;
    store.append(run, 0, framesFrom(0, 5), progressAt(4));
    console.log(run);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const other = Number(line.toString());

  const third = openStore(); // a process that starts meanwhile
  const statuses = (): string[] => [own, other].map((run) => third.runs.info(run).progress.status);
  expect(statuses()).toEqual(['running', 'running']);
  child.kill('SIGKILL');
  await once(child, 'exit');
  third.markInterrupted();
  expect(statuses()).toEqual(['running', 'interrupted']);
  expect(third.frames.readAfter(other, -1, 1e6).frames).toHaveLength(5);
  expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toHaveLength(1);
});

test('deleting a run frees its frames; ids are not used again', () => {
  const store = openStore();
  const run = addRun(store);
  store.append(run, 0, framesFrom(0, 100, 2000), progressAt(99));
  const full = store.size();
  store.runs.delete(run);
  expect(store.size()).toBeLessThan(full / 4);
  expect(() => store.runs.info(run)).toThrow('run-unknown');
  expect(addRun(store)).toBe(run + 1);
});

test('every run of an experiment has a name of its own', () => {
  const { runs } = openStore();
  const start = (): string => {
    const name = runs.freshName(1, 'Moons');
    return runs.create('lab', newRun(1, presets.moons, false, name)).name;
  };
  expect([start(), start(), start()]).toEqual(['Moons', 'Moons 2', 'Moons 3']);
  runs.delete(2);
  expect(start()).toBe('Moons 2');
  expect(runs.freshName(2, 'Moons')).toBe('Moons');
});
