import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { isLive } from '../../core/run.ts';
import type { Client } from '../client.ts';
import { unpacked } from '../store/packing.ts';
import { hosted, residentOf, type Hosted } from './testing/hosted.ts';

/** Windows on one host: a class on one computer. */
const WINDOWS = 30;
/** Seconds of it; GOLDILOCKS_LOAD_SECONDS has it measured for longer. */
const SECONDS = Number(process.env['GOLDILOCKS_LOAD_SECONDS'] ?? 20);
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

/** Some two seconds of training. */
const plan: Plan = { ...presets.moons, batchSize: 64, length: { steps: 40_000 } };

/** The frames of a run as a window gets them: how many, and a number over all their bytes. */
async function followed(window: Client, run: number): Promise<{ frames: number; crc: number }> {
  let crc = 0;
  for (let after = -1; ;) {
    const { value, payload } = await window.call('pull', { run, after, maxBytes: 2 ** 18 });
    for (const { ordinal, offset, length } of value.frames) {
      if (ordinal !== after + 1) throw new Error(`frame ${ordinal} came after ${after}`);
      after = ordinal;
      crc = crc32(payload.subarray(offset, offset + length), crc);
    }
    if (!isLive(value.progress.status) && !value.more) return { frames: after + 1, crc };
  }
}

function storedOf(run: number): { frames: number; crc: number } {
  const db = new Database(host.database, { readonly: true });
  const rows = db.prepare<[number], Buffer>('SELECT bytes FROM frames WHERE run = ? ORDER BY ordinal').pluck().all(run);
  db.close();
  return { frames: rows.length, crc: rows.reduce((crc, bytes) => crc32(unpacked(bytes) ?? bytes, crc), 0) };
}

const median = (of: number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? NaN;

test(`${WINDOWS} windows follow a run: all get its frames, and it is trained as fast as for one`, async () => {
  const speeds: Record<'one' | 'all', number[]> = { one: [], all: [] };
  let frames = 0;
  let most = 0;
  let first = NaN;
  const began = performance.now();
  for (let turn = 0; performance.now() - began < 1000 * SECONDS || turn % 4 !== 0; turn++) {
    // one, all, all, one: what changes slowly on this machine is the same for both
    const which = turn % 4 === 1 || turn % 4 === 2 ? 'all' : 'one';
    const watching = which === 'all' ? windows : windows.slice(0, 1);
    const [leader] = windows;
    if (!leader) throw new Error('no window');
    const { value } = await leader.call('start', { experiment: 1, plan, speed: null, paused: false });
    const { id } = value.info;
    const got = await Promise.all(watching.map((window) => followed(window, id)));
    const { info } = (await leader.call('open', { run: id })).value;
    expect(info.progress.status).toBe('finished');
    const stored = storedOf(id);
    for (const each of got) expect(each).toEqual(stored);
    frames += stored.frames * got.length;
    if (turn >= 2) speeds[which].push(info.steps / info.progress.seconds); // the first two warm up
    const resident = residentOf(host.pid);
    if (turn === 3) first = resident;
    most = Math.max(most, resident);
  }
  const slower = 1 - median(speeds.all) / median(speeds.one);
  console.log(
    `steps/s with one window ${speeds.one.map(Math.round).join(' ')}, with ${WINDOWS} ${speeds.all.map(Math.round).join(' ')}: ` +
      `${(100 * slower).toFixed(1)} % slower; ${frames} frames; host ${(first / 1e6).toFixed(0)} to ${(most / 1e6).toFixed(0)} MB`,
  );
  if (!Number.isNaN(first)) expect(most - first).toBeLessThan(MOST_GROWN);
  expect(slower).toBeLessThan(MOST_SLOWER);
});
