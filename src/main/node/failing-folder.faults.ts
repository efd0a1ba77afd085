import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { RunInfo } from '../../core/run.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { RealLab } from './testing/real-lab.ts';

// A data folder on a disk that is full, or pulled out: real file systems, a real lab, a real trainer.

/** Bytes of the small disk; the database takes about a tenth of it at first. */
const DISK = 4 * 2 ** 20;
/** The user without rights. */
const NOBODY = 65_534;
const run = promisify(execFile);
const timeout = 120_000;

let base: string;
let stick: string;
/** Beneath the mounted stick. */
let folder: string;
let mounted: string[] = [];

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'ignore' });
  mounted.push(args.at(-1) ?? '');
}
/** Takes the file system away although files of it are open, as where a stick is pulled out. */
const pull = (place: string): void => void execFileSync('umount', ['-l', place], { stdio: 'ignore' });

/** Mounting is for root, and not everywhere for root either. */
const canMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
})();

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  stick = join(base, 'stick');
  folder = join(stick, 'data');
  mkdirSync(stick);
});
afterEach(() => {
  for (const place of mounted.toReversed())
    try {
      pull(place);
    } catch {
      // it was pulled out by the test
    }
  mounted = [];
  rmSync(base, { recursive: true });
});

/** Begins a run of some hundred steps a second that does not end by itself, and waits for its first frames. */
async function training(lab: RealLab): Promise<RunInfo> {
  const id = await lab.begin({ ...presets.moons, length: { steps: 1_000_000 } }, 300);
  return lab.runThat(id, ({ frames }) => frames > 5);
}

const told = (lab: RealLab, code: string): Promise<true> =>
  lab.until((event) => (event.type === 'failure' && event.failure.code === code ? true : undefined));
const over = (lab: RealLab, code: string): Promise<true> =>
  lab.until((event) => (event.type === 'over' && event.code === code ? true : undefined));
const paused = (lab: RealLab, id: number): Promise<RunInfo> =>
  lab.runThat(id, ({ progress }) => progress.status === 'paused');

/** Plays on until there are more frames, stops, and looks whether all are there. */
async function goesOn(lab: RealLab, id: number, before: number): Promise<void> {
  lab.events = [];
  expect(await lab.control(id, 'play')).toBe('running');
  await lab.runThat(id, ({ frames }) => frames > before + 5);
  await lab.control(id, 'stop');
  const { frames } = await lab.ended(id);
  const ordinals = lab.behind(id, (_, rows) => rows.map(({ ordinal }) => ordinal));
  expect(ordinals).toEqual(Array.from({ length: frames }, (_, i) => i));
}

describe.skipIf(!canMount)('a live run (skipped where nothing can be mounted)', () => {
  test(
    'on a disk that fills up is paused, told once, and goes on with every frame when there is room',
    { timeout },
    async () => {
      mount('-t', 'tmpfs', '-o', `size=${DISK}`, 'none', stick);
      const lab = new RealLab(folder);
      try {
        const { id } = await training(lab);
        const filler = join(stick, 'films');
        expect(() => writeFileSync(filler, new Uint8Array(DISK))).toThrow('ENOSPC');
        await told(lab, 'store-full');
        const { frames } = await paused(lab, id);
        await expect(lab.control(id, 'play')).rejects.toMatchObject({ code: 'store-full' });
        expect(lab.events.filter(({ type }) => type === 'failure')).toHaveLength(1);
        rmSync(filler);
        await over(lab, 'store-full');
        await goesOn(lab, id, frames);
      } finally {
        await lab.close();
      }
    },
  );

  test('on a stick that is pulled out is paused and told, and goes on when it is back', { timeout }, async () => {
    const real = join(base, 'real');
    mkdirSync(real);
    mount('--bind', real, stick);
    const lab = new RealLab(folder);
    try {
      const { id } = await training(lab);
      pull(stick);
      await told(lab, 'store-unwritable');
      const { frames } = await paused(lab, id);
      expect(readdirSync(stick)).toEqual([]); // no empty lab in its place
      mount('--bind', real, stick);
      await over(lab, 'store-unwritable');
      await goesOn(lab, id, frames);
    } finally {
      await lab.close();
    }
  });

  test(
    'whose stick does not come back before the lab ends is interrupted, with what was acknowledged',
    { timeout },
    async () => {
      const real = join(base, 'real');
      mkdirSync(real);
      mount('--bind', real, stick);
      const lab = new RealLab(folder);
      let last: RunInfo;
      try {
        const { id } = await training(lab);
        pull(stick);
        await told(lab, 'store-unwritable');
        last = await paused(lab, id);
      } finally {
        await lab.close();
      }
      expect(readdirSync(stick)).toEqual([]);
      mount('--bind', real, stick);
      const store = new Store(folder);
      const { frames, progress } = store.runs.info(last.id);
      expect(progress.status).toBe('interrupted');
      expect(frames).toBe(last.frames);
      expect(store.frames.readAfter(last.id, -1, 1e9)).toMatchObject({ damaged: [], frames: { length: frames } });
      store.close();
    },
  );
});

/** Goes to another folder while a run waits, and looks whether everything is there. */
async function goesElsewhere(lab: RealLab, { id, frames }: RunInfo): Promise<RealLab> {
  const to = join(base, 'elsewhere');
  await lab.client.call('keep', { act: 'move', to });
  await lab.until((event) => (event.type === 'reopening' ? true : undefined));
  await lab.close();
  const next = new RealLab(to);
  const { info } = (await next.client.call('open', { run: id })).value;
  expect(info.progress.status).toBe('interrupted');
  expect(info.frames).toBeGreaterThan(frames);
  const ordinals = next.behind(id, (_, rows) => rows.map(({ ordinal }) => ordinal));
  expect(ordinals).toEqual(Array.from({ length: info.frames }, (_, i) => i));
  const { last } = (await next.client.call('dataFolder', {})).value.keeping;
  expect(last).toMatchObject({
    result: { act: 'move', from: folder, left: null, has: 'all', saved: info.frames - frames, lost: 0 },
  });
  const goOn = { run: id, step: info.progress.step, changes: [], speed: null, paused: true };
  expect((await next.client.call('branch', goOn)).value.info.progress).toMatchObject({ status: 'paused' });
  return next;
}

describe.skipIf(!canMount)('goes on in another folder (skipped where nothing can be mounted)', () => {
  test('from a disk that is full, with what could not be stored on it', { timeout }, async () => {
    mount('-t', 'tmpfs', '-o', `size=${DISK}`, 'none', stick);
    const lab = new RealLab(folder);
    const { id } = await training(lab);
    expect(() => writeFileSync(join(stick, 'films'), new Uint8Array(DISK))).toThrow('ENOSPC');
    await told(lab, 'store-full');
    const before = await paused(lab, id);
    // a first place that is taken just then: nothing is lost by that
    const taken = join(base, 'taken');
    await lab.client.call('keep', { act: 'move', to: taken });
    writeFileSync(join(taken, 'letter.txt'), 'mine');
    await lab.until((event) => (event.type === 'keeping' && event.keeping.last ? true : undefined));
    await (await goesElsewhere(lab, before)).close();
    // what is there opens as it was
    rmSync(join(stick, 'films'));
    const store = new Store(folder);
    expect(store.runs.info(id)).toMatchObject({ frames: before.frames, progress: { status: 'interrupted' } });
    store.close();
  });

  test('from a stick that was pulled out, with what could not be stored on it', { timeout }, async () => {
    const real = join(base, 'real');
    mkdirSync(real);
    mount('--bind', real, stick);
    const lab = new RealLab(folder);
    const { id } = await training(lab);
    pull(stick);
    await told(lab, 'store-unwritable');
    await (await goesElsewhere(lab, await paused(lab, id))).close();
    expect(readdirSync(stick)).toEqual([]);
  });
});

describe.skipIf(process.getuid?.() !== 0)(
  'a folder that cannot be opened is one sentence (skipped unless root)',
  () => {
    const made = (): void => {
      const store = new Store(folder);
      store.experiments.create(presets.moons);
      store.close();
      chmodSync(base, 0o755);
    };

    test.each([
      ['which this user may not write', NOBODY, (): void => chmodSync(folder, 0o555), 'this user may not write there'],
      ['which this user may not enter', NOBODY, (): void => chmodSync(folder, 0o000), 'this user may not write there'],
      [
        'of which this user may not read the database',
        NOBODY,
        (): void => {
          chmodSync(folder, 0o777);
          chmodSync(join(folder, databaseName), 0o000);
        },
        'it cannot be opened',
      ],
      [
        'that is damaged, and whose backups this user may not read',
        NOBODY,
        (): void => {
          chmodSync(folder, 0o777);
          chmodSync(join(folder, databaseName), 0o666);
          writeFileSync(join(folder, databaseName), readFileSync(join(folder, databaseName)).fill(7, 4096));
          mkdirSync(join(folder, 'backups'), { mode: 0o700 });
        },
        'this user may not read it',
      ],
      [
        'on a disk that is read-only',
        0,
        (): void => {
          mount('--bind', stick, stick);
          execFileSync('mount', ['-o', 'remount,bind,ro', stick]);
        },
        'that disk cannot be written',
      ],
      [
        'on a disk that is full to the last byte',
        0,
        (): void => {
          rmSync(folder, { recursive: true });
          mount('-t', 'tmpfs', '-o', `size=${DISK}`, 'none', stick);
          made();
          expect(() => writeFileSync(join(stick, 'films'), new Uint8Array(DISK))).toThrow('ENOSPC');
        },
        'The disk is full',
      ],
    ] as const)('%s', { timeout }, async (_, uid, spoil, words) => {
      if (uid === 0 && !canMount) return;
      made();
      spoil();
      const before = readFileSync(join(folder, databaseName));
      const asked = run(process.execPath, [join(import.meta.dirname, 'cli.ts'), 'runs', '--data', folder], {
        uid,
        gid: uid,
      });
      const { code, stderr } = (await asked.catch((error: unknown) => error)) as { code: number; stderr: string };
      expect(stderr.trim()).not.toContain('\n'); // no stack
      expect(stderr).toContain(words);
      expect(code).toBe(1);
      if (words !== 'The disk is full') expect(readFileSync(join(folder, databaseName)).equals(before)).toBe(true);
    });
  },
);
