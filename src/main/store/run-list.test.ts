import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { everyRun, resultIds, type RunRow } from '../../core/contract/runs.ts';
import type { Args } from '../../core/contract/window.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { planFieldIds } from '../../core/compare/plan-fields.ts';
import type { Parent, Progress } from '../../core/run.ts';
import { frameAt, progressAt } from '../fake-trainer.ts';
import { newRun } from '../run-record.ts';
import { migrate, migrations } from './migrations.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  store = new Store(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

let clock = 0;
const frame = frameAt(3);
interface Made {
  plan?: Plan;
  name?: string;
  experiment?: number;
  parent?: number;
  progress?: Partial<Progress>;
}
function add({ plan = presets.moons, name = 'Moons', experiment = 1, parent, progress }: Made = {}): number {
  const from: Parent | null = parent ? { run: parent, name: `Moons ${parent}`, step: 2, changes: [] } : null;
  const made = newRun(experiment, plan, false, name, from);
  const info = { ...made.info, createdAt: ++clock };
  const { id } = store.runs.create('gone', { ...made, info });
  store.append(id, 0, [], { ...progressAt(9, 'finished'), ...progress });
  return id;
}
const asked = (more: Partial<Args<'runs'>> = {}): Args<'runs'> => ({
  ...{ ...everyRun, from: 0, count: 100, columns: [], summary: false },
  ...more,
});
const rows = (more?: Partial<Args<'runs'>>): RunRow[] =>
  store.list.rows(asked(more)).flatMap((row) => (row.kind === 'run' ? row : []));
const ids = (more?: Partial<Args<'runs'>>): number[] => rows(more).map(({ info }) => info.id);
const sort = (by: Args<'runs'>['sort']['by'], down = false): Pick<Args<'runs'>, 'sort'> => ({ sort: { by, down } });

test('live runs come first, what has no value last, in both directions', () => {
  add({ progress: { testLoss: 0.3 } });
  add({ progress: { testLoss: null, status: 'diverged' } });
  add({ progress: { testLoss: 0.1 } });
  add({ progress: { testLoss: 9, status: 'paused' } });
  expect(ids(sort('test'))).toEqual([4, 3, 1, 2]);
  expect(ids(sort('test', true))).toEqual([4, 1, 3, 2]);
  expect(store.summary(everyRun)).toMatchObject({ best: 0.1, found: 4, total: 4 });
});

test('it is sorted by every result and every setting, names and networks as people count', () => {
  const rated = (learningRate: number): Plan => ({
    ...presets.moons,
    optimizer: { ...presets.moons.optimizer, learningRate },
  });
  add({ name: 'Moons 10', plan: rated(0.3) });
  add({ name: 'Éclair', plan: presets.circle });
  add({ name: 'Moons 2', plan: rated(1e-5) });
  expect(ids(sort('name'))).toEqual([2, 3, 1]);
  expect(ids(sort('learningRate'))).toEqual([3, 2, 1]);
  for (const by of [...resultIds, ...planFieldIds]) {
    expect(ids({ ...sort(by), tree: false }).toSorted(), by).toEqual([1, 2, 3]);
    expect(ids({ ...sort(by, true), tree: false }).toSorted(), by).toEqual([1, 2, 3]);
  }
});

test('every word of a search is found in name, tags, note or plan, without case and accents', () => {
  add({ name: 'Mäander' });
  add({ plan: presets.circle, name: 'Rings' });
  add();
  store.marks.tag([2], ['Für Montag'], []);
  store.marks.note(3, 'Here the **gradient** vanishes');
  expect(ids({ search: 'MAANDER' })).toEqual([1]);
  expect(ids({ search: 'fur mont' })).toEqual([2]);
  expect(ids({ search: 'vanishes moons' })).toEqual([3]);
  expect(ids({ search: 'vanishes circle' })).toEqual([]);
  expect(ids({ search: '2-6-3-1 moons' })).toEqual([3, 1]);
  expect(ids({ search: `η ${presets.moons.optimizer.learningRate}` })).toContain(1);
  expect(ids({ search: '#2' })).toEqual([2]);
  expect(ids({ search: '100%_' })).toEqual([]); // no patterns
  store.runs.rename(1, 'Straight');
  store.marks.tag([2], [], ['Für Montag']);
  store.marks.note(3, ' ');
  for (const search of ['maander', 'montag', 'vanishes']) expect(ids({ search })).toEqual([]);
  expect(ids({ search: 'straight' })).toEqual([1]);
});

test('a search that is asked again sees what was written since, by this window or another', () => {
  add({ name: 'First' });
  expect(ids({ search: 'first' })).toEqual([1]);
  add({ name: 'First, again' });
  expect(ids({ search: 'first' })).toEqual([2, 1]);
  const other = new Store(folder);
  other.runs.rename(1, 'Third');
  expect(ids({ search: 'first' })).toEqual([2]);
  other.close();
});

test('a line of the list has half of the points of a long curve, and every test loss', () => {
  const curve = Array.from({ length: 65 }, (_, step) => ({
    step,
    loss: Math.exp(-step / 9),
    testLoss: step % 5 === 0 ? 1 / 3 : null,
  }));
  add({ progress: { curve } });
  const [row] = rows();
  const shown = row?.info.progress.curve ?? [];
  expect(shown.length).toBeLessThan(45);
  expect(shown.filter(({ testLoss }) => testLoss === 0.333).length).toBeGreaterThan(9);
  expect([shown[0]?.step, shown.at(-1)?.step]).toEqual([0, 64]);
});

test('facets count what passes the search and the other facets; what is left out can be found again', () => {
  add();
  add({ progress: { status: 'diverged' } });
  add({ plan: presets.circle, progress: { status: 'running' } });
  const hidden = { status: ['diverged'], data: ['moons'], init: [] };
  expect(ids({ hidden })).toEqual([3]);
  expect(store.summary({ ...everyRun, hidden })).toMatchObject({ found: 1, total: 1 });
  const { facets, kept } = store.summary({ ...everyRun, hidden });
  expect(facets.status).toEqual([['live', 1], ['diverged', 0], ['finished', 0]]); // prettier-ignore
  expect(facets.data).toEqual([['circle', 1], ['moons', 1]]); // prettier-ignore
  expect(kept).toBe(3);
  expect(store.summary({ ...everyRun, search: 'circle' }).facets.status).toEqual([['live', 1]]);
});

test('tags narrow the list to runs that have all of them', () => {
  add();
  add();
  store.marks.tag([1, 2], ['a', 'b'], []);
  store.marks.tag([2], [], ['b']);
  expect([ids({ tags: ['a'] }), ids({ tags: ['a', 'b'] })]).toEqual([[2, 1], [1]]);
  expect(rows()[1]?.tags).toEqual(['a', 'b']);
  expect(store.summary({ ...everyRun, tags: ['gone'] }).tags).toEqual([['a', 2], ['b', 1], ['gone', 0]]); // prettier-ignore
});

test('the settings that are offered are those that differ', () => {
  add();
  add({ plan: { ...presets.moons, seed: 99 } });
  expect(store.summary(everyRun).varying).toEqual(['seed']);
  add({ plan: { ...presets.moons, batchSize: 7 } });
  const { columns, values } = {
    columns: ['seed', 'batchSize'] as const,
    values: rows({ columns: ['seed', 'batchSize'] })[1]?.values,
  };
  expect(store.summary(everyRun).varying).toEqual([...columns].toReversed());
  expect(values).toEqual({ seed: 99, batchSize: presets.moons.batchSize });
});

test('branches stand below their run, by the newest of a tree, and stay where it is filtered out', () => {
  add({ progress: { testLoss: 3 } });
  add();
  add({ parent: 1, progress: { testLoss: 2 } });
  add();
  add({ parent: 3 });
  add({ parent: 1 });
  const tree = (more?: Partial<Args<'runs'>>): [number, number][] =>
    rows(more).map(({ info, depth }) => [info.id, depth]);
  expect(tree()).toEqual([[1, 0], [3, 1], [5, 2], [6, 1], [4, 0], [2, 0]]); // prettier-ignore
  expect(tree({ ...sort('test'), count: 2 })).toEqual([[3, 0], [1, 0]]); // prettier-ignore
  expect(ids({ tree: false })).toEqual([6, 5, 4, 3, 2, 1]);
  store.marks.tag([1, 5, 6], ['seen'], []);
  expect(tree({ tags: ['seen'] })).toEqual([[1, 0], [5, 1], [6, 1]]); // prettier-ignore
  store.runs.delete(1);
  expect(tree()).toEqual([[3, 0], [5, 1], [6, 0], [4, 0], [2, 0]]); // prettier-ignore
  add({ parent: 2, progress: { status: 'paused' } });
  expect(ids().slice(0, 2)).toEqual([2, 7]); // its branch is live
});

test('grouped by experiment, each window has heads and runs in their places', () => {
  const named = store.experiments.create({ ...presets.moons, name: 'Study' }).id;
  for (let i = 0; i < 3; i++) add({ experiment: named, progress: { testLoss: 1 + i } });
  add({ experiment: 9, name: 'Alone', progress: { testLoss: 2.5 } });
  const lines = (more: Partial<Args<'runs'>> = {}): unknown[] =>
    store.list
      .rows(asked({ group: 'experiment', ...sort('test'), ...more }))
      .map((row) => (row.kind === 'run' ? row.info.id : [row.name, row.runs, row.best]));
  const whole = [['Study', 3, 1], 1, 2, 3, ['Alone', 1, 2.5], 4];
  expect(lines()).toEqual(whole);
  for (let from = 0; from < 7; from++)
    for (const count of [1, 2, 3]) expect(lines({ from, count })).toEqual(whole.slice(from, from + count));
  expect(lines({ turned: [named] })).toEqual([['Study', 3, 1], ['Alone', 1, 2.5], 4]);
  expect(store.summary({ ...everyRun, group: 'experiment', turned: [named] })).toMatchObject({ total: 3, found: 4 });
  expect(store.list.runIds({ ...asked({ group: 'experiment', ...sort('test') }), from: 1, count: 5 })).toEqual([
    1, 2, 3, 4,
  ]);
});

test('a list is the same window by window, by whatever it is sorted', () => {
  for (let i = 0; i < 23; i++) add({ ...(i % 4 === 3 && { parent: i - 1 }), progress: { testLoss: i % 5 } });
  for (const by of ['started', 'test', 'learningRate'] as const) {
    const whole = ids(sort(by, true));
    const parts = [0, 7, 14, 21].flatMap((from) => ids({ ...sort(by, true), from, count: 7 }));
    expect(parts).toEqual(whole);
    expect(store.list.runIds({ ...asked(sort(by, true)), from: 0, count: 1000 })).toEqual(whole);
  }
});

test('where a run has come to is in the list with its frames, and what is used is summed', () => {
  const run = add({ progress: { status: 'running' } });
  store.append(run, 0, [frame], { ...progressAt(5), testLoss: 0.25 });
  expect(rows()[0]?.info).toMatchObject({ progress: { step: 5, testLoss: 0.25 } });
  expect(ids(sort('bytes', true))[0]).toBe(run);
  const { frames, experiments, file } = store.storage();
  expect(frames).toBe(frame.length);
  expect(experiments).toEqual([{ experiment: 1, name: 'Moons', runs: 1, bytes: frames }]);
  expect(file).toBeGreaterThan(frames);
  expect(store.list.stored(run)).toMatchObject({ frames: 1, frameBytes: frames, keyframes: 0 });
});

test('runs of a store from before the list are in it, those of strange plans too', () => {
  store.close();
  rmSync(join(folder, databaseName));
  const db = new Database(join(folder, databaseName));
  migrate(db, migrations.slice(0, 5));
  const insert = db.prepare(
    `INSERT INTO runs (experiment, lab, name, created_at, steps, architecture, activation, data, init, progress, layout, cadence, plan, parent)
     VALUES (1, 'gone', ?, 5, 3000, '2-6-3-1', 'relu', 'moons', 'appropriate', ?, '{}', '{}', ?, ?)`,
  );
  const progress = JSON.stringify(progressAt(5, 'finished'));
  insert.run('Old', progress, JSON.stringify(presets.moons), null);
  insert.run('Branch', progress, '{}', JSON.stringify({ run: 1, name: 'Old', step: 2, changes: [] }));
  db.close();
  store = new Store(folder);
  expect(rows().map(({ info, depth }) => [info.name, depth])).toEqual([['Old', 0], ['Branch', 1]]); // prettier-ignore
  expect(ids({ search: 'moons relu' })).toEqual([1]);
});
