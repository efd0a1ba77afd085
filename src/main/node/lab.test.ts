import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabEvent } from '../../core/contract/window.ts';
import { presets } from '../../core/plan/presets.ts';
import { connectTo, type Client } from '../client.ts';
import { Lab } from '../lab.ts';
import type { TrainerProcess } from '../trainer-host.ts';
import { forkTrainer } from './fork-trainer.ts';
import { placesFrom } from './places.ts';

const places = placesFrom(import.meta.dirname);
let folder: string;
let lab: Lab;
let client: Client;
let events: LabEvent[];
let trainers: TrainerProcess[];

const openLab = (): void => {
  lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'test',
    spawnTrainer() {
      const trainer = forkTrainer(places.trainer);
      trainers.push(trainer);
      return trainer;
    },
  });
  events = [];
  ({ client } = connectTo(lab, (event) => events.push(event)));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  trainers = [];
  openLab();
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

test('smoke', async () => {
  const { value: hello } = await client.call('hello', {});
  expect(hello.experiments.map(({ name }) => name)).toEqual(['Moons']);
  const t0 = performance.now();
  const { value: run } = await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false });
  let after = -1;
  for (;;) {
    const { value } = await client.call('pull', { run: run.info.id, after, maxBytes: 2 ** 20 });
    after = value.frames.at(-1)?.ordinal ?? after;
    if (value.progress.status !== 'running' && !value.more) {
      console.log(value.progress.status, value.progress.step, after, performance.now() - t0);
      break;
    }
  }
});
