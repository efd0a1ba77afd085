import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabEvent } from '../../core/contract/window.ts';
import type { ToTrainer } from '../../core/contract/trainer.ts';
import { presets } from '../../core/plan/presets.ts';
import { connectTo, type Client } from '../client.ts';
import { FakeTrainer, framesFrom, noNative, progressAt } from '../fake-trainer.ts';
import { Lab } from '../lab.ts';

// What main makes of what a trainer says while a run is verified; with real trainers: main/node/verify.test.ts.

let folder: string;
let lab: Lab;
let client: Client;
let events: LabEvent[];
let trainer: FakeTrainer;
let run: number;

beforeEach(async () => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  events = [];
  trainer = new FakeTrainer();
  lab = new Lab({ folder, resourcesDir: folder, host: 'terminal', spawnNative: noNative, spawnTrainer: () => trainer });
  ({ client } = connectTo(lab, (event) => events.push(event)));
  const start = { experiment: 1, plan: presets.moons, speed: null, paused: false };
  run = (await client.call('start', start)).value.info.id;
  trainer.batch(run, framesFrom(0, 100), progressAt(99, 'finished'));
});
afterEach(async () => {
  vi.useRealTimers();
  trainer.die('end of the test');
  await lab.close();
  rmSync(folder, { recursive: true });
});

const asked = (): Extract<ToTrainer, { type: 'verify' }> | undefined =>
  trainer.heard.find((message) => message.type === 'verify');
async function begin(): Promise<number> {
  await client.call('verify', { run });
  await vi.waitUntil(() => asked() !== undefined);
  return asked()?.request ?? NaN;
}
const told = () => events.filter((event) => event.type === 'verifying').map(({ done }) => done);

test('the trainer is told what is stored, and every batch is acknowledged', async () => {
  const request = await begin();
  expect(asked()?.recorded).toMatchObject({ until: 99, stop: null, from: null, cadence: { frameEvery: 3 } });
  expect([...(asked()?.recorded.steps ?? [])]).toEqual(Array.from({ length: 100 }, (_, step) => step));
  trainer.answer({ type: 'again', request, frames: framesFrom(0, 60), status: 'running', message: null });
  expect(trainer.heard.filter(({ type }) => type === 'compared')).toHaveLength(1);
  trainer.answer({ type: 'again', request, frames: framesFrom(60, 40), status: 'finished', message: null });
  await vi.waitUntil(() => events.some(({ type }) => type === 'verified'));
  expect(events.find((event) => event.type === 'verified')?.verification).toMatchObject({
    frames: 100,
    same: 100,
    outcome: { kind: 'exact' },
  });
});

test('how far it is is told at most four times a second', async () => {
  const request = await begin();
  events.length = 0;
  for (let step = 0; step < 99; step++) {
    trainer.answer({ type: 'again', request, frames: framesFrom(step, 1), status: 'running', message: null });
    vi.advanceTimersByTime(10);
  }
  // every 250 ms of 990
  expect(told().length).toBeGreaterThanOrEqual(3);
  expect(told().length).toBeLessThanOrEqual(4);
  expect(told().at(-1)).toBeGreaterThan(70);
});

test('what fails in the trainer is the outcome; what is called off is forgotten there', async () => {
  const request = await begin();
  trainer.answer({ type: 'failed', request, message: 'there is no memory' });
  await vi.waitUntil(() => events.some(({ type }) => type === 'verified'));
  expect(events.find((event) => event.type === 'verified')?.verification).toMatchObject({
    frames: 0,
    outcome: { kind: 'failed', reason: 'there is no memory' },
  });
  await client.call('verify', { run });
  await vi.waitUntil(() => trainer.heard.at(-1)?.type === 'verify');
  await client.call('cancelVerify', { run });
  expect(trainer.heard.at(-1)).toMatchObject({ type: 'forget', request: request + 1 });
});
