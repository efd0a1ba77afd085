import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabEvent } from '../core/contract/window.ts';
import { presets } from '../core/plan/presets.ts';
import { connectTo, type Client } from './client.ts';
import { FakeTrainer, frameAt, framesFrom, noNative, progressAt } from './fake-trainer.ts';
import { Lab } from './lab.ts';
import { databaseName } from './store/sqlite-error.ts';

let folder: string;
let trainer: FakeTrainer;
let lab: Lab;
let client: Client;
let events: LabEvent[];
let run: number;

const opened = (runBudget?: number): Lab =>
  new Lab({
    folder,
    resourcesDir: folder,
    host: 'terminal',
    spawnTrainer: () => (trainer = new FakeTrainer()),
    spawnNative: noNative,
    ...(runBudget !== undefined && { runBudget }),
  });
const begun = async (): Promise<void> => {
  events = [];
  ({ client } = connectTo(lab, (event) => events.push(event)));
  run = (await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false })).value.info.id;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
});
afterEach(async () => {
  trainer.die('end of the test'); // it answers no pause
  await lab.close();
  rmSync(folder, { recursive: true });
});

const FLOATS = 500;
const SIZE = frameAt(0, FLOATS).length;
const info = async () => (await client.call('open', { run })).value.info;

test('a run that outgrows its budget is thinned while it goes on, and what a window asks for of it says so', async () => {
  lab = opened(400 * SIZE);
  await begun();
  let step = 0;
  const more = (count: number): void => {
    trainer.batch(run, framesFrom(step, count, FLOATS), progressAt((step += count) - 1));
  };
  for (let i = 0; i < 20; i++) {
    more(30);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(async () => (await info()).bytes).toBeLessThanOrEqual(400 * SIZE);
  for (let i = 0; i < 20; i++) more(30);
  await expect.poll(async () => (await info()).bytes).toBeLessThanOrEqual(400 * SIZE);
  await lab.settled(run); // it thins on below its budget: what is counted below must not change meanwhile
  const { frames, thinned = 0, bytes } = await info();
  expect(frames).toBe(1200);
  expect(bytes).toBe((1200 - thinned) * SIZE);
  const told = (): boolean => events.some((event) => event.type === 'run' && (event.info.thinned ?? 0) > 0);
  await expect.poll(told).toBe(true);
  const { value } = await client.call('frames', { run, ordinals: [0, 1, 2, 3, 1199, 1200] });
  expect(value.damaged).toEqual([]);
  expect(value.frames.map(({ ordinal }) => ordinal)).toEqual(expect.arrayContaining([0, 1199]));
  expect(value.gone.length).toBeGreaterThan(0);
  expect(value.gone).not.toContain(1200); // never was
  const pulled = (await client.call('pull', { run, after: -1, maxBytes: 8 * 2 ** 20 })).value;
  expect(pulled).toMatchObject({ more: false, damaged: [] });
  expect(pulled.frames).toHaveLength(1200 - thinned);
});

test('the setting says what a run may take, where the host does not', async () => {
  lab = opened();
  await begun();
  await client.call('setSetting', { key: 'runBudget', value: 200 * SIZE });
  trainer.batch(run, framesFrom(0, 300, FLOATS), progressAt(299));
  await expect.poll(async () => (await info()).thinned).toBeGreaterThan(100);
  expect((await info()).bytes).toBeLessThanOrEqual(200 * SIZE);
});

test('where the budget cannot be kept, it is not tried again with every batch', async () => {
  lab = opened(1);
  await begun();
  trainer.batch(run, framesFrom(0, 1000, FLOATS), progressAt(999));
  await lab.settled(run);
  const before = (await info()).thinned;
  expect(before).toBeGreaterThan(0);
  trainer.batch(run, framesFrom(1000, 20, FLOATS), progressAt(1019));
  await lab.settled(run);
  expect((await info()).thinned).toBe(before);
  expect((await info()).frames - (before ?? 0)).toBeGreaterThanOrEqual(100);
});

test('a run that ends sooner than it can be thinned is packed, and thinned if it is too large even then', async () => {
  lab = opened(300 * SIZE);
  await begun();
  const noise = (step: number): Uint8Array => {
    const bytes = frameAt(step, FLOATS);
    for (let i = 96, seed = step + 1; i < bytes.length; i++)
      bytes[i] = (seed = Math.imul(seed, 1664525) + 1013904223) >>> 24;
    return bytes;
  };
  trainer.batch(run, Array.from({ length: 700 }, (_, step) => noise(step)), progressAt(699)); // prettier-ignore
  trainer.batch(run, framesFrom(700, 10, FLOATS), progressAt(709, 'finished'));
  await lab.settled(run);
  expect((await info()).bytes).toBeLessThanOrEqual(300 * SIZE);
  const other = (await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false })).value
    .info;
  trainer.batch(other.id, framesFrom(0, 400, FLOATS), progressAt(399, 'finished'));
  await lab.settled(other.id);
  expect((await client.call('open', { run: other.id })).value.info).not.toHaveProperty('thinned'); // packed it fits
});

test('a run is packed when it has ended, and one that was left so when the folder is opened again', async () => {
  lab = opened();
  await begun();
  trainer.batch(run, framesFrom(0, 300, FLOATS), progressAt(299, 'finished'));
  const whole = 300 * SIZE;
  trainer.die('end of the test');
  await lab.close(); // before it was packed, or in the middle
  lab = opened();
  ({ client } = connectTo(lab));
  await lab.settled(run);
  expect((await info()).bytes).toBeLessThan(whole);
  const { value, payload } = await client.call('frames', { run, ordinals: [42] });
  const [frame] = value.frames;
  expect(frame?.length).toBe(SIZE);
  expect(Buffer.from(payload.subarray(frame?.offset, SIZE + (frame?.offset ?? 0))).equals(frameAt(42, FLOATS))).toBe(
    true,
  );
});

test('a run that is deleted while something is done for it ends that; a locked disk puts it off', async () => {
  lab = opened(1);
  await begun();
  trainer.batch(run, framesFrom(0, 1000, FLOATS), progressAt(999));
  await client.call('deleteRuns', { runs: [run] });
  await lab.settled(run);
  run = (await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false })).value.info.id;
  trainer.batch(run, framesFrom(0, 1000, FLOATS), progressAt(999));
  const db = new Database(join(folder, databaseName));
  db.exec('BEGIN IMMEDIATE');
  const settled = lab.settled(run);
  await new Promise((resolve) => setTimeout(resolve, 1)); // its turn has come
  expect((await info()).thinned).toBeUndefined();
  db.exec('COMMIT');
  db.close();
  await settled;
  expect((await info()).thinned).toBeGreaterThan(0);
});
