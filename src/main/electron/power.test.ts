import type { BrowserWindow } from 'electron';
import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import type { RunInfo } from '../../core/run.ts';
import type { SweepInfo } from '../../core/sweep/results.ts';

const { monitor, blocker } = vi.hoisted(() => ({
  monitor: { on: (_event: string, _listener: () => void): void => undefined },
  blocker: { start: vi.fn(() => 7), stop: vi.fn() },
}));
vi.mock('electron', () => ({ powerMonitor: monitor, powerSaveBlocker: blocker }));
const { followTraining } = await import('./power.ts');

let system: EventEmitter;
let runs: (info: RunInfo) => void;
let sweeps: (info: SweepInfo) => void;
let bar: [number, string | undefined][];
let said: string[];

beforeEach(() => {
  vi.clearAllMocks();
  system = new EventEmitter();
  monitor.on = (event, listener) => void system.on(event, listener);
  [bar, said] = [[], []];
  const window = {
    isDestroyed: () => false,
    setProgressBar: (share: number, options?: { mode: string }) => bar.push([share, options?.mode]),
  };
  followTraining(
    {
      onRun: (follower) => (runs = follower),
      onSweep: (follower) => (sweeps = follower),
      control: (run, action) => said.push(`${action} ${run}`),
      sleep: (asleep) => said.push(asleep ? 'sleep' : 'wake'),
    },
    window as unknown as BrowserWindow,
  );
});
const sweep = (status: SweepInfo['status'], done: number): SweepInfo =>
  ({ id: 1, status, done, failed: 1, total: 10 }) as SweepInfo;
const run = (status: string): RunInfo => ({ id: 3, steps: 100, progress: { status, step: 50 } }) as RunInfo;

test('a sweep that runs keeps the computer awake, and is on the icon where no run is', () => {
  sweeps(sweep('running', 2));
  expect(blocker.start).toHaveBeenCalledTimes(1);
  expect(bar.at(-1)).toEqual([0.3, 'normal']);
  runs(run('running'));
  expect(bar.at(-1)).toEqual([0.5, 'normal']);
  runs(run('finished'));
  expect(blocker.stop).not.toHaveBeenCalled();
  expect(bar.at(-1)).toEqual([0.3, 'normal']);
  sweeps(sweep('finished', 9));
  expect(blocker.stop).toHaveBeenCalledTimes(1);
  expect(bar.at(-1)?.[0]).toBe(-1);
});

test('runs and sweeps are put aside before the computer sleeps, and go on afterwards', () => {
  runs(run('running'));
  system.emit('suspend');
  expect(said).toEqual(['sleep', 'pause 3']);
  system.emit('resume');
  expect(said).toEqual(['sleep', 'pause 3', 'wake', 'play 3']);
});
