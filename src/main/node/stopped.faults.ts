import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunInfo } from '../../core/run.ts';
import type { Client } from '../client.ts';
import { hosted, type Hosted } from './testing/hosted.ts';

/** Milliseconds for which a process is stopped, as by a computer that sleeps. */
const STOPPED = 2500;

let host: Hosted;
let window: Client;
let told: RunInfo[] = [];
beforeAll(async () => {
  host = await hosted();
  window = await host.connect((event) => {
    if (event.type === 'run') told.push(event.info);
  });
});
afterAll(() => host.close());

const plan: Plan = { ...presets.moons, length: { steps: 10_000_000 } };
const isStopped = (pid: number): boolean => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** Stops a process until so much time has passed, and lets it go on. */
async function suspended(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const began = performance.now();
  try {
    await vi.waitFor(() => expect(isStopped(pid) && performance.now() - began > STOPPED).toBe(true), 15_000);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

test.runIf(process.platform === 'linux').each(['trainer', 'host', 'both'])(
  '%s stopped and gone on with: the run goes on, and all that is told is sane',
  async (who) => {
    told = [];
    const { value } = await window.call('start', { experiment: 1, plan, speed: 1000, paused: false });
    const run = value.info.id;
    const newest = (): RunInfo | undefined => told.findLast(({ id }) => id === run);
    await vi.waitFor(() => expect(newest()?.progress.step).toBeGreaterThan(500), 15_000);
    const before = newest()?.progress.step ?? 0;
    const [trainer = 0] = host.children();
    if (who === 'both') await Promise.all([suspended(host.pid), suspended(trainer)]);
    else await suspended(who === 'host' ? host.pid : trainer);
    // the same connection is told on
    await vi.waitFor(() => expect(newest()?.progress.step).toBeGreaterThan(before + 2000), 15_000);
    const { value: ended } = await window.call('control', { run, action: 'stop' });
    expect(ended.status).toBe('stopped');
    const progress = told.filter(({ id }) => id === run).map((info) => info.progress);
    for (const [i, { step, speed, seconds }] of progress.entries()) {
      const left = speed > 0 ? (10_000_000 - step) / speed : null; // what is left, as the window says it
      expect(speed).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(speed) && Number.isFinite(seconds)).toBe(true);
      if (left !== null) expect(left > 0 && Number.isFinite(left)).toBe(true);
      const earlier = progress[i - 1];
      if (earlier) expect(step >= earlier.step && seconds >= earlier.seconds).toBe(true);
    }
    // it does not catch up in a rush with what it did not do while it was stopped
    expect(Math.max(...progress.map(({ speed }) => speed))).toBeLessThan(3000);
  },
);
