import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { atStart, type RunInfo, type RunStatus } from '../../core/run.ts';
import { FakeLab } from '../run/fake-lab.ts';
import { RunList } from './list.svelte.ts';

const run = (id: number, status: RunStatus): RunInfo => ({
  id,
  experiment: 1,
  name: `Moons ${id}`,
  createdAt: id,
  steps: 100,
  frames: 10,
  bytes: 1000,
  architecture: '2-6-3-1',
  activation: 'relu',
  data: 'moons',
  init: 'appropriate',
  parent: null,
  progress: atStart(status),
});
function made(...runs: RunInfo[]): { lab: FakeLab; list: RunList } {
  const lab = new FakeLab();
  const list = new RunList(lab);
  list.all = runs;
  return { lab, list };
}
const asked = (lab: FakeLab): unknown[] => lab.asked.map(({ call, args }) => [call, args]);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('deleting a live run is one act: it stops at once, and is deleted when it cannot be undone any more', async () => {
  const live = run(2, 'running');
  const { lab, list } = made(run(1, 'finished'), live);
  await list.delete(live);
  expect(list.message).toBe('');
  expect(list.shown.map(({ id }) => id)).toEqual([1]);
  expect(asked(lab)).toEqual([['control', { run: 2, action: 'pause' }]]);
  await vi.advanceTimersByTimeAsync(8000);
  expect(asked(lab).at(-1)).toEqual(['deleteRun', { run: 2 }]);
});

test('undone, it trains on; one that was paused stays so', async () => {
  const live = run(1, 'running');
  const paused = run(2, 'paused');
  const { lab, list } = made(live, paused);
  await list.delete(live);
  await list.undoDelete();
  expect(asked(lab).at(-1)).toEqual(['control', { run: 1, action: 'play' }]);
  await list.delete(paused);
  await list.undoDelete();
  expect(lab.asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(lab.count('deleteRun')).toBe(0);
  expect(list.shown).toHaveLength(2);
});

test('one that ended just now is deleted like any other', async () => {
  const live = run(1, 'running');
  const { lab, list } = made(live);
  const call = lab.call.bind(lab);
  lab.call = (name, args) =>
    name === 'control' ? Promise.reject(new LabError('run-not-live', { run: 1 })) : call(name, args);
  await list.delete(live);
  expect(list.message).toBe('');
  await list.finishDelete();
  expect(lab.count('deleteRun')).toBe(1);
});

test('what failed is said until something else was done', async () => {
  const { lab, list } = made(run(1, 'finished'), run(2, 'finished'));
  const call = lab.call.bind(lab);
  let full = true;
  lab.call = (name, args) => (full ? Promise.reject(new LabError('store-full')) : call(name, args));
  await list.delete(run(1, 'finished'));
  await list.finishDelete();
  expect(list.message).toContain('The disk is full');
  full = false;
  await list.delete(run(2, 'finished'));
  expect(list.message).toBe('');
});

test('what the lab says failed is shown, until the lab says that it is over', () => {
  const { lab, list } = made(run(1, 'finished'));
  const call = lab.call.bind(lab);
  lab.call = (name, args) => (name === 'runs' ? new Promise(() => undefined) : call(name, args));
  const stop = list.follow();
  lab.say({ type: 'failure', failure: { code: 'store-full', values: {}, problems: [] } });
  expect(list.message).toContain('The disk is full');
  lab.say({ type: 'over', code: 'store-locked' });
  expect(list.message).toContain('The disk is full');
  lab.say({ type: 'over', code: 'store-full' });
  expect(list.message).toBe('');
  stop();
});

test('a name that a run may not have stays where it is typed, and is said to be bad', async () => {
  const { lab, list } = made(run(1, 'finished'));
  list.renaming = 1;
  await list.rename(1, 'Mo\u202eons');
  expect([list.renaming, lab.count('renameRun')]).toEqual([1, 0]);
  expect(list.badName).toMatch(/^This name has .+\.$/);
  await list.rename(1, '  ');
  expect(list.badName).toMatch(/^A run needs a name.+\.$/);
  list.keepName();
  expect([list.renaming, list.badName]).toEqual([null, '']);
});
