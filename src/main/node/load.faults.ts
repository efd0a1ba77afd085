import { setTimeout } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Client } from '../client.ts';
import { unpacked } from '../store/packing.ts';
import { hosted, residentOf, type Hosted } from './testing/hosted.ts';

/** Windows on one host: a class on one computer. */
const WINDOWS = 30;
/** Seconds of it; GOLDILOCKS_LOAD_SECONDS has it measured for longer. */
const SECONDS = Number(process.env['GOLDILOCKS_LOAD_SECONDS'] ?? 24);
/** How much slower training may be with all of them than with one. */
const MOST_SLOWER = 0.1;
/** Bytes by which the host may grow. */
const MOST_GROWN = 200 * 2 ** 20;

let host: Hosted;
const windows: Client[] = [];
beforeAll(async () => {
  host = await hosted();
  for (let i = 0; i < WINDOWS; i++) windows.push(await host.connect());
});
afterAll(() => host.close());

/** More than there is time for. */
const plan: Plan = { ...presets.moons, batchSize: 10, length: { epochs: 10_000_000 } };
/** How often it is changed between one window and all of them. Pairs of neighbours are compared: what the machine does besides changes
 *  from second to second, by more than what is measured. */
const PHASES = 16;

/** Follows a run as a window does, from its newest frame on, for as long as it is wanted. @returns the CRC of every frame by ordinal */
async function followed(window: Client, run: number, wanted: () => boolean): Promise<Map<number, number>> {
  const got = new Map<number, number>();
  let after = (await window.call('open', { run })).value.info.frames - 1;
  while (wanted()) {
    const { value, payload } = await window.call('pull', { run, after, maxBytes: 2 ** 18 });
    for (const { ordinal, offset, length } of value.frames) {
      if (ordinal !== after + 1) throw new Error(`frame ${ordinal} came after ${after}`);
      after = ordinal;
      got.set(ordinal, crc32(payload.subarray(offset, offset + length)));
    }
  }
  return got;
}

function storedOf(run: number): number[] {
  const db = new Database(host.database, { readonly: true });
  const rows = db.prepare<[number], Buffer>('SELECT bytes FROM frames WHERE run = ? ORDER BY ordinal').pluck().all(run);
  db.close();
  return rows.map((bytes) => crc32(unpacked(bytes) ?? bytes));
}

const median = (of: number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? NaN;

// tried again, because a machine that does other things as well may measure those
test(
  `${WINDOWS} windows follow a run: all get its frames, and it is trained as fast as for one`,
  { retry: 3 },
  async () => {
    const [leader, ...others] = windows;
    if (!leader) throw new Error('no window');
    const { value } = await leader.call('start', { experiment: 1, plan, speed: null, paused: false });
    const run = value.info.id;
    const speeds: Record<'one' | 'all', number[]> = { one: [], all: [] };
    const resident: number[] = [];
    const got: Map<number, number>[] = [];
    const stepNow = async (): Promise<number> => (await leader.call('open', { run })).value.info.progress.step;
    let watching = true;
    const watch = followed(leader, run, () => watching);
    for (let phase = 0; phase <= PHASES; phase++) {
      // one, all, all, one: what changes slowly on this machine is the same for both; the first phase warms up
      const which = phase % 4 === 2 || phase % 4 === 3 ? 'all' : 'one';
      let wanted = true;
      const all = Promise.all((which === 'all' ? others : []).map((window) => followed(window, run, () => wanted)));
      const began = performance.now();
      const step = await stepNow();
      let now = step;
      while (performance.now() - began < (1000 * SECONDS) / PHASES) now = await stepNow().then(pausing);
      if (phase > 0) speeds[which].push((now - step) / ((performance.now() - began) / 1000));
      wanted = false;
      got.push(...(await all));
      resident.push(residentOf(host.pid));
    }
    watching = false;
    await leader.call('control', { run, action: 'stop' });
    got.push(await watch);
    const stored = storedOf(run);
    for (const each of got)
      for (const [ordinal, crc] of each) if (crc !== stored[ordinal]) throw new Error(`${ordinal}`);
    const frames = got.reduce((sum, { size }) => sum + size, 0);
    const slower = 1 - median(speeds.one.map((one, i) => (speeds.all[i] ?? NaN) / one));
    console.log(
      `steps/s with one window ${speeds.one.map(Math.round).join(' ')}, with ${WINDOWS} ${speeds.all.map(Math.round).join(' ')}: ` +
        `${(100 * slower).toFixed(1)} % slower; ${frames} frames in ${got.length} followings; ` +
        `host ${resident.map((bytes) => (bytes / 1e6).toFixed(0)).join(' ')} MB`,
    );
    expect(Math.min(...got.map(({ size }) => size))).toBeGreaterThan(0);
    const [first = NaN] = resident;
    if (!Number.isNaN(first)) expect(Math.max(...resident) - first).toBeLessThan(MOST_GROWN);
    expect(slower).toBeLessThan(MOST_SLOWER);
  },
);

/** Passes on a step once there has been time for others. */
const pausing = async (step: number): Promise<number> => {
  await setTimeout(50);
  return step;
};
