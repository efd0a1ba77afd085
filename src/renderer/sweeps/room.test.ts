import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { CallName, LabEvent, Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import type { PointResult, SweepDetail, SweepInfo } from '../../core/sweep/results.ts';
import { sweepSchema } from '../../core/sweep/schema.ts';
import type { Lab } from '../run/lab.ts';
import { SweepRoom } from './room.svelte.ts';

const info = (more: Partial<SweepInfo> = {}): SweepInfo => ({
  id: 1,
  experiment: 1,
  name: 'S',
  createdAt: 0,
  status: 'running',
  done: 0,
  failed: 0,
  running: 0,
  total: 6,
  processes: 1,
  eta: null,
  bytes: 0,
  ...more,
});
const detail = (points: PointResult[] = []): SweepDetail => ({
  info: info(),
  sweep: sweepSchema.parse({
    name: 'S',
    plan: presets.moons,
    axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [1, 0.01, 0.1] } }],
    seeds: 2,
  }),
  points,
});
const done = (point: number, testLoss: number): PointResult => ({
  point,
  run: 10 + point,
  status: 'finished',
  metrics: {
    trainLoss: 0,
    testLoss,
    gap: testLoss,
    trainAccuracy: 1,
    testAccuracy: 1,
    norm: 1,
    norms: [],
    steps: 10,
    seconds: 1,
  },
});

/** A lab that answers what it is told to, and says what it is told to say. */
function fakeLab(answers: { [C in CallName]?: () => Replies[C] }) {
  const asked: CallName[] = [];
  const listeners: ((event: LabEvent) => void)[] = [];
  const opened: (() => void)[] = [];
  const lab: Lab = {
    state: 'open',
    call: (call) => {
      asked.push(call);
      const answer = answers[call];
      if (!answer) return Promise.reject(new LabError('sweep-unknown', { sweep: 1 }));
      return Promise.resolve().then(() => ({ value: answer(), payload: new Uint8Array(0) }) as never);
    },
    onEvent: (listener) => {
      listeners.push(listener);
      return () => listeners.splice(listeners.indexOf(listener), 1);
    },
    onOpen: (listener) => {
      opened.push(listener);
      return () => opened.splice(opened.indexOf(listener), 1);
    },
  };
  return { lab, asked, say: (event: LabEvent) => listeners.forEach((one) => one(event)), again: () => opened.forEach((one) => one()) }; // prettier-ignore
}

test('a sweep that is looked at follows what the lab says, and what it missed', async () => {
  let points: PointResult[] = [];
  const { lab, say, again } = fakeLab({ sweeps: () => [info()], openSweep: () => detail(points) });
  const room = new SweepRoom(lab);
  const stop = room.follow();
  await room.show(1);
  expect(room.open?.queued).toHaveLength(6);
  expect(room.pick?.point).toBeNull();
  say({ type: 'sweep', info: info({ done: 2 }), results: [done(0, 3), done(4, 1)] });
  flushSync();
  expect(room.open?.info.done).toBe(2);
  expect(room.open?.queued).toHaveLength(4);
  expect(room.pick?.point, 'the best so far').toBe(4);
  points = [done(1, 5), done(2, 4), done(3, 4)];
  again();
  await expect.poll(() => room.open?.results.filter(Boolean).length).toBe(3);
  say({ type: 'sweepDeleted', sweep: 1 });
  expect(room.open).toBeNull();
  expect(room.list).toEqual([]);
  stop();
});

test('going along an axis is by the size of its values, among seeds up and down; what waits is passed over', async () => {
  // 1, 0.01, 0.1 with two seeds each; 0.1 has no run yet
  const { lab } = fakeLab({ openSweep: () => detail([done(0, 1), done(1, 2), done(2, 3), done(3, 4)]) });
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
  const { lab } = fakeLab({ openSweep: () => detail(), sweeps: () => [] });
  const room = new SweepRoom(lab);
  await room.show(1);
  await room.control('pause');
  expect(room.open).toBeNull();
  expect(room.line.text).toContain('There is no sweep 1');
});

test('what is put together begins, and is then what is looked at', async () => {
  const { lab, asked } = fakeLab({
    createExperiment: () => ({ id: 7, name: 'M', plan: presets.moons, updatedAt: 0 }),
    createSweep: () => info(),
    openSweep: () => detail(),
    controlSweep: () => info({ status: 'paused' }),
    renameSweep: () => info({ name: 'T' }),
  });
  const room = new SweepRoom(lab);
  room.compose(presets.moons, null);
  flushSync();
  await room.start();
  expect(asked).toEqual(['createExperiment', 'createSweep', 'openSweep']);
  expect(room.draft).toBeNull();
  await room.toggle();
  expect(room.open?.going).toBe(false);
  await room.rename('  ');
  expect(room.open?.info.name).toBe('S');
  await room.rename('T');
  expect(room.open?.info.name).toBe('T');
});
