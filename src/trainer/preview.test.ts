import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chain, presets, type PresetId } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { framesOf, Trainer } from './testing/process.ts';

let trainer: Trainer;
beforeEach(() => {
  trainer = new Trainer();
  const file = readFileSync(join(import.meta.dirname, '../../resources/mnist.bin'));
  trainer.post({ type: 'source', key: 'mnist', file });
});
afterEach(() => trainer.end());

const previewed = (plan: Plan) => trainer.ask({ type: 'preview', request: 1, plan }, 'previewed');

test.each(Object.keys(presets) as PresetId[])(
  '%s: a preview is what the run then begins with, bit for bit',
  async (id) => {
    const plan = presets[id];
    const { frames, progress } = await previewed(plan);
    trainer.post({ type: 'start', run: 1, plan, speed: null, paused: true });
    await trainer.until(() => trainer.progress?.status === 'paused');
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
      trainer.frames.map((bytes) => Buffer.from(bytes).toString('hex')),
    );
    expect({ ...progress, seconds: 0 }).toEqual({ ...trainer.progress, seconds: 0 });
    expect(framesOf(plan, frames).every(({ scalars }) => scalars.step === 0)).toBe(true);
  },
);

test('nothing of a preview is a run: it takes no step and sends no batch', async () => {
  await previewed(presets.moons);
  expect(trainer.batches).toEqual([]);
  const again = await previewed({ ...presets.moons, seed: 15 });
  expect(again.progress.step).toBe(0);
});

test('a large one that is given up makes room for the next at once', async () => {
  const wide: Plan = { ...presets.moons, network: chain([4000, 4000, 1], 'relu') };
  trainer.post({ type: 'preview', request: 7, plan: wide });
  trainer.post({ type: 'forget', request: 7 });
  const heard: unknown[] = [];
  trainer.answered((message) => 'request' in message && heard.push(message.request));
  await trainer.ask({ type: 'preview', request: 8, plan: presets.moons }, 'previewed');
  expect(heard).toEqual([8]);
});
