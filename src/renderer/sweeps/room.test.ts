import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { PointResult } from '../../core/sweep/results.ts';
import { detailOf, doneAt, fakeLab, infoOf } from './fake-lab.ts';
import { SweepRoom } from './room.svelte.ts';

test('a sweep that is looked at follows what the lab says, and what it missed', async () => {
  let points: PointResult[] = [];
  const { lab, say, reconnect } = fakeLab({ sweeps: () => [infoOf()], openSweep: () => detailOf(points) });
  const room = new SweepRoom(lab);
  const stop = room.follow();
  await room.show(1);
  expect(room.open?.queued).toHaveLength(6);
  expect(room.pick?.point).toBeNull();
  say({ type: 'sweep', info: infoOf({ done: 2 }), results: [doneAt(0, 3), doneAt(4, 1)] });
  flushSync();
  expect(room.open?.info.done).toBe(2);
  expect(room.open?.queued).toHaveLength(4);
  expect(room.pick?.point, 'the best so far').toBe(4);
  points = [doneAt(1, 5), doneAt(2, 4), doneAt(3, 4)];
  reconnect();
  await expect.poll(() => room.open?.results.filter(Boolean).length).toBe(3);
  say({ type: 'sweepDeleted', sweep: 1 });
  expect(room.open).toBeNull();
  expect(room.list).toEqual([]);
  stop();
});

test('going along an axis is by the size of its values, among seeds up and down; what waits is passed over', async () => {
  // 1, 0.01, 0.1 with two seeds each; 0.1 has no run yet
  const { lab } = fakeLab({ openSweep: () => detailOf([doneAt(0, 1), doneAt(1, 2), doneAt(2, 3), doneAt(3, 4)]) });
  const room = new SweepRoom(lab);
  await room.show(1);
  const { pick } = room;
  if (!pick) throw new Error(room.line.text);
  pick.choose(3); // 0.01
  pick.along(0, 1);
  expect(pick.point, 'to 1').toBe(1);
  pick.along(0, 1);
  expect(pick.point).toBe(1);
  pick.among(-1);
  expect(pick.point).toBe(0);
  pick.along(0, -1);
  expect(pick.point).toBe(2);
  pick.ranked([0, 2, 1], 1);
  expect(pick.point).toBe(1);
});

test('a sweep that is gone is taken off, and that is said', async () => {
  const { lab } = fakeLab({ openSweep: () => detailOf(), sweeps: () => [] });
  const room = new SweepRoom(lab);
  await room.show(1);
  await room.control('pause');
  expect(room.open).toBeNull();
  expect(room.line.text).toContain('There is no sweep 1');
});

test('what is put together begins, and is then what is looked at', async () => {
  const { lab, asked } = fakeLab({
    createExperiment: () => ({ id: 7, name: 'M', plan: presets.moons, updatedAt: 0 }),
    createSweep: () => infoOf(),
    openSweep: () => detailOf(),
    controlSweep: () => infoOf({ status: 'paused' }),
    renameSweep: () => infoOf({ name: 'T' }),
  });
  const room = new SweepRoom(lab);
  room.compose(presets.moons, null);
  flushSync();
  await room.start();
  expect(asked.map(({ call }) => call)).toEqual(['createExperiment', 'createSweep', 'openSweep']);
  expect(room.draft).toBeNull();
  await room.toggle();
  expect(room.open?.going).toBe(false);
  await room.rename('  ');
  expect(room.open?.info.name).toBe('S');
  await room.rename('T');
  expect(room.open?.info.name).toBe('T');
});

test('a sweep opens on the metric that is asked for, where its runs have it, and else on the test loss', async () => {
  const room = new SweepRoom(fakeLab({ openSweep: () => detailOf() }).lab);
  room.present(detailOf(), 'testError');
  expect(room.looks.metric).toBe('testError');
  room.present(detailOf(), 'validationError');
  expect(room.looks.metric).toBe('testLoss');
  await room.show(1, 'testError');
  expect(room.looks.metric).toBe('testError');
  await room.show(1);
  expect(room.looks.metric).toBe('testLoss');
});
