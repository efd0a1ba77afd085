import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NativeAnswer } from '../core/contract/native.ts';
import { everyRun, type ListRow } from '../core/contract/runs.ts';
import type { Args, LabEvent } from '../core/contract/window.ts';
import { encodeMessage } from '../core/contract/wire.ts';
import { decodeFrame } from '../core/frame/frame.ts';
import { presets } from '../core/plan/presets.ts';
import type { Child } from './child.ts';
import { connectTo, portPair, type Client } from './client.ts';
import { FakeTrainer, frameAt, framesFrom, progressAt, noNative } from './fake-trainer.ts';
import { Lab } from './lab.ts';
import { databaseName } from './store/sqlite-error.ts';

let folder: string;
let lab: Lab;
let client: Client;
let disconnect: () => void;
let events: LabEvent[];
let trainers: FakeTrainer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  trainers = [];
  events = [];
  lab = new Lab({
    folder,
    resourcesDir: folder,
    host: 'terminal',
    spawnNative: noNative,
    spawnTrainer() {
      const trainer = new FakeTrainer();
      trainers.push(trainer);
      return trainer;
    },
  });
  ({ client, close: disconnect } = connectTo(lab, (event) => events.push(event)));
});
afterEach(async () => {
  vi.useRealTimers();
  // the fake trainer answers no pause
  for (const trainer of trainers) trainer.die('end of the test');
  await lab.close();
  rmSync(folder, { recursive: true });
});

const start = async (): Promise<{ run: number; trainer: FakeTrainer }> => {
  const { value } = await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false });
  const trainer = trainers.at(-1);
  if (!trainer) throw new Error('no trainer was started');
  return { run: value.info.id, trainer };
};
const pull = (run: number, after: number, maxBytes = 2 ** 20) => client.call('pull', { run, after, maxBytes });
const allRuns = async (): Promise<ListRow[]> => {
  const { value } = await client.call('runs', { ...everyRun, from: 0, count: 100, columns: [], summary: true });
  expect(value.summary).toMatchObject({ kept: value.rows.length, found: value.rows.length });
  return value.rows;
};
const statusOf = async (run: number) => (await client.call('open', { run })).value.info.progress.status;

test('a fresh store has an experiment to begin with', async () => {
  const { value } = await client.call('hello', {});
  expect(value).toMatchObject({ host: 'terminal', hasDigits: false, settings: {} });
  expect(value.experiments).toMatchObject([{ id: 1, name: 'Moons' }]);
});

test('a plan that takes more than the computer can spare is refused before anything is taken', async () => {
  await lab.close();
  lab = new Lab({
    folder,
    resourcesDir: folder,
    host: 'terminal',
    spawnTrainer: () => new FakeTrainer(),
    spawnNative: noNative,
    memoryLimit: 1000,
  });
  ({ client, close: disconnect } = connectTo(lab));
  expect((await client.call('hello', {})).value.memoryLimit).toBe(1000);
  await expect(
    client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false }),
  ).rejects.toMatchObject({ code: 'plan-invalid', problems: [{ at: 'network', code: 'too-much-memory' }] });
  expect(await allRuns()).toEqual([]);
});

test('settings are any JSON', async () => {
  await client.call('setSetting', { key: 'open', value: { experiment: 3, tabs: ['a', null] } });
  await client.call('setSetting', { key: 'open', value: { experiment: 4 } });
  expect((await client.call('hello', {})).value.settings).toEqual({ open: { experiment: 4 } });
});

test('a draft that cannot run yet is saved, one of the wrong form is refused with its places', async () => {
  const draft = { ...presets.moons, name: 'Draft', network: [] };
  await client.call('saveExperiment', { experiment: 1, plan: draft });
  expect((await client.call('experiments', {})).value).toMatchObject([{ name: 'Draft', plan: draft }]);
  await expect(client.call('saveExperiment', { experiment: 1, plan: { ...draft, seed: 'x' } })).rejects.toMatchObject({
    code: 'plan-invalid',
    problems: [{ at: 'seed', code: 'wrong-type' }],
  });
  await expect(client.call('saveExperiment', { experiment: 9, plan: draft })).rejects.toThrow('experiment-unknown');
  await expect(client.call('start', { experiment: 1, plan: draft, speed: null, paused: false })).rejects.toMatchObject({
    code: 'plan-invalid',
    problems: [{ at: 'network', code: 'no-weights' }],
  });
  expect(trainers).toEqual([]);
});

test('what one window saves or deletes is told to the others, and one that did not know overwrites nothing', async () => {
  const heard: LabEvent[] = [];
  const other = connectTo(lab, (event) => heard.push(event)).client;
  const state = { key: 'a', label: '', set: {}, unset: [] };
  const edits = { on: null, revision: 'first', from: 0, states: [state], position: 0 };
  const saved = { experiment: 1, plan: presets.moons, edits };
  expect((await client.call('saveExperiment', saved)).value.saved).toBe(true);
  const late = { experiment: 1, plan: presets.circle, edits: { ...edits, revision: 'late' } };
  expect((await other.call('saveExperiment', late)).value.saved).toBe(false);
  expect(heard).toEqual([{ type: 'experimentSaved', experiment: 1, revision: 'first' }]);
  expect(events).toEqual([]);
  const { value } = await other.call('history', { experiment: 1 });
  expect(value).toMatchObject({ revision: 'first', plan: presets.moons, states: [state] });
  await other.call('deleteExperiment', { experiment: 1 });
  expect(events).toEqual([{ type: 'experimentDeleted', experiment: 1 }]);
  await expect(client.call('saveExperiment', saved)).rejects.toThrow('experiment-unknown');
});

test('requests that are none are refused, with what is wrong', async () => {
  await expect(client.call('open', { run: -1 })).rejects.toMatchObject({ code: 'request-invalid' });
  await expect(client.call('open', { run: 7 })).rejects.toMatchObject({ code: 'run-unknown', values: { run: 7 } });
  // @ts-expect-error a call there is not
  await expect(client.call('constructor', {})).rejects.toMatchObject({ code: 'request-invalid' });
  const { a, b } = portPair();
  const answers: Uint8Array[] = [];
  a.onMessage((message) => answers.push(message));
  lab.connect(b);
  for (const bytes of [new Uint8Array(2), encodeMessage('no object'), encodeMessage({ call: 'hello' })]) a.post(bytes);
  expect(answers).toHaveLength(3);
});

test('a run freezes its plan and tells everyone', async () => {
  const { run, trainer } = await start();
  expect(trainer.heard).toMatchObject([{ type: 'start', run, plan: presets.moons, speed: null, paused: false }]);
  const { value } = await client.call('open', { run });
  expect(value).toMatchObject({ plan: presets.moons, cadence: { frameEvery: 3 } });
  expect(value.info).toMatchObject({ architecture: '2-6-3-1', activation: 'relu', data: 'moons', steps: 3000 });
  expect(events).toMatchObject([{ type: 'run', info: { id: run } }]);
});

test('frames reach who waits for them as the very bytes, and who asks later from the disk', async () => {
  const { run, trainer } = await start();
  const waiting = pull(run, -1);
  trainer.batch(run, framesFrom(0, 3), progressAt(2));
  const live = await waiting;
  const later = await pull(run, -1);
  expect(later).toEqual(live);
  expect(live.value).toMatchObject({ more: false, damaged: [], progress: { step: 2 } });
  const { offset, length } = live.value.frames[2] ?? { offset: 0, length: 0 };
  expect(Buffer.from(live.payload.subarray(offset, offset + length)).equals(frameAt(2))).toBe(true);
  expect(trainer.stored).toBe(1);
});

test('a pull brings no more bytes than asked, and says that there are more', async () => {
  const { run, trainer } = await start();
  const size = frameAt(0).length;
  const waiting = pull(run, -1, 2 * size);
  trainer.batch(run, framesFrom(0, 5), progressAt(4));
  const first = (await waiting).value;
  expect([first.frames.length, first.more]).toEqual([2, true]);
  const second = (await pull(run, 1, 1)).value;
  expect([second.frames.map(({ ordinal }) => ordinal), second.more]).toEqual([[2], true]);
  const third = (await pull(run, 2)).value;
  expect([third.frames.length, third.more]).toEqual([2, false]);
});

test('who waits hears of a status even without frames, also when it changed between two pulls', async () => {
  const { run, trainer } = await start();
  const waiting = pull(run, -1);
  trainer.batch(run, [], progressAt(0, 'paused'));
  expect((await waiting).value).toMatchObject({ frames: [], progress: { status: 'paused' } });
  trainer.batch(run, [], progressAt(0, 'running'));
  expect((await pull(run, -1)).value.progress.status).toBe('running');
  trainer.batch(run, [], progressAt(0, 'finished'));
  expect((await pull(run, -1)).value.progress.status).toBe('finished');
  expect((await pull(run, -1)).value.progress.status).toBe('finished');
});

test('a pull that nothing answers is answered with nothing after ten seconds', async () => {
  const { run } = await start();
  vi.useFakeTimers();
  const waiting = pull(run, -1);
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
  expect((await waiting).value).toMatchObject({ frames: [], more: false, progress: { status: 'running' } });
});

test('a second pull of the same window takes the place of the first', async () => {
  const { run, trainer } = await start();
  const first = pull(run, -1);
  const second = pull(run, -1);
  expect((await first).value.frames).toEqual([]);
  trainer.batch(run, framesFrom(0, 1), progressAt(0));
  expect((await second).value.frames).toHaveLength(1);
});

test('control is answered with how the run stands after it', async () => {
  const { run, trainer } = await start();
  const paused = client.call('control', { run, action: 'pause' });
  expect(trainer.heard.at(-1)).toEqual({ type: 'control', run, action: 'pause' });
  trainer.batch(run, framesFrom(0, 1), progressAt(7)); // was on its way
  trainer.batch(run, framesFrom(1, 1), progressAt(8, 'paused'));
  expect((await paused).value).toMatchObject({ status: 'paused', step: 8 });
  const stopped = client.call('control', { run, action: 'stop' });
  trainer.batch(run, [], progressAt(8, 'stopped'));
  expect((await stopped).value.status).toBe('stopped');
  await expect(client.call('control', { run, action: 'play' })).rejects.toThrow('run-not-live');
  await expect(client.call('setSpeed', { run, speed: 3 })).rejects.toThrow('run-not-live');
});

test('events come at most four times a second, the newest last, a new status at once', async () => {
  vi.useFakeTimers();
  const { run, trainer } = await start();
  events.length = 0;
  for (let step = 1; step <= 100; step++) trainer.batch(run, [], progressAt(step));
  expect(events.length).toBeLessThanOrEqual(1);
  vi.advanceTimersByTime(1000);
  expect(events.length).toBeLessThanOrEqual(2);
  expect(events.at(-1)).toMatchObject({ info: { progress: { step: 100 } } });
  trainer.batch(run, [], progressAt(101));
  trainer.batch(run, [], progressAt(102, 'finished'));
  expect(events.at(-1)).toMatchObject({ info: { progress: { status: 'finished' } } });
  vi.useRealTimers();
});

test('when the trainer dies its runs are interrupted with their frames kept, and the next run has a new one', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, framesFrom(0, 5), progressAt(4));
  const waiting = pull(run, 4);
  const control = client.call('control', { run, action: 'pause' });
  trainer.die('exit code 7');
  await expect(control).rejects.toMatchObject({ code: 'trainer-died', values: { reason: 'exit code 7' } });
  expect((await waiting).value.progress).toMatchObject({ status: 'interrupted', step: 4 });
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'failure', failure: expect.objectContaining({ code: 'trainer-died' }) as unknown }),
  );
  expect((await pull(run, -1)).value.frames).toHaveLength(5);
  await start();
  expect(trainers).toHaveLength(2);
});

test('a trainer that dies while nothing trains is no failure: the next one is there when it is needed', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, framesFrom(0, 3), progressAt(2, 'finished'));
  trainer.die('SIGKILL');
  expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  await start();
  expect(trainers).toHaveLength(2);
});

test('a deleted run is paused, gone for who waits for it, and gone from the list', async () => {
  const { run, trainer } = await start();
  const waiting = pull(run, -1);
  waiting.catch(() => undefined);
  await client.call('deleteRuns', { runs: [run] });
  await expect(waiting).rejects.toThrow('run-unknown');
  expect(trainer.heard.at(-1)).toEqual({ type: 'control', run, action: 'pause' });
  trainer.batch(run, framesFrom(0, 3), progressAt(2, 'paused')); // was on its way
  expect(await allRuns()).toEqual([]);
  expect(events.at(-1)).toEqual({ type: 'runsDeleted', runs: [run] });
  await expect(pull(run, -1)).rejects.toThrow('run-unknown');
  await expect(client.call('deleteRuns', { runs: [run] })).rejects.toThrow('run-unknown');
});

const branch = (run: number, step: number, more: Partial<Args<'branch'>> = {}) =>
  client.call('branch', { run, step, changes: [], speed: null, paused: true, ...more });

test('a branch is a new run of its parent’s plan that begins at its step from the newest keyframe', async () => {
  const { run, trainer } = await start();
  const keyframe = frameAt(2, 4, 'keyframe');
  trainer.batch(run, [...framesFrom(0, 3), keyframe, ...framesFrom(3, 2)], progressAt(4));
  const changes = [{ name: 'W1', index: 11, value: 0.5 }];
  const { value } = await branch(run, 4, { changes });
  const parent = { run, name: 'Moons', step: 4, changes };
  expect(value.info).toMatchObject({ id: 2, name: 'Moons 2', experiment: 1, parent });
  expect(value.info.progress).toMatchObject({ status: 'paused', step: 4, epoch: 0 });
  expect(value.plan).toEqual(presets.moons);
  expect(events.at(-1)).toMatchObject({ type: 'run', info: { id: 2, parent } });
  const told = trainer.heard.at(-1);
  if (told?.type !== 'start' || !told.branch) throw new Error('no branch was begun');
  const { from } = told.branch;
  expect(told).toMatchObject({ run: 2, paused: true, branch: { changes, from: { step: 4 } } });
  expect(Buffer.from(from.keyframe?.bytes ?? []).equals(keyframe)).toBe(true);
  expect(from.keyframe?.layout).toEqual(value.layout);

  await branch(run, 1);
  expect(trainer.heard.at(-1)).toMatchObject({ branch: { from: { step: 1, keyframe: null } } });

  // of the branch: from its own keyframe, whatever becomes of its parent
  trainer.batch(2, [frameAt(4), frameAt(4, 4, 'keyframe'), frameAt(5)], progressAt(5));
  await client.call('deleteRuns', { runs: [run] });
  expect((await branch(2, 5)).value.info.parent).toEqual({ run: 2, name: 'Moons 2', step: 5, changes: [] });
  expect(trainer.heard.at(-1)).toMatchObject({ branch: { from: { step: 5 } } });
  expect((await client.call('open', { run: 2 })).value.info.parent).toEqual(parent);
});

test('a branch that cannot be is refused, and no run is made', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, [frameAt(0), frameAt(0, 4, 'keyframe'), ...framesFrom(1, 4)], progressAt(4));
  const change = { name: 'W1', index: 0, value: 1 };
  const refused = (step: number, changes = [change], of = run) => expect(branch(of, step, { changes })).rejects;
  await refused(5).toMatchObject({ code: 'step-unknown', values: { run, step: 5 } });
  await refused(1, [change], 9).toMatchObject({ code: 'run-unknown' });
  await refused(1, [{ ...change, index: 12 }]).toMatchObject({ code: 'request-invalid' });
  await refused(1, [{ ...change, name: 'z1' }]).toMatchObject({ code: 'request-invalid' });
  await refused(1, [{ ...change, value: 1e39 }]).toMatchObject({ code: 'request-invalid' });
  const db = new Database(join(folder, databaseName));
  db.prepare(`UPDATE frames SET bytes = zeroblob(200) WHERE kind = 'keyframe'`).run();
  db.close();
  await refused(3).toMatchObject({ code: 'keyframe-damaged', values: { run, step: 3, from: 0 } });
  await expect(client.call('look', { run, step: 3 })).rejects.toThrow('keyframe-damaged');
  expect(await allRuns()).toHaveLength(1);

  // one that never began has no step to go on from, and before its first step is nothing
  const { value } = await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: true });
  trainer.batch(value.info.id, framesFrom(0, 9), progressAt(8));
  const never = (await branch(value.info.id, 8)).value.info.id;
  trainer.batch(never, [], progressAt(8, 'stopped'));
  await refused(8, [], never).toThrow('step-unknown');
  await refused(7, [], never).toThrow('step-unknown');
});

test('when the trainer dies before a branch has begun, the branch is interrupted', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, framesFrom(0, 5), progressAt(4));
  const { id } = (await branch(run, 4, { paused: false })).value.info;
  trainer.die('SIGKILL');
  expect((await client.call('open', { run: id })).value.info).toMatchObject({
    frames: 0,
    progress: { status: 'interrupted', step: 4 },
  });
});

test('looks are answered one after the other, and a newer one takes the place of one that waits', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, framesFrom(0, 9), progressAt(8));
  const look = (step: number, by = client) => by.call('look', { run, step });
  const asked = () => trainer.heard.flatMap((m) => (m.type === 'look' ? [m] : []));
  const answer = async (count: number): Promise<void> => {
    await vi.waitFor(() => expect(asked()).toHaveLength(count), 15_000);
    const { request, from } = asked().at(-1) ?? { request: 0, from: { step: 0 } };
    const entries = [{ name: 'o', rows: 1, columns: 4 }];
    trainer.answer({ type: 'looked', request, entries, frame: frameAt(from.step) });
  };
  const other = connectTo(lab).client;
  const [first, second, theirs, third] = [look(1), look(2), look(3, other), look(4)];
  await expect(second).rejects.toThrow('look-superseded');
  await answer(1);
  const { value, payload } = await first;
  expect(value).toEqual({ entries: [{ name: 'o', rows: 1, columns: 4 }], offset: 0, length: frameAt(1).length });
  expect(decodeFrame(payload, { frame: value.entries, keyframe: [] }).tensor('o')?.[0]).toBe(1);
  await answer(2);
  await answer(3);
  await Promise.all([theirs, third]);
  expect(asked().map(({ from }) => from.step)).toEqual([1, 3, 4]);

  const failing = look(5);
  await vi.waitFor(() => expect(asked()).toHaveLength(4), 15_000);
  trainer.answer({ type: 'failed', request: asked().at(-1)?.request ?? 0, message: 'no memory' });
  await expect(failing).rejects.toMatchObject({ code: 'look-failed', values: { step: 5, reason: 'no memory' } });
  const dying = look(6);
  await vi.waitFor(() => expect(asked()).toHaveLength(5), 15_000);
  trainer.die('SIGKILL');
  await expect(dying).rejects.toThrow('trainer-died');
});

test('a preview is answered with frames of a run that is none; a newer one takes the place of the one being computed', async () => {
  const runs = (await allRuns()).length;
  const ask = (seed: number) => client.call('preview', { plan: { ...presets.moons, seed } });
  const { trainer } = await start();
  const heard = (type: 'preview' | 'forget'): number[] =>
    trainer.heard.flatMap((message) => (message.type === type ? [message.request] : []));
  const first = ask(1);
  await vi.waitFor(() => expect(heard('preview')).toHaveLength(1), 15_000);
  const [second, third] = [ask(2), ask(3)];
  await expect(first).rejects.toThrow('look-superseded');
  await expect(second).rejects.toThrow('look-superseded');
  await vi.waitFor(() => expect(heard('preview')).toHaveLength(2), 15_000);
  expect(heard('forget')).toEqual(heard('preview').slice(0, 1));
  trainer.answer({
    type: 'previewed',
    request: heard('preview')[1] ?? 0,
    frames: [frameAt(0), frameAt(0, 4, 'keyframe')],
    progress: progressAt(0, 'paused'),
  });
  const { value, payload } = await third;
  expect(value.detail.info).toMatchObject({ id: 0, progress: { status: 'paused' } });
  expect(value.detail.plan.seed).toBe(3);
  expect(value.frames.map(({ offset, length }) => payload.slice(offset, offset + length))).toEqual([
    frameAt(0),
    frameAt(0, 4, 'keyframe'),
  ]);
  expect(await allRuns()).toHaveLength(runs + 1); // the one that was started
  await expect(client.call('preview', { plan: { ...presets.moons, network: [] } })).rejects.toThrow('plan-invalid');
});

test('the scalars of a run until a step, without its tensors', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, framesFrom(0, 9), progressAt(8));
  const { value, payload } = await client.call('scalars', { run, until: 6, most: 4 });
  const frames = value.frames.map(({ offset, length }) =>
    decodeFrame(payload.slice(offset, offset + length), { frame: [], keyframe: [] }),
  );
  expect(frames.map(({ scalars }) => [scalars.step, scalars.loss])).toEqual([0, 2, 4, 6].map((step) => [step, step]));
  await expect(client.call('scalars', { run: 99, until: 6, most: 4 })).rejects.toThrow('run-unknown');
});

test('a renamed run keeps its name, live and later', async () => {
  const { run, trainer } = await start();
  await client.call('renameRun', { run, name: '  Mine ' });
  trainer.batch(run, [], progressAt(1, 'finished'));
  expect((await client.call('open', { run })).value.info.name).toBe('Mine');
});

test('a damaged frame is left out and named', async () => {
  const { run, trainer } = await start();
  trainer.batch(run, framesFrom(0, 3), progressAt(2, 'finished'));
  const db = new Database(join(folder, databaseName));
  db.prepare('UPDATE frames SET bytes = zeroblob(200) WHERE ordinal = 2').run();
  db.close();
  expect((await pull(run, -1)).value).toMatchObject({ frames: [{ ordinal: 0 }, { ordinal: 1 }], damaged: [2] });
  const { value } = await client.call('frames', { run, ordinals: [2, 1] });
  expect(value).toMatchObject({ frames: [{ ordinal: 1 }], damaged: [2] });
});

test('missing digits are told before a run is made', async () => {
  const asked = client.call('start', { experiment: 1, plan: presets.digits, speed: null, paused: false });
  await expect(asked).rejects.toThrow('digits-missing');
  await expect(client.call('digits', {})).rejects.toThrow('digits-missing');
  expect(await allRuns()).toEqual([]);
});

test('a database locked for a moment holds the trainer up and loses nothing', async () => {
  const { run, trainer } = await start();
  const db = new Database(join(folder, databaseName));
  db.exec('BEGIN IMMEDIATE');
  trainer.batch(run, framesFrom(0, 2), progressAt(1));
  trainer.batch(run, framesFrom(2, 2), progressAt(3, 'finished'));
  expect(trainer.stored).toBe(0);
  expect(await statusOf(run)).toBe('paused'); // its last frames cannot be read yet
  db.close();
  await vi.waitFor(() => expect(trainer.stored).toBe(2), 15_000);
  const { value } = await pull(run, -1);
  expect([value.frames.length, value.progress.status]).toEqual([4, 'finished']);
});

test('when its window is gone a run goes on', async () => {
  const { run, trainer } = await start();
  void pull(run, -1).catch(() => undefined);
  disconnect();
  trainer.batch(run, framesFrom(0, 2), progressAt(1));
  ({ client } = connectTo(lab));
  expect((await pull(run, -1)).value.frames).toHaveLength(2);
});

test('what is asked of a lab that has ended is no error', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await lab.close();
  void client.call('history', { experiment: 1 }).catch(() => undefined);
  void client.call('runIds', { ...everyRun, from: 0, count: 1 }).catch(() => undefined);
  expect(said).not.toHaveBeenCalled();
  said.mockRestore();
});

test('TensorFlow is not removed while a run is live in a trainer that has it, and then the next trainer begins without', async () => {
  // what passes for an engine is tried by a process that says all is well
  await lab.close();
  const probe = (): Child<never, NativeAnswer> => ({
    post: () => undefined,
    onMessage: (listen) =>
      listen({ loaded: true, ok: true, backend: 'tensorflow', version: '2.15.1', worst: 1e-7, ms: 1 }),
    onExit: () => undefined,
    kill: () => undefined,
  });
  const spawnTrainer = (): FakeTrainer => {
    const trainer = new FakeTrainer();
    trainers.push(trainer);
    return trainer;
  };
  const engine = join(folder, 'native', 'engine');
  mkdirSync(engine, { recursive: true });
  const data = join(folder, 'data');
  const spawnNative = { ...noNative, probe };
  lab = new Lab({ folder: data, resourcesDir: join(folder, 'app'), host: 'terminal', spawnTrainer, spawnNative });
  ({ client } = connectTo(lab, (event) => events.push(event)));
  const { run, trainer } = await start();
  trainer.answer({ type: 'findNative' });
  await vi.waitFor(() => expect(trainer.heard).toContainEqual({ type: 'native', found: { folder: engine } }), 15_000);
  await expect(client.call('removeEngine', {})).rejects.toMatchObject({ code: 'engine-in-use' });
  expect(trainer.killed).toBe(false);
  trainer.batch(run, framesFrom(0, 1), progressAt(1, 'finished'));
  await client.call('removeEngine', {});
  expect(trainer.killed).toBe(true);
  expect(events.filter(({ type }) => type === 'failure')).toEqual([]); // that it was ended is no failure
  expect(events.at(-1)).toMatchObject({ type: 'installation', installation: { doing: null, installed: null } });
  await start();
  expect(trainers).toHaveLength(2);
});
