import { everyRun } from '../../core/contract/runs.ts';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabEvent } from '../../core/contract/window.ts';
import { decodeFrame, peekFrame } from '../../core/frame/frame.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { isLive } from '../../core/run.ts';
import { Points } from '../../core/sweep/points.ts';
import { checkSweep } from '../../core/sweep/problems.ts';
import type { SweepInfo } from '../../core/sweep/results.ts';
import type { SweepInput } from '../../core/sweep/schema.ts';
import { connectTo, type Client } from '../client.ts';
import { Lab } from '../lab.ts';
import { Store } from '../store/store.ts';
import type { TrainerProcess } from '../trainer-host.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import { placesFrom } from './places.ts';

const places = placesFrom(import.meta.dirname);
const timeout = 120_000;
let folder: string;
let lab: Lab;
let client: Client;
let events: LabEvent[];
let trainers: { process: TrainerProcess; background: boolean }[];
let waiting: { condition: () => boolean; resolve: () => void }[];

function openLab(host: 'terminal' | 'browser' = 'terminal'): void {
  lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host,
    spawnNative: forkNative(places),
    spawnTrainer(background) {
      const process = forkTrainer(places.trainer, places.resourcesDir, background);
      trainers.push({ process, background });
      return process;
    },
  });
  ({ client } = connectTo(lab, (event) => {
    events.push(event);
    for (const one of [...waiting]) if (one.condition()) one.resolve();
  }));
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-sweeps-'));
  trainers = [];
  events = [];
  waiting = [];
  openLab();
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

/** Resolves when an event has made it so. */
const until = (condition: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    waiting.push({ condition, resolve });
    if (condition()) resolve();
  });
const newest = (): SweepInfo | undefined =>
  events.findLast((event): event is Extract<LabEvent, { type: 'sweep' }> => event.type === 'sweep')?.info;
/** How far the run is that is at work. */
const shareOf = (): number => {
  const last = events.findLast((event) => event.type === 'sweep');
  return (last?.type === 'sweep' ? last.results.find(({ share }) => share !== undefined)?.share : 0) ?? 0;
};
const finished = (): Promise<void> => until(() => newest()?.status === 'finished');

const moons: Plan = { ...presets.moons, length: { epochs: 20 } };
const rates = (count: number, more: Partial<SweepInput> = {}): SweepInput => ({
  name: 'Rates',
  plan: moons,
  axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { from: 0.01, to: 1, count, log: true } }],
  ...more,
});
const create = async (sweep: SweepInput, processes = 1): Promise<number> =>
  (await client.call('createSweep', { experiment: 1, sweep, paused: false, processes })).value.id;
const open = async (sweep: number) => (await client.call('openSweep', { sweep })).value;

/** All frames of a run as they are stored, in order. */
async function framesOf(run: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (let after = -1; ;) {
    const { value, payload } = await client.call('pull', { run, after, maxBytes: 2 ** 22 });
    expect(value.damaged).toEqual([]);
    for (const { ordinal, offset, length } of value.frames) {
      expect(ordinal).toBe(after + 1); // none is missing, none is there twice
      after = ordinal;
      frames.push(payload.slice(offset, offset + length));
    }
    if (!isLive(value.progress.status) && !value.more) return frames;
  }
}
const hashed = (frames: Uint8Array[]): string[] =>
  frames.map((bytes) => `${peekFrame(bytes).step} ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`);
/** The frames of every point, in order. */
async function bytesOf(sweep: number): Promise<string[][]> {
  const { points } = await open(sweep);
  const all: string[][] = [];
  for (const { run } of points) all.push(run === null ? [] : hashed(await framesOf(run)));
  return all;
}
async function runAlone(plan: Plan): Promise<Uint8Array[]> {
  const { value } = await client.call('start', { experiment: 1, plan, speed: null, paused: false });
  await until(() =>
    events.some(
      (event) => event.type === 'run' && event.info.id === value.info.id && !isLive(event.info.progress.status),
    ),
  );
  return framesOf(value.info.id);
}

/** Has what a resumed run must bring along: momentum, dropout, and a test loss that early stopping remembers. */
const watched: Plan = {
  ...moons,
  network: [
    ...chain([12], 'tanh'),
    { type: 'activation', fn: 'tanh' },
    { type: 'dropout', p: 0.2 },
    ...chain([1], 'tanh'),
  ],
  optimizer: { kind: 'adam', learningRate: 0.01 },
  earlyStopping: { patience: 100_000 },
  length: { epochs: 50_000 },
};

test('equal plans alone, and in a sweep by one or three processes, give equal bytes', { timeout }, async () => {
  const sweep = rates(4, { seeds: 2 });
  const one = await create(sweep, 1);
  await finished();
  events = [];
  const three = await create(sweep, 3);
  await finished();
  expect(trainers.length).toBe(4);
  expect(await bytesOf(three)).toEqual(await bytesOf(one));

  const { sweep: stored, points } = await open(one);
  const laid = new Points(stored);
  for (const { point, run, status, metrics } of points.slice(0, 3)) {
    expect(status).toBe('finished');
    const alone = await runAlone(laid.planAt(point));
    const small = await framesOf(run ?? 0);
    // the whole of the end is the same: the last frame and the last keyframe
    expect(hashed(small.slice(-2))).toEqual(hashed(alone.slice(-2)));
    expect(small.slice(-2).map((bytes) => peekFrame(bytes).kind)).toEqual(['frame', 'keyframe']);
    // and what a curve has of a step is what the ordinary frame has of it
    const detail = (await client.call('open', { run: run ?? 0 })).value;
    const ordinary = alone.map((bytes) => decodeFrame(bytes, detail.layout)).filter(({ kind }) => kind === 'frame');
    const whole = new Map(ordinary.map((frame) => [frame.scalars.step, frame]));
    const curve = small.slice(0, -2).map((bytes) => decodeFrame(bytes, detail.layout));
    expect(curve.length).toBeGreaterThan(10);
    for (const frame of curve) {
      const same = whole.get(frame.scalars.step);
      expect(frame.brief).toBe(true);
      expect(frame.scalars).toEqual(same?.scalars);
      for (const { name } of detail.layout.curve ?? []) expect(frame.tensor(name)).toEqual(same?.tensor(name));
    }
    expect(metrics?.norm).toBeCloseTo(Math.hypot(...(metrics?.norms.map(Number) ?? [])), 6);
    expect(detail.info).toMatchObject({ sweep: { id: one, point }, progress: { status: 'finished' } });
    const last = whole.get(detail.info.steps)?.scalars;
    expect(metrics).toMatchObject({ testLoss: last?.testLoss, steps: detail.info.steps });
  }
});

test('runs of sweeps are one line among the others, and tell nothing of themselves', { timeout }, async () => {
  const id = await create(rates(3));
  await finished();
  const list = { ...everyRun, group: 'sweep' as const, from: 0, count: 50, columns: [], summary: true };
  const { value } = await client.call('runs', list);
  expect(value).toMatchObject({
    rows: [{ kind: 'group', key: id, runs: 3, open: false }],
    summary: { found: 3, total: 1 },
  });
  const { rows } = (await client.call('runs', { ...list, turned: [id] })).value;
  expect(rows.map(({ kind }) => kind)).toEqual(['group', 'run', 'run', 'run']);
  expect(events.filter(({ type }) => type === 'run')).toEqual([]);
  expect((await client.call('sweeps', {})).value).toMatchObject([
    { id, status: 'finished', done: 3, total: 3, failed: 0 },
  ]);
  // every point was told once at its end
  const told = events.flatMap((event) => (event.type === 'sweep' ? event.results : []));
  expect(
    told
      .filter(({ status }) => status === 'finished')
      .map(({ point }) => point)
      .sort(),
  ).toEqual([0, 1, 2]);
});

test('a run that was put aside and goes on has the bytes of one that was not', { timeout }, async () => {
  const sweep: SweepInput = {
    ...rates(1),
    plan: watched,
    axes: [{ fields: [{ at: 'network[0].units' }], values: { list: [12] } }],
  };
  for (const record of ['small', 'full'] as const) {
    const whole = await create({ ...sweep, record });
    await until(() => newest()?.id === whole && newest()?.status === 'finished');
    const parted = await create({ ...sweep, record });
    let stops = 0;
    for (let before = 0; ; stops++) {
      // until it is further than when it was stopped last
      await until(() => newest()?.id === parted && (shareOf() > before || newest()?.status === 'finished'));
      const { value } = await client.call('controlSweep', { sweep: parted, action: 'pause' });
      if (value.status === 'finished') break;
      const run = (await open(parted)).points[0]?.run ?? 0;
      const { info } = (await client.call('open', { run })).value;
      expect(info.progress.status).toBe('interrupted'); // in the workbench
      before = info.progress.step / info.steps;
      await client.call('controlSweep', { sweep: parted, action: 'play' });
    }
    expect(stops).toBeGreaterThan(0);
    const [a] = await bytesOf(whole);
    const [b] = await bytesOf(parted);
    if (record === 'small') expect(b).toEqual(a);
    else expect(b).toEqual(expect.arrayContaining(a ?? []) as unknown); // besides, keyframes where it was put aside
    const [first, second] = [(await open(whole)).points[0], (await open(parted)).points[0]];
    expect({ ...second?.metrics, seconds: 0 }).toEqual({ ...first?.metrics, seconds: 0 });
  }
});

test('closing the lab puts a sweep aside, and opening it goes on; a paused one waits', { timeout }, async () => {
  const id = await create(rates(40, { plan: { ...moons, length: { epochs: 6000 } } }), 2);
  await until(() => (newest()?.done ?? 0) > 3);
  await lab.close();
  const store = new Store(folder);
  expect(store.sweeps.get(id)).toMatchObject({ status: 'running', lab: null });
  const before = store.sweeps.results(id).filter(({ status }) => status === 'finished');
  expect(before.length).toBeGreaterThan(3);
  expect(before.length).toBeLessThan(40);
  store.close();

  events = [];
  openLab('browser');
  await finished();
  const { points, info } = await open(id);
  expect(info).toMatchObject({ done: 40, failed: 0, total: 40, status: 'finished' });
  // what was done is as it was
  for (const one of before) expect(points.find(({ point }) => point === one.point)).toEqual(one);
  expect(new Set(points.map(({ run }) => run)).size).toBe(40);

  const waits = (await client.call('createSweep', { experiment: 1, sweep: rates(2), paused: true })).value;
  expect(waits.status).toBe('paused');
  await lab.close();
  events = [];
  openLab('browser');
  expect((await client.call('sweeps', {})).value.find((info) => info.id === waits.id)).toMatchObject({
    status: 'paused',
    done: 0,
  });
});

test(
  'a process that dies takes its own run alone, which is tried once more and then has failed',
  { timeout },
  async () => {
    const long: Plan = { ...moons, length: { steps: 5_000_000 } };
    const id = await create({
      ...rates(2),
      plan: long,
      axes: [{ fields: [{ at: 'length.steps' }], values: { list: [2000, 5_000_000] } }],
      order: 'listed',
    });
    await until(() => newest()?.done === 1 && newest()?.running === 1);
    trainers.at(-1)?.process.kill();
    await until(
      () => events.some((event) => event.type === 'sweep' && event.info.running === 1) && trainers.length >= 2,
    );
    trainers.at(-1)?.process.kill();
    await finished();
    const { points, info } = await open(id);
    expect(info).toMatchObject({ done: 1, failed: 1 });
    expect(points).toMatchObject([{ status: 'finished' }, { status: 'failed' }]);
    const failed = (await client.call('open', { run: points[1]?.run ?? 0 })).value;
    expect(failed.info.progress.message).toContain('SIGKILL');
    // and again
    const again = client.call('runAgain', { sweep: id, points: [1] });
    expect((await again).value).toMatchObject({ status: 'running', failed: 0, done: 1 });
    const cancelled = (await client.call('controlSweep', { sweep: id, action: 'cancel' })).value;
    expect(cancelled).toMatchObject({ status: 'cancelled', done: 1, failed: 0, running: 0 });
    expect((await open(id)).points).toHaveLength(1); // no half is left
  },
);

test('a point that diverges is kept, and the others go on', { timeout }, async () => {
  const sweep = rates(1, { plan: { ...moons, loss: 'squared_error' } });
  const id = await create({
    ...sweep,
    axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.01, 1e5, 0.02] } }],
  });
  await finished();
  const { points, info } = await open(id);
  expect(points.map(({ status }) => status)).toEqual(['finished', 'diverged', 'finished']);
  expect(points[1]?.metrics?.trainLoss).toBeNull();
  expect(info).toMatchObject({ done: 2, failed: 1 });
});

test('one process works beside a live run, on two cores', { timeout }, async () => {
  const id = await create(rates(200, { plan: { ...moons, length: { epochs: 1000 } } }), 2);
  await until(() => (newest()?.done ?? 0) > 0);
  expect(trainers.every(({ background }) => background)).toBe(true);
  const { value } = await client.call('start', {
    experiment: 1,
    plan: { ...moons, length: { steps: 5_000_000 } },
    speed: 100,
    paused: false,
  });
  events = [];
  await until(() => (newest()?.done ?? 0) > 20);
  expect(newest()?.running).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
  await client.call('control', { run: value.info.id, action: 'stop' });
  events = [];
  await finished();
  expect(Math.max(...events.map((event) => (event.type === 'sweep' ? event.info.running : 0)))).toBe(2);
  expect((await open(id)).info.done).toBe(200);
});

test('the system does everything else before what sweeps do', { timeout }, async () => {
  const file = join(folder, 'priority.mjs');
  writeFileSync(
    file,
    `import { getPriority } from 'node:os';
     process.on('message', () => process.send({ type: 'failed', request: getPriority(), message: '' }));`,
  );
  const priorityOf = (background: boolean): Promise<number> =>
    new Promise((resolve) => {
      const child = forkTrainer(file, folder, background);
      child.onMessage((message) => {
        if (message.type === 'failed') resolve(message.request);
        child.kill();
      });
      child.post({ type: 'engines', request: 0 });
    });
  expect(await priorityOf(false)).toBe(getPriority());
  expect(await priorityOf(true)).toBe(constants.priority.PRIORITY_LOW);
});

test('deleting a sweep takes its runs along, and deleting one of these takes a result', { timeout }, async () => {
  const id = await create(rates(3));
  await finished();
  const run = (await open(id)).points[1]?.run ?? 0;
  await client.call('deleteRuns', { runs: [run] });
  expect(newest()).toMatchObject({ id, done: 2 });
  expect((await open(id)).points.map(({ point }) => point)).toEqual([0, 2]);
  const left = (await open(id)).points[0]?.run ?? 0;
  await client.call('deleteSweep', { sweep: id });
  expect(events.at(-1)).toEqual({ type: 'sweepDeleted', sweep: id });
  await expect(client.call('open', { run: left })).rejects.toMatchObject({ code: 'run-unknown' });
  await expect(client.call('openSweep', { sweep: id })).rejects.toMatchObject({ code: 'sweep-unknown' });
});

test('a sweep that cannot run is refused, with the axis and the value', { timeout }, async () => {
  const bad = rates(1, { axes: [{ fields: [{ at: 'batchSize' }], values: { list: [10, 1000] } }] });
  expect(checkSweep(bad).sweep).toBeNull();
  await expect(create(bad)).rejects.toMatchObject({
    code: 'sweep-invalid',
    problems: [{ at: 'axes[0], batchSize = 1000', code: 'batch-exceeds-data', values: { axis: 0, value: 1000 } }],
  });
  expect((await client.call('sweeps', {})).value).toEqual([]);
});

test('a branch and a look go on from a small recording as from any other', { timeout }, async () => {
  const id = await create(rates(1));
  await finished();
  const run = (await open(id)).points[0]?.run ?? 0;
  const look = await client.call('look', { run, step: 100 });
  expect(look.value.entries.map(({ name }) => name)).toContain('W1');
  const branch = await client.call('branch', { run, step: 100, changes: [], speed: null, paused: false });
  const branched = branch.value.info.id;
  await until(() =>
    events.some((e) => e.type === 'run' && e.info.id === branched && e.info.progress.status === 'finished'),
  );
  const [small, full] = [await framesOf(run), await framesOf(branched)];
  expect(hashed(full.slice(-1))).toEqual(hashed(small.slice(-1)));
  const survey = { run, until: 200, axes: { kind: 'random', step: 200, seed: 1 }, zoom: 1, size: 17 } as const;
  expect((await client.call('landscape', survey)).payload.length).toBeGreaterThan(0);
});

test('small recordings are verified as any others, whole and put aside', { timeout }, async () => {
  const found = async (run: number): Promise<unknown> => {
    await client.call('verify', { run });
    await until(() => events.some((event) => event.type === 'verified' && event.run === run));
    return events.findLast((event) => event.type === 'verified');
  };
  const stops: Plan = { ...watched, earlyStopping: { patience: 2 }, length: { epochs: 400 } };
  const id = await create({ ...rates(2), plan: stops, axes: [{ fields: [{ at: 'seed' }], values: { list: [1, 2] } }] });
  await finished();
  for (const { run } of (await open(id)).points)
    expect(await found(run ?? 0)).toMatchObject({ verification: { outcome: { kind: 'exact' } } });

  const long = await create(rates(1, { plan: { ...moons, length: { steps: 5_000_000 } } }));
  await until(() => newest()?.id === long && shareOf() > 0);
  await client.call('controlSweep', { sweep: long, action: 'pause' });
  const half = (await open(long)).points[0]?.run ?? 0;
  expect(await found(half)).toMatchObject({ verification: { outcome: { kind: 'exact' } } });
});
