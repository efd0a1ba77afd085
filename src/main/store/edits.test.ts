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
const revision = (): string | null => store.experiments.history(id).revision;
let saves = 0;
const edits = (all: readonly number[], from: number, position: number): Edits => ({
  on: revision(),
  revision: `r${saves++}`,
  from,
  states: states(all.slice(from), all[from - 1]),
  position,
});
const stored = (): { seeds: (number | undefined)[]; position: number; seed: number } => {
  const history = store.experiments.history(id);
  const seeds = replayed(history.states).map((plan) => plan?.seed);
  return { seeds, position: history.position, seed: store.experiments.get(id).plan.seed };
};

const save = (all: readonly number[], from: number, position: number, skipped = 0): { saved: boolean } =>
  store.experiments.save(id, seeded(all[position] ?? 0), { ...edits(all, from, position), from: from + skipped });

test('an experiment that was never edited has no history, and one that is not there none to ask for', () => {
  expect(store.experiments.history(id)).toEqual({
    plan: presets.moons,
    states: [],
    position: 0,
    revision: null,
  });
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
        expect(store.experiments.save(id, seeded(seed), edits(all, from, position)).saved).toBe(true);
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

test('what goes on from something that another window has replaced changes nothing', () => {
  save([1, 2, 3], 0, 1);
  const known = revision();
  save([1, 2, 3, 4], 3, 3); // the other window's
  const other = [1, 2, 5];
  const late = { ...edits(other, 2, 2), on: known };
  expect(store.experiments.save(id, seeded(5), late)).toMatchObject({ saved: false });
  expect(store.experiments.save(id, seeded(5), { ...late, on: null })).toMatchObject({ saved: false });
  expect(stored()).toEqual({ seeds: [1, 2, 3, 4], position: 3, seed: 4 });
  expect(store.experiments.save(id, seeded(5), { ...late, on: revision() })).toMatchObject({ saved: true });
  expect(revision()).toBe(late.revision);
  expect(stored()).toEqual({ seeds: other, position: 2, seed: 5 });
  // undo alone is a save too
  const undone = { ...edits(other, 3, 0), on: known };
  expect(store.experiments.save(id, seeded(1), undone)).toMatchObject({ saved: false });
  expect(() => save(other, 3, 2, 9)).toThrow('request-invalid');
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
  expect(store.experiments.save(id, seeded(5001), more).saved).toBe(true);
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
