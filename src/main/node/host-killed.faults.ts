import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { stream } from '../../core/random.ts';
import { checkDatabase } from '../keeping/check.ts';
import { Store } from '../store/store.ts';
import { placesFrom } from './places.ts';
import { bundled } from './testing/bundled.ts';

/** How many hosts are killed, one after the other on the same folder. */
const KILLS = 100;
/** Frames after which one is killed, at most. */
const MOST = 600;

const places = placesFrom(import.meta.dirname);
const plan: Plan = { ...presets.moons, length: { steps: 1000 } };
let folder: string;
let built: Awaited<ReturnType<typeof bundled>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  built = await bundled(join(import.meta.dirname, 'testing', 'host.ts'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  built.remove();
});

type Host = ChildProcessByStdio<Writable, Readable, null>;
/** Starts a host, which waits until it is told to go on. */
const start = (): Host =>
  spawn(process.execPath, [built.process, folder, built.trainer, places.resourcesDir, JSON.stringify(plan)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

/** What a host told its window until it was killed. */
interface Told {
  run: number | null;
  frames: Map<number, number>;
  over: boolean;
  trainer: number[];
}

/** Lets a host record and kills it once its window has been given so many frames; once there is a run, where that is 0, and at once,
 *  where it is less. */
async function killed(host: Host, frames: number): Promise<Told> {
  const told: Told = { run: null, frames: new Map(), over: false, trainer: [] };
  const gone = once(host, 'exit');
  const lines = createInterface({ input: host.stdout });
  lines.on('line', (line) => {
    const [word, first, second] = line.split(' ');
    if (word === 'run') told.run = Number(first);
    else if (word === 'got') told.frames.set(Number(first), Number(second));
    else if (word === 'over') told.over = true;
    if ((told.run !== null && told.frames.size >= frames) || told.over) {
      if (told.trainer.length === 0 && host.pid !== undefined) told.trainer = childrenOf(host.pid);
      host.kill('SIGKILL');
    }
  });
  const read = once(lines, 'close'); // what it wrote before it was killed
  host.stdin.write('go\n');
  if (frames < 0) host.kill('SIGKILL');
  await Promise.all([gone, read]);
  return told;
}

/** Processes that one has started [proc(5)]; none where the system does not say. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

test(
  `a host killed ${KILLS} times: no frame that a window has seen is lost, no batch is half there`,
  { timeout: 600_000 },
  async () => {
    const random = stream(7, 'kills');
    const count = { none: 0, interrupted: 0, finished: 0, seen: 0, stored: 0, lost: 0, trainers: 0 };
    let next = start();
    for (let kill = 0; kill < KILLS; kill++) {
      const host = next;
      if (kill + 1 < KILLS) next = start(); // it takes its time meanwhile
      const told = await killed(host, kill % 10 === 0 ? kill / 10 - 1 : random.int(MOST));
      count.trainers += told.trainer.length;
      // nobody trains on for a lab that is gone
      await vi.waitFor(() => expect(told.trainer.filter(runs)).toEqual([]), 15_000);
      const store = new Store(folder);
      try {
        if (told.run === null) {
          count.none++;
          continue;
        }
        const info = store.runs.info(told.run);
        const rows = store.frames.wholeAfter(info.id, -1, Infinity);
        // whole batches: what is counted is there, each frame once, in order, to its step
        expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: info.frames }, (_, i) => i));
        expect(rows.every(({ intact }) => intact)).toBe(true);
        expect(rows.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(info.bytes);
        expect(rows.at(-1)?.step ?? 0).toBeLessThanOrEqual(info.progress.step);
        for (const [ordinal, crc] of told.frames) {
          const row = rows[ordinal];
          if (!row || (crc !== -1 && crc32(row.bytes) !== crc)) count.lost++;
        }
        count.seen += told.frames.size;
        count.stored += rows.length;
        // it is offered to be gone on with, unless it had come to its end
        const { status } = info.progress;
        if (told.over) expect(status).toBe('finished');
        expect(['interrupted', 'finished']).toContain(status);
        count[status === 'finished' ? 'finished' : 'interrupted']++;
      } finally {
        store.close();
      }
    }
    expect(count.lost).toBe(0);
    expect(count.interrupted).toBeGreaterThan(KILLS / 2);
    const found = await checkDatabase(folder, () => undefined);
    expect(found).toMatchObject({ problems: [], damaged: [] });
    expect(readdirSync(folder).filter((name) => name.startsWith('lab-'))).toEqual([]);
    console.log(`${KILLS} kills: ${JSON.stringify(count)}`);
  },
);

/** Whether a process is there, and not only its number until somebody asks how it ended. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
