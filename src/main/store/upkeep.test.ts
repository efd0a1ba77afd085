import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeFrame, scalarNames, type FrameKind, type Scalars } from '../../core/frame/frame.ts';
import { presets } from '../../core/plan/presets.ts';
import { progressAt } from '../fake-trainer.ts';
import { newRun } from '../run-record.ts';
import { migrate, migrations } from './migrations.ts';
import { isPacked } from './packing.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';
import type { Shrunk } from './upkeep.ts';

let folder: string;
let store: Store;
let run: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  store = new Store(folder);
  run = store.runs.create(store.announce(), newRun(1, presets.moons, false)).id;
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const FLOATS = 250;
const layout = {
  frame: [{ name: 'W1', rows: 1, columns: FLOATS }],
  keyframe: [{ name: 'W1', rows: 1, columns: FLOATS }],
};
/** A frame whose floats pack well; the loss of the test set is lowest at step 137. */
function frameAt(step: number, kind: FrameKind = 'frame'): Uint8Array {
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
  const testLoss = 1 + Math.abs(step - 137) / 1000;
  return encodeFrame(kind, layout, 1, { ...scalars, step, testLoss }, (_, into) => {
    for (let i = 0; i < into.length; i++) into[i] = Math.sin(step + i * i) / 8;
  });
}
const SIZE = frameAt(0).length;
/** Appends frames of steps from `from` to `to` − 1, every hundredth with a keyframe besides. @returns their bytes by ordinal */
function record(from: number, to: number, status: 'running' | 'paused' | 'finished' = 'running'): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let step = from; step < to; step++) {
    frames.push(frameAt(step));
    if (step % 100 === 0) frames.push(frameAt(step, 'keyframe'));
  }
  store.append(run, store.runs.info(run).frames, frames, progressAt(to - 1, status));
  return frames;
}
const end = (work: Generator<Shrunk, void>): Shrunk => {
  const sum: Shrunk = { bytes: 0, frames: 0 };
  for (const { bytes, frames } of work) {
    sum.bytes += bytes;
    sum.frames += frames;
  }
  return sum;
};
const stored = (of = store): Map<number, Uint8Array> => {
  const { frames, damaged } = of.frames.readAfter(run, -1, Infinity);
  expect(damaged).toEqual([]);
  return new Map(frames.map(({ ordinal, bytes }) => [ordinal, bytes]));
};
const onDisk = (): { ordinal: number; bytes: Uint8Array }[] => {
  const db = new Database(join(folder, databaseName), { readonly: true });
  const rows = db.prepare<[number], { ordinal: number; bytes: Uint8Array }>(
    'SELECT ordinal, bytes FROM frames WHERE run = ?',
  );
  const all = rows.all(run);
  db.close();
  return all;
};

test('a run over its budget is thinned to within it; what must stay does, as it was', () => {
  const frames = [...record(0, 501, 'paused'), ...record(501, 778)];
  store.append(run, frames.length, [], progressAt(777, 'paused')); // its frame came before
  frames.push(...record(778, 2000));
  const whole = store.runs.info(run).bytes;
  expect(whole).toBe(frames.length * SIZE);
  const budget = whole / 4;
  const shrunk = end(store.upkeep.thin(run, budget));
  const info = store.runs.info(run);
  expect(info).toMatchObject({ frames: frames.length, thinned: shrunk.frames, bytes: whole - shrunk.bytes });
  expect(info.bytes).toBeLessThanOrEqual(budget);
  const left = stored();
  expect(left.size).toBe(frames.length - shrunk.frames);
  for (const [ordinal, bytes] of left) expect(Buffer.from(bytes).equals(frames[ordinal] ?? Buffer.alloc(0))).toBe(true);
  const ordinalOf = (step: number): number => step + Math.floor((step + 99) / 100);
  // first, best, where the person paused, last; and every keyframe
  for (const step of [0, 137, 500, 777, 1999]) expect(left.has(ordinalOf(step)), `step ${step}`).toBe(true);
  for (let step = 0; step < 2000; step += 100) expect(left.has(ordinalOf(step) + 1), `keyframe ${step}`).toBe(true);
  expect(store.frames.readEach(run, [1, 2], 1e6)).toMatchObject({ frames: [{ ordinal: 1 }], damaged: [], gone: [2] });
  expect(end(store.upkeep.thin(run, budget))).toEqual({ bytes: 0, frames: 0 });
});

test('the best is the newest best: one that was the best once may go', () => {
  record(0, 60); // the lowest so far is that of step 59
  record(60, 2000);
  end(store.upkeep.thin(run, 1));
  const steps = onDisk().map(({ ordinal }) => ordinal);
  expect(steps).toContain(139); // step 137
  expect(steps).not.toContain(60); // step 59
});

test('an ended run is packed: smaller on disk, the same bytes to whoever reads', () => {
  const frames = record(0, 300);
  const whole = store.runs.info(run).bytes;
  expect(store.upkeep.unpacked()).toEqual([]); // it is live
  store.append(run, frames.length, [], progressAt(299, 'finished'));
  expect(store.upkeep.unpacked()).toEqual([run]);
  const { bytes } = end(store.upkeep.pack(run));
  expect(bytes).toBeGreaterThan(0.05 * whole);
  expect(store.runs.info(run).bytes).toBe(whole - bytes);
  expect(onDisk().reduce((sum, row) => sum + row.bytes.length, 0)).toBe(whole - bytes);
  expect(onDisk().every((row) => isPacked(row.bytes))).toBe(true);
  const left = stored();
  frames.forEach((frame, ordinal) => expect(Buffer.from(left.get(ordinal) ?? []).equals(frame)).toBe(true));
  expect(Buffer.from(store.frames.keyframeBefore(run, 250)?.bytes ?? []).equals(frameAt(200, 'keyframe'))).toBe(true);
  expect(store.upkeep.unpacked()).toEqual([]);
  expect(end(store.upkeep.pack(run))).toEqual({ bytes: 0, frames: 0 });
});

test('one flipped bit in a packed frame costs that frame alone; a damaged frame is not packed', () => {
  record(0, 50, 'finished');
  const db = new Database(join(folder, databaseName));
  const flip = (ordinal: number): void => {
    const { bytes } = db
      .prepare<[number], { bytes: Buffer }>('SELECT bytes FROM frames WHERE ordinal = ?')
      .get(ordinal) ?? { bytes: Buffer.alloc(0) };
    bytes[200] = (bytes[200] ?? 0) ^ 16;
    db.prepare('UPDATE frames SET bytes = ? WHERE ordinal = ?').run(bytes, ordinal);
  };
  flip(7);
  end(store.upkeep.pack(run));
  flip(20);
  db.close();
  const { frames, damaged } = store.frames.readAfter(run, -1, Infinity);
  expect(damaged).toEqual([7, 20]);
  expect(frames).toHaveLength(49);
});

test('two labs that pack the same run do not get in each other’s way', () => {
  const frames = record(0, 300, 'finished');
  const other = new Store(folder);
  const [a, b] = [store.upkeep.pack(run), other.upkeep.pack(run)];
  const saved: Shrunk = { bytes: 0, frames: 0 };
  for (let [one, two] = [a.next(), b.next()]; !(one.done && two.done); [one, two] = [a.next(), b.next()]) {
    for (const { value } of [one, two]) if (value) saved.bytes += value.bytes;
  }
  expect(store.runs.info(run).bytes).toBe(frames.length * SIZE - saved.bytes);
  expect(store.upkeep.unpacked()).toEqual([]);
  expect(stored(other).size).toBe(frames.length);
  other.close();
});

test('a store from before opens, is read as it is, and is packed like any other', () => {
  const frames = record(0, 60, 'finished');
  store.close();
  // the same rows in the tables of then
  const [now, then] = [join(folder, databaseName), join(folder, 'then.db')];
  const db = new Database(then);
  migrate(
    db,
    migrations.slice(
      0,
      migrations.findIndex((sql) => sql.includes('asked_frames')),
    ),
  );
  db.prepare('ATTACH ? AS now').run(now);
  for (const table of ['experiments', 'labs', 'runs', 'frames']) {
    const columns = (db.pragma(`main.table_info(${table})`) as { name: string }[]).map(({ name }) => name).join();
    db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM now.${table}`);
  }
  db.close();
  renameSync(then, now);
  store = new Store(folder);
  expect([...stored().values()].map((bytes) => Buffer.from(bytes))).toEqual(frames.map((bytes) => Buffer.from(bytes)));
  expect(store.runs.info(run)).not.toHaveProperty('thinned');
  expect(store.upkeep.unpacked()).toEqual([run]);
  expect(end(store.upkeep.pack(run)).bytes).toBeGreaterThan(0);
  expect(stored().size).toBe(frames.length);
});

const modules = (...names: string[]): string =>
  names.map((name) => JSON.stringify(new URL(name, import.meta.url).href)).join();

test.each(['thin', 'pack'] as const)(
  'a process that is killed in the middle of %s leaves a store that opens, reads and goes on',
  async (what) => {
    const frames = record(0, 2000, 'finished');
    const whole = store.runs.info(run).bytes;
    const script = `
    const { Store } = await import(${modules('./store.ts')});
    const store = new Store(${JSON.stringify(folder)});
    let slices = 0;
    for (const { bytes } of store.upkeep.${what}(${run}, ${whole / 3})) if (bytes > 0 && ++slices === 3) {
      console.log('in the middle');
      await new Promise((resolve) => setTimeout(resolve, 1e6));
    }`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const again = new Store(folder);
    const info = again.runs.info(run);
    expect(info.bytes).toBeLessThan(whole);
    expect(info.bytes).toBe(onDisk().reduce((sum, { bytes }) => sum + bytes.length, 0));
    const left = stored(again);
    expect(left.size).toBe(frames.length - (info.thinned ?? 0));
    for (const [ordinal, bytes] of left)
      expect(Buffer.from(bytes).equals(frames[ordinal] ?? Buffer.alloc(0))).toBe(true);
    const rest = what === 'thin' ? again.upkeep.thin(run, whole / 3) : again.upkeep.pack(run);
    expect(end(rest).bytes).toBeGreaterThan(0);
    expect(again.runs.info(run).bytes).toBeLessThan(whole / (what === 'thin' ? 3 : 1));
    again.close();
  },
);
