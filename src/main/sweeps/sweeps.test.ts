import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ToTrainer } from '../../core/contract/trainer.ts';
import type { LabEvent } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { encodeFrame, scalarNames, type Scalars } from '../../core/frame/frame.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Progress } from '../../core/run.ts';
import { Points } from '../../core/sweep/points.ts';
import { checkSweep } from '../../core/sweep/problems.ts';
import type { Sweep } from '../../core/sweep/schema.ts';
import { DigitsFile } from '../digits.ts';
import { Sources } from '../sources.ts';
import { FakeTrainer, progressAt } from '../fake-trainer.ts';
import { Store } from '../store/store.ts';
import { jobOf, metricsOf } from './job.ts';
import { Keeper } from './keeper.ts';
import { SweepQueue } from './sweeps.ts';
import { Worker } from './worker.ts';

let folder: string;
let store: Store;
let trainers: FakeTrainer[];
let events: LabEvent[];
let busy: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-crew-'));
  store = new Store(folder);
  store.experiments.create(presets.moons);
  trainers = [];
  events = [];
  busy = false;
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true });
});

const { sweep: checked } = checkSweep({
  name: 'S',
  plan: presets.moons,
  axes: [{ fields: [{ at: 'seed' }], values: { from: 1, to: 6, count: 6 } }],
  order: 'listed',
});
const sweep = checked as Sweep;
const points = new Points(sweep);
const job = (point: number) => jobOf(1, 1, points, point, null);

const spawn = (): FakeTrainer => {
  const trainer = new FakeTrainer();
  trainers.push(trainer);
  return trainer;
};
const queueOf = (failed: (error: LabError) => void = () => undefined): SweepQueue =>
  new SweepQueue({
    store,
    spawnTrainer: spawn,
    sources: new Sources(new DigitsFile(folder), store.dataSets),
    findNative: () => Promise.resolve({ reason: 'none' }),
    isBusy: () => busy,
    memoryLimit: 1e9,
    tell: (event) => events.push(event),
    failed,
    over: () => undefined,
  });
const begun = (trainer: FakeTrainer | undefined): Extract<ToTrainer, { type: 'start' }>[] =>
  trainer?.heard.filter((message) => message.type === 'start') ?? [];
const told = (trainer: FakeTrainer | undefined): string[] =>
  trainer?.heard.flatMap((message) => (message.type === 'control' ? [message.action] : [])) ?? [];
const at = (step: number, status: Progress['status']): Progress => ({ ...progressAt(step, status), seconds: 1 });
/** A keyframe as a trainer writes it. */
const keyframe = (step: number): Uint8Array =>
  encodeFrame(
    'keyframe',
    job(0).run.layout,
    10,
    Object.fromEntries(scalarNames.map((name) => [name, step])) as Scalars,
    (_name, into) => into.fill(step),
  );
const settled = () => new Promise(setImmediate);

test('a long run is put aside every minute, with the keyframe that it goes on from', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const heard: string[] = [];
  const worker = new Worker(
    spawn,
    new Sources(new DigitsFile(folder), null),
    () => Promise.resolve({ reason: 'none' }),
    {
      ended: () => heard.push('ended'),
      aside: () => heard.push('aside'),
      moved: () => heard.push('moved'),
      held: () => heard.push('held'),
      lost: () => heard.push('lost'),
    },
  );
  await worker.begin(job(0));
  const [trainer] = trainers;
  const [{ run } = { run: 0 }] = begun(trainer);
  trainer?.batch(run, [], at(10, 'running'));
  vi.advanceTimersByTime(59_000);
  expect(told(trainer)).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(told(trainer)).toEqual(['stop']);
  trainer?.batch(run, [keyframe(20)], at(20, 'stopped'));
  expect(heard).toEqual(['moved', 'aside']);
  worker.close();
});

test('a half goes on from its keyframe, which is replaced; frames of a full disk wait', () => {
  const row = {
    experiment: 1,
    lab: null,
    name: 'S',
    createdAt: 1,
    status: 'running' as const,
    processes: 1,
    total: 6,
  };
  const { id } = store.sweeps.create(row, sweep);
  expect(id).toBe(1);
  const first = job(2);
  first.frames.push(keyframe(20));
  const kept = (one: typeof first, metrics = false) => ({
    ...one,
    progress: at(20, 'interrupted'),
    metrics: metrics ? metricsOf(one) : null,
  });
  const ids: (number | null)[] = [];
  const hindered: (string | null)[] = [];
  const keeper = new Keeper(store, (error) => hindered.push(error?.code ?? null));
  keeper.add(kept(first), (run) => ids.push(run), true);
  const half = store.sweeps.half(id, 2);
  expect(half).toMatchObject({ id: ids[0], keyframe: { ordinal: 0, step: 20 } });
  const second = jobOf(id, 1, points, 2, half);
  expect(second).toMatchObject({ id: ids[0], first: 0, resume: { from: { step: 20 }, seconds: 1 } });

  store.limitSize(store.size());
  second.frames.push(...Array.from({ length: 400 }, (_, i) => keyframe(i)));
  keeper.add(kept(second, true), (run) => ids.push(run), true);
  expect(hindered).toEqual(['store-full']);
  expect(keeper.isHeld).toBe(true);
  expect(store.sweeps.half(id, 2)?.keyframe?.step).toBe(20); // all or nothing
  store.limitSize(1e9);
  keeper.flush();
  expect(hindered).toEqual(['store-full', null]);
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(store.runs.info(ids[0] ?? 0)).toMatchObject({ frames: 400, sweep: { id, point: 2 } });
  expect(store.sweeps.results(id)).toHaveLength(1);
  keeper.close();
});

test('a part that waits to be stored and the end that follows it are one run', () => {
  const { id } = store.sweeps.create(
    { experiment: 1, lab: null, name: 'S', createdAt: 1, status: 'running', processes: 1, total: 6 },
    sweep,
  );
  const part = { ...job(0), frames: [keyframe(1)], progress: at(1, 'interrupted'), metrics: null };
  const end = { ...job(0), first: 1, frames: [keyframe(2)], progress: at(2, 'finished'), metrics: metricsOf(job(0)) };
  expect(store.keep([part, end])).toEqual([1, 1]);
  expect(store.runs.info(1)).toMatchObject({ frames: 2 });
  expect(store.sweeps.tally(id)).toMatchObject({ done: 1, failed: 0 });
  // its beginning was deleted: what follows is no run
  store.runs.delete(1);
  expect(store.keep([{ ...end, id: 1 }])).toEqual([null]);
  expect(store.sweeps.results(id)).toEqual([]);
});

test('so many processes as are asked for, one beside a live run on two cores, none while the computer sleeps', async () => {
  const queue = queueOf();
  const { id } = queue.create({ experiment: 1, sweep, paused: false, processes: 3 });
  await settled();
  expect(trainers).toHaveLength(3);
  const running = (): number => queue.open(id).points.filter(({ status }) => status === 'running').length;
  expect(running()).toBe(3);
  queue.sleep(true);
  expect(trainers.map(told)).toEqual([['stop'], ['stop'], ['stop']]);
  trainers.forEach((trainer) => trainer.batch(begun(trainer)[0]?.run ?? 0, [keyframe(5)], at(5, 'stopped')));
  expect(running()).toBe(0);
  queue.sleep(false);
  await settled();
  expect(running()).toBe(3);
  // each goes on from its own half
  const resumed = trainers.map((trainer) => begun(trainer).at(-1)?.swept?.resume?.from.step);
  expect(resumed).toEqual([5, 5, 5]);
  const results = queue.control({ sweep: id, action: 'cancel' });
  expect(await results).toMatchObject({ status: 'cancelled', running: 0, done: 0 });
  expect(store.sweeps.results(id)).toEqual([]);
  expect(trainers.every(({ killed }) => killed)).toBe(true);
  await queue.close(100);
});

test('a full disk is told once, holds the sweep up, and a pause says so', async () => {
  const failures: string[] = [];
  const queue = queueOf((error) => failures.push(error.code));
  const { id } = queue.create({ experiment: 1, sweep, paused: false, processes: 1 });
  await settled();
  store.limitSize(store.size());
  const [trainer] = trainers;
  trainer?.batch(
    begun(trainer)[0]?.run ?? 0,
    Array.from({ length: 400 }, (_, i) => keyframe(i)),
    at(3000, 'stopped'),
  );
  expect(failures).toEqual(['store-full']);
  expect(queue.list()).toMatchObject([{ id, hindrance: 'store-full' }]);
  await expect(queue.control({ sweep: id, action: 'pause' })).rejects.toMatchObject({ code: 'store-full' });
  store.limitSize(1e9);
  await queue.close(5000);
  expect(store.sweeps.results(id)).toMatchObject([{ point: 0, status: 'paused' }]);
});

test('what another lab runs is left alone', () => {
  const { id } = store.sweeps.create(
    { experiment: 1, lab: null, name: 'S', createdAt: 1, status: 'running', processes: 1, total: 6 },
    sweep,
  );
  const other = new Store(folder);
  const lab = other.announce();
  other.sweeps.set({ id, status: 'running', lab, processes: 1 });
  const queue = queueOf();
  queue.wake();
  expect(trainers).toEqual([]);
  expect(() => queue.runAgain({ sweep: id, points: [0] })).toThrow(new LabError('store-locked'));
  other.close(); // it may have died as well: the lock goes with it
  queue.wake();
  expect(queue.list()).toMatchObject([{ status: 'running' }]);
  void queue.close(0);
});
