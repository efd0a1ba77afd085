import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deltaOf, replayed, type Edit, type Edits } from '../../core/plan/edits.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { Store } from './store.ts';
import { databaseName } from './sqlite-error.ts';

let folder: string;
let store: Store;
let id: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  store = new Store(folder);
  id = store.experiments.create(presets.moons).id;
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const seeded = (seed: number): Plan => ({ ...presets.moons, seed });
/** States whose seeds are these, as the window tells them. */
const states = (seeds: readonly number[], before: number | null = null): Edit[] =>
  seeds.map((seed, i) => {
    const last = seeds[i - 1] ?? before;
    return { key: `k${seed}`, label: `to ${seed}`, ...deltaOf(last === null ? null : seeded(last), seeded(seed)) };
  });
const edits = (all: readonly number[], from: number, position: number): Edits => ({
  from,
  after: from === 0 ? null : `k${all[from - 1]}`,
  states: states(all.slice(from), all[from - 1]),
  position,
});
const stored = (): { seeds: (number | undefined)[]; position: number; seed: number } => {
  const history = store.experiments.history(id);
  const seeds = replayed(history.states).map((plan) => plan?.seed);
  return { seeds, position: history.position, seed: store.experiments.get(id).plan.seed };
};

test('an experiment that was never edited has no history, and one that is not there none to ask for', () => {
  expect(store.experiments.history(id)).toEqual({ states: [], position: 0 });
  expect(() => store.experiments.history(99)).toThrow('experiment-unknown');
  expect(() => store.experiments.save(99, presets.moons, edits([1], 0, 0))).toThrow('experiment-unknown');
});

test('whatever is replaced, however often: what is read is what was told', () => {
  const step = fc.record({ keep: fc.nat(), add: fc.nat(3), at: fc.nat(), reopen: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let all = [0];
      let next = 1;
      store.experiments.save(id, seeded(0), edits(all, 0, 0));
      for (const { keep, add, at, reopen } of steps) {
        const from = 1 + (keep % all.length);
        all = [...all.slice(0, from), ...Array.from({ length: add }, () => next++)];
        const position = at % all.length;
        const seed = all[position] ?? 0;
        expect(store.experiments.save(id, seeded(seed), edits(all, from, position)).restarted).toBe(false);
        if (reopen) {
          store.close();
          store = new Store(folder);
        }
        expect(stored()).toEqual({ seeds: all, position, seed });
      }
    }),
    { numRuns: 40 },
  );
});

test('what follows on no known state begins anew, with the plan and what comes after it', () => {
  store.experiments.save(id, seeded(2), edits([1, 2, 3], 0, 1));
  const other = [11, 12, 13, 14, 15];
  // beyond the end, and after another window's state at a place that there is
  for (const from of [4, 2]) {
    expect(store.experiments.save(id, seeded(14), edits(other, from, 3)).restarted).toBe(true);
    expect(stored()).toEqual({ seeds: [14, 15], position: 0, seed: 14 });
  }
  // of what was sent nothing follows on a present state before it
  expect(store.experiments.save(id, seeded(12), edits(other, 4, 1)).restarted).toBe(true);
  expect(stored()).toEqual({ seeds: [12], position: 0, seed: 12 });
  expect(store.experiments.save(id, seeded(15), edits(other, 0, 4)).restarted).toBe(false);
  expect(stored()).toEqual({ seeds: other, position: 4, seed: 15 });
});

test('a plan saved without its history begins a new one', () => {
  store.experiments.save(id, seeded(2), edits([1, 2], 0, 1));
  store.experiments.save(id, seeded(5));
  expect(stored()).toEqual({ seeds: [], position: 0, seed: 5 });
});

test('plan, states and position are stored together or not at all', () => {
  store.experiments.save(id, seeded(2), edits([1, 2], 0, 1));
  store.limitSize(store.size());
  const large: Edits = edits([1, 2, 3], 2, 2);
  const padded = { ...large, states: large.states.map((one) => ({ ...one, set: { name: 'x'.repeat(1e5) } })) };
  expect(() => store.experiments.save(id, seeded(3), padded)).toThrow('full');
  expect(stored()).toEqual({ seeds: [1, 2], position: 1, seed: 2 });
});

test('the history goes with its experiment', () => {
  store.experiments.save(id, seeded(2), edits([1, 2], 0, 1));
  store.experiments.delete(id);
  const db = new Database(join(folder, databaseName), { readonly: true });
  expect(db.prepare('SELECT count(*) FROM edits').pluck().get()).toBe(0);
  db.close();
});

test('after 5,000 edits one more writes one row', () => {
  const all = Array.from({ length: 5001 }, (_, seed) => seed);
  store.experiments.save(id, seeded(5000), edits(all, 0, 5000));
  const more = edits([...all, 5001], 5001, 5001);
  expect(JSON.stringify(more).length).toBeLessThan(200);
  const db = new Database(join(folder, databaseName), { readonly: true });
  const rowids = db.prepare('SELECT max(rowid), count(*) FROM edits').raw();
  const before = rowids.get() as [number, number];
  expect(store.experiments.save(id, seeded(5001), more).restarted).toBe(false);
  expect(rowids.get()).toEqual(before.map((n) => n + 1)); // one inserted, none replaced
  db.close();
  expect(stored().seeds).toHaveLength(5002);
});

test('presets of one’s own have names of their own, and stay until they are deleted', () => {
  const mine = store.presets.save({ ...presets.moons, name: 'Mine' });
  store.presets.save({ ...presets.circle, name: 'also mine' });
  expect(store.presets.save({ ...presets.moons, name: 'Mine', seed: 3 })).toMatchObject({ id: mine.id });
  store.close();
  store = new Store(folder);
  expect(store.presets.all()).toMatchObject([{ name: 'also mine' }, { ...mine, plan: { seed: 3 } }]);
  store.presets.delete(mine.id);
  expect(store.presets.all()).toHaveLength(1);
  expect(() => store.presets.delete(mine.id)).toThrow('preset-unknown');
});
