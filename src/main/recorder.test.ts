import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabErrorCode } from '../core/errors.ts';
import { presets } from '../core/plan/presets.ts';
import type { RunStatus } from '../core/run.ts';
import { DigitsFile } from './digits.ts';
import { Sources } from './sources.ts';
import { FakeTrainer, framesFrom, progressAt } from './fake-trainer.ts';
import { Recorder } from './recorder.ts';
import { newRun } from './run-record.ts';
import { Store } from './store/store.ts';
import { TrainerHost } from './trainer-host.ts';

let folder: string;
let store: Store;
let trainer: FakeTrainer;
let recorder: Recorder;
let run: number;
let failures: LabErrorCode[];
let over: LabErrorCode[];
let statuses: RunStatus[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  store = new Store(folder);
  trainer = new FakeTrainer();
  failures = [];
  over = [];
  statuses = [];
  const host = new TrainerHost(
    () => trainer,
    new Sources(new DigitsFile(folder), null),
    () => Promise.resolve({ reason: '' }),
    {
      batch: (batch) => recorder.receive(batch),
      died: (error) => recorder.interrupt(error),
    },
  );
  recorder = new Recorder(store, host, {
    stored: () => undefined,
    moved: (info) => statuses.push(info.progress.status),
    failed: ({ code }) => failures.push(code),
    over: (code) => over.push(code),
  });
  const info = store.runs.create(store.announce(), newRun(1, presets.moons, false));
  run = info.id;
  recorder.add(info);
  host.start(run, presets.moons, null, false);
  trainer.batch(run, framesFrom(0, 2), progressAt(1));
  trainer.react = (message) => {
    if (message.type !== 'control' || message.action !== 'pause') return;
    void Promise.resolve().then(() => trainer.batch(run, [], progressAt(60, 'paused')));
  };
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true });
});

const fill = (): void => {
  store.limitSize(store.size());
  trainer.batch(run, framesFrom(2, 50, 1000), progressAt(51));
};
const onDisk = (): number => store.frames.readAfter(run, -1, 1e9).frames.length;

test('a full disk pauses the run, is told once, and keeps what is not stored yet until there is space', async () => {
  vi.useFakeTimers();
  fill();
  await Promise.resolve();
  expect(failures).toEqual(['store-full']);
  expect(trainer.heard.at(-1)).toEqual({ type: 'control', run, action: 'pause' });
  expect(statuses.at(-1)).toBe('paused');
  expect([onDisk(), trainer.stored]).toEqual([2, 1]);
  await expect(recorder.control(run, 'play')).rejects.toThrow('store-full');
  vi.advanceTimersByTime(10_000);
  expect(failures).toEqual(['store-full']);
  expect(over).toEqual([]);

  store.limitSize(1e9);
  vi.advanceTimersByTime(2000);
  expect(over).toEqual(['store-full']);
  expect([onDisk(), trainer.stored]).toEqual([52, 3]);
  expect(store.runs.info(run)).toMatchObject({ frames: 52, progress: { status: 'paused', step: 60 } });
});

test('with space again, play goes on at once', async () => {
  fill();
  store.limitSize(1e9);
  const playing = recorder.control(run, 'play');
  trainer.batch(run, framesFrom(52, 1), progressAt(61));
  expect((await playing).status).toBe('running');
  expect(onDisk()).toBe(53);
});

test('an end that cannot be stored shows as a pause until it is', async () => {
  fill();
  trainer.batch(run, framesFrom(52, 1), progressAt(62, 'stopped'));
  expect(recorder.info(run)?.progress.status).toBe('paused');
  recorder.interrupt(Object.assign(new Error(), { code: 'trainer-died', values: {}, problems: [] }) as never);
  store.limitSize(1e9);
  await expect(recorder.control(run, 'play')).rejects.toThrow('run-not-live');
  expect(recorder.info(run)).toBeUndefined();
  expect(store.runs.info(run)).toMatchObject({ frames: 53, progress: { status: 'stopped' } });
  expect(statuses.at(-1)).toBe('stopped');
});

test('closing with a full disk gives up what was never stored, and says interrupted', async () => {
  fill();
  await recorder.settle(10);
  store.close();
  store = new Store(folder);
  expect(store.runs.info(run)).toMatchObject({ frames: 2, progress: { status: 'interrupted' } });
});
