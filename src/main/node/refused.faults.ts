import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Args, CallName } from '../../core/contract/window.ts';
import { LabError, labErrorCodes } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import { hostile } from '../../core/testing/hostile.ts';
import { readers } from '../../core/testing/readers.ts';
import { samples } from '../../core/testing/samples.ts';
import { fill } from '../keeping/testing/fill.ts';
import { Carried } from './testing/carried.ts';
import { filesOf } from './testing/carried-reader.ts';
import { hostileCarried } from './testing/hostile-carried.ts';
import { RealLab } from './testing/real-lab.ts';

// Whatever is refused, nothing of it is written: by the calls of the lab and by its command line, of a sample of the hostile files.

/** Bytes that a window would send at once. */
const MOST = 300_000;
const timeout = 300_000;

interface File {
  name: string;
  bytes: Uint8Array;
}
const files: File[] = [
  ...hostile.map(({ file, attack, bytes }) => ({ name: `${file}: ${attack}`, bytes: bytes() })),
  ...Object.entries(samples).map(([file, bytes]) => ({ name: file, bytes })),
].filter(({ bytes }) => bytes.length > 0 && bytes.length < MOST);
/** Those that a reader of core refuses, every n-th. */
const refusedBy = (reader: string, kind: RegExp, nth: number): File[] =>
  files
    .filter(({ name, bytes }) => kind.test(name) && readers[reader]?.(bytes, 'file') !== '')
    .filter((_, i) => i % nth === 0);

/** Everything of a data folder but the index of the log, which is memory in a file, and what is noted for a helper. */
const contents = (folder: string): [string, string][] =>
  [...filesOf(folder)]
    .filter(([path]) => !/-shm$|keeping\.lock|logs\//.test(path))
    .map(([path, bytes]) => [path, bytes.toString('latin1')]);

let room: string;
let carried: Carried;
/** Hostile files to carry. */
let toCarry: File[];
beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  carried = await Carried.make();
  toCarry = hostileCarried
    .filter((_, i) => i % 6 === 0)
    .map(({ attack, make }) => {
      const path = join(room, 'made');
      copyFileSync(carried.file, path);
      make(path);
      return { name: attack, bytes: readFileSync(path) };
    })
    .filter(({ bytes }) => bytes.length > 0);
}, timeout);
afterAll(async () => {
  await carried.close();
  rmSync(room, { recursive: true });
});

describe('by the calls of a lab', { timeout }, () => {
  let lab: RealLab;
  let before: [string, string][];
  let count = 0;
  beforeAll(async () => {
    lab = new RealLab();
    await lab.train({ ...presets.moons, length: { steps: 20 } });
    before = contents(lab.folder);
  });
  afterAll(async () => {
    await lab.close();
    console.info(`${count} refused`);
  });

  async function refuses<C extends CallName>(what: string, call: C, args: Args<C>, bytes?: Uint8Array): Promise<void> {
    const answer: unknown = await lab.client.call(call, args, bytes).catch((error: unknown) => error);
    if (!(answer instanceof LabError)) throw new Error(`${call} took ${what}`, { cause: answer });
    expect(labErrorCodes, what).toContain(answer.code);
    expect(answer.values['reason'], what).not.toBe('a bug in the lab');
    expect(contents(lab.folder).toString() === before.toString(), `${call} of ${what} wrote something`).toBe(true);
    count++;
  }
  /** The documents among some files. */
  const documents = (some: File[]): [string, unknown][] =>
    some.flatMap(({ name, bytes }): [string, unknown][] => {
      try {
        return [[name, JSON.parse(Buffer.from(bytes).toString())]];
      } catch {
        return []; // a window sends what is JSON
      }
    });

  test('plans', async () => {
    const plans = documents(refusedBy('plan', /^(plan|lesson|sweep|mia)/, 1));
    expect(plans.length).toBeGreaterThan(20);
    for (const [what, plan] of plans) {
      await refuses(what, 'start', { experiment: 1, plan, speed: null, paused: false });
      await refuses(what, 'preview', { plan });
    }
  });

  test('sweeps', async () => {
    const sweeps = documents(refusedBy('sweep', /^(plan|lesson|sweep|mia)/, 1));
    expect(sweeps.length).toBeGreaterThan(20);
    for (const [what, sweep] of sweeps) await refuses(what, 'createSweep', { experiment: 1, sweep, paused: true });
  });

  test('data: tables, workbooks, pictures, archives, tensors', async () => {
    const data = refusedBy('data set', /./, 3);
    expect(data.length).toBeGreaterThan(40);
    for (const { name, bytes } of data)
      await refuses(name, 'addDataSet', { name: 'mine', size: bytes.length }, Uint8Array.from(bytes));
  });

  test('files to carry', async () => {
    for (const { name, bytes } of [...toCarry.filter((_, i) => i % 2 === 0), ...files.filter((_, i) => i % 40 === 0)]) {
      await lab.client.call('carryIn', { file: 'ada.goldilocks', size: bytes.length });
      await lab.client.call('carryPart', { at: 0, size: bytes.length }, Uint8Array.from(bytes));
      await refuses(name, 'takeIn', { several: false });
    }
  });
});

describe('by the command line', { timeout }, () => {
  let folder: string;
  let before: [string, string][];
  beforeAll(() => {
    folder = join(room, 'data');
    fill(folder, 20, 300);
    before = contents(folder);
  });

  /** Has the command refuse a file of that name. */
  async function refuses(args: readonly string[], name: string, bytes: Uint8Array): Promise<void> {
    const path = join(room, name);
    writeFileSync(path, bytes);
    // what is taken in needs a store to go into, which is made first
    for (const data of [folder, ...(args[0] === 'import' ? [] : [join(room, 'none')])]) {
      const given = [...args.map((arg) => (arg === 'FILE' ? path : arg)), '--data', data];
      const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
        execFile(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...given], (error, stdout, stderr) =>
          resolve({ code: error?.code, stdout, stderr }),
        ),
      );
      expect([code, stdout], stderr).toEqual([1, '']);
      expect(stderr).not.toMatch(/\n {4}at /); // no stack
      expect(Buffer.from(bytes).equals(readFileSync(path))).toBe(true);
    }
    expect(contents(folder).toString() === before.toString(), `${basename(path)} has left something`).toBe(true);
    expect(existsSync(join(room, 'none'))).toBe(false);
  }

  test.each([
    ['a plan', ['run', 'FILE'], 'plan.json', (): File[] => refusedBy('plan', /^plan/, 40)],
    ['a report', ['run', 'FILE'], 'report.html', (): File[] => refusedBy('plan', /^report/, 40)],
    ['a table as a plan', ['run', 'FILE'], 'plan.json', (): File[] => refusedBy('plan', /^table/, 80)],
    ['a sweep', ['sweep', 'FILE'], 'sweep.json', (): File[] => refusedBy('sweep', /^sweep/, 20)],
    ['a lesson', ['lesson', 'FILE', '--play'], 'lesson.json', (): File[] => refusedBy('lesson', /^lesson/, 30)],
    ['weights', ['weights', 'PLAN', 'FILE'], 'w.npz', (): File[] => refusedBy('weights', /^weights|sheet|images/, 20)],
    ['a file to carry', ['import', 'FILE'], 'ada.goldilocks', (): File[] => toCarry.filter((_, i) => i % 8 === 0)],
  ])('%s', async (_what, args, name, some) => {
    const plan = join(room, 'sound.json');
    writeFileSync(plan, JSON.stringify(presets.moons));
    const chosen = some();
    expect(chosen.length).toBeGreaterThan(0);
    for (const { bytes } of chosen)
      await refuses(
        args.map((arg) => (arg === 'PLAN' ? plan : arg)),
        name,
        bytes,
      );
  });
});
