import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UNDO_MS } from '../core/contract/runs.ts';
import type { LabEvent } from '../core/contract/window.ts';
import { presets } from '../core/plan/presets.ts';
import { Deletions } from './deletions.ts';
import { DigitsFile } from './digits.ts';
import { Sources } from './sources.ts';
import { FakeTrainer, framesFrom, progressAt } from './fake-trainer.ts';
import { News } from './news.ts';
import { Pulls } from './pulls.ts';
import { Recorder } from './recorder.ts';
import { newRun } from './run-record.ts';
import { Store } from './store/store.ts';
import { TrainerHost } from './trainer-host.ts';

let folder: string;
let store: Store;
let trainer: FakeTrainer;
let host: TrainerHost;
let recorder: Recorder;
let deletions: Deletions;
let events: LabEvent[];

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(`${tmpdir()}/goldilocks-`);
  open();
});
afterEach(() => {
  close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

function open(): void {
  store = new Store(folder);
  trainer = new FakeTrainer();
  host = new TrainerHost(
    () => trainer,
    new Sources(new DigitsFile(folder), null),
    () => Promise.resolve({ reason: '' }),
    { batch: (batch) => recorder.receive(batch), died: () => undefined },
  );
  const nothing = (): void => undefined;
  recorder = new Recorder(store, host, { stored: nothing, moved: nothing, failed: nothing, over: nothing });
  events = [];
  const news = new News((event) => events.push(event));
  const pulls = new Pulls({
    info: (run) => store.runs.info(run),
    trainedHere: () => true,
    read: () => ({ frames: [], damaged: [] }),
  });
  deletions = new Deletions({
    store,
    recorder,
    pulls,
    news,
    verifier: { cancel: nothing },
    sweeps: { runDeleted: nothing },
  });
}
function close(): void {
  deletions.close();
  store.close();
}
const made = (status: 'finished' | 'running' = 'finished'): number => {
  const info = store.runs.create(store.announce(), newRun(1, presets.moons, false));
  if (status === 'running') {
    recorder.add(info);
    host.start(info.id, presets.moons, null, false);
  }
  store.append(info.id, 0, framesFrom(0, 1000), progressAt(999, status));
  return info.id;
};
/** Frames in the file, whoever may still ask for them. */
const frames = (run: number): number => store.list.stored(run).frames;

test('several are gone at once, come back together, and are gone for good when the time is over', () => {
  const [a, b, c] = [made(), made(), made()];
  const at = deletions.delete([a, b]);
  expect(() => store.runs.info(a)).toThrow('run-unknown');
  expect(() => store.runs.detail(b)).toThrow('run-unknown');
  vi.advanceTimersByTime(UNDO_MS - 100);
  expect(frames(a)).toBe(1000);
  expect(deletions.restore(at)).toEqual([a, b]);
  expect(events).toEqual([
    { type: 'runsDeleted', runs: [a, b] },
    { type: 'runsRestored', runs: [a, b] },
  ]);
  vi.advanceTimersByTime(10 * UNDO_MS);
  expect([frames(a), store.runs.info(b).id]).toEqual([1000, b]);

  const first = deletions.delete([a]);
  expect(deletions.delete([c])).toBeGreaterThan(first); // each can be undone for itself
  vi.advanceTimersByTime(UNDO_MS + 1000);
  expect([frames(a), frames(b), frames(c)]).toEqual([0, 1000, 0]);
  expect(deletions.restore(first)).toEqual([]);
});

test('what is known and what is not is deleted all or nothing', () => {
  const run = made();
  expect(() => deletions.delete([run, 99])).toThrow('run-unknown');
  expect(store.runs.info(run).id).toBe(run);
});

test('a deletion outlives the lab: undone within its time, else it is carried out at the next start', () => {
  const [a, b] = [made(), made()];
  const at = deletions.delete([a]);
  close();
  open();
  expect(deletions.restore(at)).toEqual([a]);
  deletions.delete([b]);
  close();
  vi.setSystemTime(Date.now() + UNDO_MS);
  open();
  vi.advanceTimersByTime(1000);
  expect([frames(a), frames(b)]).toEqual([1000, 0]);
});

test('what trains is paused, goes on when that is undone, and ends when it is over', () => {
  const run = made('running');
  const heard = (): unknown[] => trainer.heard.flatMap((one) => (one.type === 'control' ? one.action : []));
  const at = deletions.delete([run]);
  expect([heard(), deletions.has(run)]).toEqual([['pause'], true]);
  deletions.restore(at);
  expect([heard(), deletions.has(run)]).toEqual([['pause', 'play'], false]);
  deletions.delete([run]);
  vi.advanceTimersByTime(UNDO_MS + 1000);
  expect(heard().at(-1)).toBe('stop');
  expect([recorder.info(run), frames(run)]).toEqual([undefined, 0]);
});
