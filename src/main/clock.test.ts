import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyRun, UNDO_MS } from '../core/contract/runs.ts';
import { presets } from '../core/plan/presets.ts';
import { isDue } from './keeping/schedule.ts';
import { connectTo, type Client } from './client.ts';
import { FakeTrainer, framesFrom, noNative, progressAt } from './fake-trainer.ts';
import { Lab } from './lab.ts';

// Somebody sets the computer's clock, or it is in another time zone than before. Fake timers have both clocks: setSystemTime moves
// Date.now and leaves performance.now alone, as the system does.

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

let folder: string;
let lab: Lab;
let client: Client;
let trainer: FakeTrainer;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 9, 1, 10) });
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  open();
});
afterEach(async () => {
  const closed = lab.close();
  await vi.advanceTimersByTimeAsync(1000);
  await closed;
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

function open(): void {
  lab = new Lab({
    ...{ folder, resourcesDir: folder, host: 'terminal', spawnNative: noNative },
    spawnTrainer: () => (trainer = new FakeTrainer()),
  });
  ({ client } = connectTo(lab));
}

async function trained(): Promise<number> {
  const { value } = await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false });
  trainer.batch(value.info.id, framesFrom(0, 3), progressAt(2, 'finished'));
  return value.info.id;
}
async function listed(down = true, tree = true): Promise<number[]> {
  const { value } = await client.call('runs', {
    ...{ ...everyRun, sort: { by: 'started', down }, tree, from: 0, count: 100, columns: [], summary: false },
  });
  return value.rows.flatMap((row) => (row.kind === 'run' ? [row.info.id] : []));
}
/** Moves the clock on the wall alone. */
const jump = (by: number): void => void vi.setSystemTime(Date.now() + by);

test.each([
  ['back by a second', -1000],
  ['back by an hour, as who mistakes the time zone', -HOUR],
  ['back by 23 hours', -23 * HOUR],
  ['forward by an hour', HOUR],
  ['forward by ten years', 10 * YEAR],
])('a clock set %s: the list keeps the order in which runs began', async (_what, by) => {
  const first = [await trained(), await trained()];
  jump(by);
  const ids = [...first, await trained(), await trained()];
  for (const tree of [true, false]) {
    expect(await listed(true, tree)).toEqual(ids.toReversed());
    if (tree) expect(await listed(false, tree)).toEqual(ids); // without trees, of those that began at one moment the newest is first
  }
});

test('a clock that was ten years ahead is not followed: runs begin when they do, and all are listed', async () => {
  jump(10 * YEAR);
  const wrong = await trained();
  jump(-10 * YEAR);
  const right = await trained();
  const { value } = await client.call('open', { run: right });
  expect(new Date(value.info.createdAt).getUTCFullYear()).toBe(2026);
  expect((await listed()).toSorted()).toEqual([wrong, right]);
});

test.each([
  ['back by 40 days', -40 * 24 * HOUR], // more ms than a timer can count
  ['back by an hour', -HOUR],
  ['not at all', 0],
  ['forward by an hour', HOUR],
])('the clock set %s after a deletion: it can be undone for 20 seconds, and then it is over', async (_what, by) => {
  const [undone, gone, stays] = [await trained(), await trained(), await trained()];
  const { value } = await client.call('deleteRuns', { runs: [undone] });
  await client.call('deleteRuns', { runs: [gone] });
  jump(by);
  await vi.advanceTimersByTimeAsync(UNDO_MS - 1000);
  expect((await client.call('restoreRuns', { at: value.at })).value.runs).toEqual([undone]);
  const timers = vi.getTimerCount();
  await vi.advanceTimersByTimeAsync(2000);
  expect(vi.getTimerCount()).toBeLessThanOrEqual(timers);
  expect((await client.call('storage', {})).value).toMatchObject({ deleted: 0, experiments: [{ runs: 2 }] });
  expect((await listed()).toSorted()).toEqual([undone, stays]);
});

test('a deletion of an earlier lab by a clock that was ahead is over after 20 seconds', async () => {
  const [gone, stays] = [await trained(), await trained()];
  jump(YEAR);
  await client.call('deleteRuns', { runs: [gone] });
  const closed = lab.close();
  await vi.advanceTimersByTimeAsync(1000);
  await closed;
  jump(-YEAR);
  open();
  await vi.advanceTimersByTimeAsync(UNDO_MS + 1000);
  expect((await client.call('storage', {})).value).toMatchObject({ deleted: 0, experiments: [{ runs: 1 }] });
  expect(await listed()).toEqual([stays]);
});

test.each([-YEAR, -HOUR, HOUR, YEAR])(
  'a backup of a clock that was off by %d ms is followed by another within a day',
  (by) => {
    const now = Date.now();
    const madeAt = now + by;
    expect(isDue('day', madeAt, now) || isDue('day', madeAt, now + 25 * HOUR)).toBe(true);
  },
);
