import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunInfo } from '../../core/run.ts';
import type { Client } from '../client.ts';
import { hosted, residentOf, slopeOf, type Hosted } from './testing/hosted.ts';

/** Steps of the long run, and samples of memory taken of it. */
const STEPS = 1_000_000;
const SAMPLES = 50;
/** Runs that are opened and closed one after the other. */
const OPENED = 1000;
/** Bytes by which a process may grow with every million steps, and with every thousand runs. Garbage that is not collected yet counts. */
const MOST_SLOPE = 40 * 2 ** 20;
/** Bytes on disk beyond which a run is thinned, here. */
const BUDGET = 2 ** 17;

let host: Hosted;
let window: Client;
let thinned: RunInfo[];
beforeAll(async () => {
  host = await hosted(BUDGET);
  thinned = [];
  window = await host.connect((event) => {
    if (event.type === 'run' && (event.info.thinned ?? 0) > 0) thinned.push(event.info);
  });
});
afterAll(() => host.close());

const plan: Plan = { ...presets.moons, network: chain([2, 1], 'relu'), length: { steps: STEPS } };
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

test(`${STEPS} steps: host and trainer do not grow, and that frames were thinned is said`, async () => {
  const { value } = await window.call('start', { experiment: 1, plan, speed: null, paused: false });
  const run = value.info.id;
  const samples: { step: number; host: number; trainer: number }[] = [];
  const began = performance.now();
  for (let after = -1, next = 0; ;) {
    const { value: pulled } = await window.call('pull', { run, after, maxBytes: 2 ** 18 });
    after = pulled.frames.at(-1)?.ordinal ?? after;
    const { step, status } = pulled.progress;
    if (step >= next) {
      samples.push({ step, host: residentOf(host.pid), trainer: residentOf(host.children()[0] ?? 0) });
      next = step + STEPS / SAMPLES;
    }
    if (status === 'finished' && !pulled.more) break;
  }
  const seconds = (performance.now() - began) / 1000;
  const later = samples.filter(({ step }) => step >= 0.3 * STEPS); // what is compiled and cached is there by then
  const [ofHost, ofTrainer] = (['host', 'trainer'] as const).map(
    (who) => STEPS * slopeOf(later.map((sample) => [sample.step, sample[who]] as const)),
  );
  await vi.waitFor(() => expect(thinned.some(({ id }) => id === run)).toBe(true), 30_000);
  const { info } = (await window.call('open', { run })).value;
  console.log(
    `${STEPS} steps in ${seconds.toFixed(1)} s, ${info.frames} frames, ${info.thinned} thinned; ${samples.length} samples; ` +
      `host ${megabytes(ofHost ?? NaN)}, trainer ${megabytes(ofTrainer ?? NaN)} MB per million steps; ` +
      `at the end ${megabytes(samples.at(-1)?.host ?? NaN)} and ${megabytes(samples.at(-1)?.trainer ?? NaN)} MB`,
  );
  expect(info.thinned).toBeGreaterThan(info.frames / 4);
  if (Number.isNaN(ofHost)) return; // the system does not say
  expect(ofHost).toBeLessThan(MOST_SLOPE);
  expect(ofTrainer).toBeLessThan(MOST_SLOPE);
});

/** Files and sockets that the host has open [proc(5)]. */
const handles = (): number => readdirSync(`/proc/${host.pid}/fd`).length;

test(`${OPENED} runs opened and closed: no more memory, no more files`, async ({ skip }) => {
  if (process.platform !== 'linux') skip('only Linux says what a process has open');
  const short: Plan = { ...presets.moons, length: { steps: 5 } };
  const samples: [number, number][] = [];
  let open = 0;
  for (let i = 0; i < OPENED; i++) {
    const { value } = await window.call('start', { experiment: 1, plan: short, speed: null, paused: false });
    const run = value.info.id;
    for (let after = -1, over = false; !over;) {
      const { value: pulled } = await window.call('pull', { run, after, maxBytes: 2 ** 18 });
      after = pulled.frames.at(-1)?.ordinal ?? after;
      over = pulled.progress.status === 'finished' && !pulled.more;
    }
    expect((await window.call('open', { run })).value.info.progress.status).toBe('finished');
    if (i === 100) open = handles();
    if (i > 0.3 * OPENED && i % 20 === 0) samples.push([i, residentOf(host.pid)]);
  }
  const slope = 1000 * slopeOf(samples);
  console.log(
    `host ${megabytes(slope)} MB per thousand runs; ${open} files open after 100 runs, ${handles()} after ${OPENED}`,
  );
  expect(slope).toBeLessThan(MOST_SLOPE);
  expect(handles()).toBeLessThanOrEqual(open + 2);
});
