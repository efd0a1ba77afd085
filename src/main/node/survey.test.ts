import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { landscapeEffort, type Landscape } from '../../core/landscape/landscape.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { isLive } from '../../core/run.ts';
import { connectTo, type Client } from '../client.ts';
import { Lab } from '../lab.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import { placesFrom } from './places.ts';

const places = placesFrom(import.meta.dirname);
let folder: string;
let lab: Lab;
let client: Client;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'terminal',
    spawnNative: forkNative(places),
    spawnTrainer: () => forkTrainer(places.trainer, places.resourcesDir),
  });
  ({ client } = connectTo(lab));
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const timeout = 120_000;
const measured = (what: string, began: number): void => {
  if (process.env['GOLDILOCKS_MEASURE']) console.log(`${what}: ${Math.round(performance.now() - began)} ms`);
};

async function ran(plan: Plan): Promise<{ run: number; last: number }> {
  const { value } = await client.call('start', { experiment: 1, plan, speed: null, paused: false });
  const run = value.info.id;
  const progress = async () => (await client.call('open', { run })).value.info.progress;
  await vi.waitFor(async () => expect(isLive((await progress()).status)).toBe(false), { timeout, interval: 50 });
  return { run, last: (await progress()).step };
}
async function landscape(
  run: number,
  until: number,
  size: 9 | 17 | 33 | 65,
): Promise<{ value: Landscape; floats: Float32Array }> {
  const began = performance.now();
  const { value, payload } = await client.call('landscape', { run, until, axes: { kind: 'pca' }, zoom: 1, size });
  measured(`landscape of ${size} × ${size}`, began);
  return { value, floats: new Float32Array(payload.slice().buffer) };
}

test('the landscape of a small network has its path out of frames', { timeout }, async () => {
  const { run, last } = await ran(presets.moons);
  const { value, floats } = await landscape(run, last, 65);
  expect(value).toMatchObject({ size: 65, examples: 100, count: 100, centre: { step: 3000 } });
  expect(value.steps).toHaveLength(200);
  expect([value.steps[0], value.steps.at(-1)]).toEqual([0, 3000]);
  const [first = 0, second = 0] = value.explained ?? [];
  expect(first).toBeGreaterThan(second);
  expect(first + second).toBeGreaterThan(0.8);
  expect(floats.slice(0, 2 * 65 ** 2).every(Number.isFinite)).toBe(true);
});

test('the landscape of a large network has its path out of keyframes', { timeout }, async () => {
  const { run, last } = await ran(presets.digits);
  const { value, floats } = await landscape(run, last, 17);
  expect(value).toMatchObject({ size: 17, examples: 1000, count: 8000, parameters: null });
  expect(value.steps).toHaveLength(21);
  expect([value.steps[0], value.steps.at(-1)]).toEqual([0, 240]);
  const lossAlong = floats.slice(2 * 17 ** 2 + 2 * 21, 2 * 17 ** 2 + 3 * 21);
  expect(lossAlong[0]).toBeGreaterThan(2);
  expect(lossAlong.at(-1)).toBeLessThan(0.6);
});

// how long it takes: GOLDILOCKS_MEASURE=1
test.runIf(process.env['GOLDILOCKS_MEASURE'])('how long landscapes take', { timeout: 600_000 }, async () => {
  for (const plan of [
    presets.moons,
    presets.overfit,
    presets.digits,
    { ...presets.exercise2, length: { steps: 40 } },
  ]) {
    const { run, last } = await ran(plan);
    console.log(plan.name);
    for (const size of landscapeEffort(plan).sizes) await landscape(run, last, size as 9);
  }
  for (const plan of [presets.moons, presets.digits]) {
    const { value } = await client.call('start', {
      experiment: 1,
      plan: { ...plan, length: { steps: 10_000_000 } },
      speed: null,
      paused: false,
    });
    const run = value.info.id;
    const progress = async () => (await client.call('open', { run })).value.info.progress;
    const rate = async (during: Promise<unknown>): Promise<string> => {
      const [from, began] = [(await progress()).step, performance.now()];
      await during;
      return `${Math.round(((await progress()).step - from) / ((performance.now() - began) / 1000))} steps a second`;
    };
    await vi.waitFor(async () => expect((await progress()).step).toBeGreaterThan(100), { timeout: 120_000 });
    console.log(plan.name, 'alone', await rate(new Promise((resolve) => setTimeout(resolve, 3000))));
    const many = async (): Promise<void> => {
      const until = (await progress()).step;
      for (let i = 0; i < (plan === presets.moons ? 20 : 2); i++)
        await landscape(run, until, (landscapeEffort(plan).sizes[0] ?? 9) as 9);
    };
    console.log(plan.name, 'beside landscapes', await rate(many()));
    await client.call('control', { run, action: 'stop' });
  }
});
