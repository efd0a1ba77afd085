import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytesOf } from '../../core/data/data-set.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { Store } from './store.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  store = new Store(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const table = (rows: number): Uint8Array =>
  bytesOf({
    kind: 'table',
    rows,
    columns: [{ name: 'x', kind: 'number', values: new Float64Array(rows) }, { name: 'y', kind: 'number', values: new Float64Array(rows) }], // prettier-ignore
  });
const planOf = (sha256: string): Plan => ({
  ...presets.moons,
  loss: 'squared_error',
  data: { kind: 'table', sha256, title: 't', inputs: [{ column: 'x' }], target: { column: 'y' }, scale: 'none', train: 5, test: 0 }, // prettier-ignore
});
const known = (): [string, number, number, boolean][] =>
  store.dataSets.all().map(({ name, rows, experiments, used }) => [name, rows, experiments, used]);

test('what there is says its rows and who uses it, and only what nothing uses is removed', () => {
  const used = store.dataSets.add('used', table(7));
  const free = store.dataSets.add('free', table(9));
  const { id } = store.experiments.create(planOf(used));
  store.experiments.create(planOf(used));
  expect(known().sort()).toEqual([
    ['free', 9, 0, false],
    ['used', 7, 2, true],
  ]);
  expect([store.dataSets.remove(used), store.dataSets.remove(free), store.dataSets.remove(free)]).toEqual([false, true, false]); // prettier-ignore
  expect(store.dataSets.bytes(free)).toBe(null);
  expect(store.dataSets.bytes(used)).not.toBe(null);
  store.experiments.save(id, presets.moons);
  expect(known()).toEqual([['used', 7, 1, true]]);
});

test('histories, presets and what the window keeps are uses as well', () => {
  const sha = store.dataSets.add('t', table(3));
  const { id } = store.experiments.create(presets.moons);
  const present = store.experiments.history(id).revision;
  const edits = { on: present, revision: crypto.randomUUID(), from: 0, position: 1 };
  const states = [
    { key: 'a', label: 'before', set: planOf(sha), unset: [] },
    { key: 'b', label: 'after', set: { data: presets.moons.data }, unset: [] },
  ];
  store.experiments.save(id, presets.moons, { ...edits, states });
  expect(known()).toEqual([['t', 3, 1, true]]);
  expect(store.dataSets.remove(sha)).toBe(false);
  store.experiments.delete(id);
  expect(known()).toEqual([['t', 3, 0, false]]);
  store.settings.set('lessons', [planOf(sha)]);
  expect(known()).toEqual([['t', 3, 0, true]]);
  store.settings.set('lessons', []);
  expect(store.dataSets.remove(sha)).toBe(true);
});
