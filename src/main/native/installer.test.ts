import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Installation } from '../../core/contract/native.ts';
import type { Child } from '../child.ts';
import { Installer } from './installer.ts';
import type { FromInstaller, ToInstaller } from './messages.ts';

/** A process that is told things, and says what the test has it say. */
class FakeChild<In, Out> implements Child<In, Out> {
  readonly heard: In[] = [];
  killed = false;
  say: (message: Out) => void = () => undefined;
  exit: (reason: string) => void = () => undefined;
  post(message: In): void {
    this.heard.push(message);
  }
  onMessage(listener: (message: Out) => void): void {
    this.say = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.exit = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit('SIGKILL');
  }
}
type FakeProcess = FakeChild<ToInstaller, FromInstaller>;

let native: string;
let children: FakeProcess[];
let probes: FakeChild<never, never>[];
let told: { installation: Installation; turned: boolean }[];
let installer: Installer;
const child = (): FakeProcess => children.at(-1) ?? new FakeChild();
const phase = (): string | undefined => told.at(-1)?.installation.doing?.phase;

beforeEach(() => {
  native = join(mkdtempSync(join(tmpdir(), 'goldilocks-')), 'native');
  children = [];
  probes = [];
  told = [];
  const spawn = {
    probe: () => {
      const probe = new FakeChild<never, never>();
      probes.push(probe);
      return probe;
    },
    install: () => {
      const made: FakeProcess = new FakeChild();
      children.push(made);
      return made;
    },
  };
  installer = new Installer(native, spawn, (installation, turned) => told.push({ installation, turned }));
});
afterEach(() => rmSync(join(native, '..'), { recursive: true }));

function engine(): void {
  mkdirSync(join(native, 'engine', 'lib'), { recursive: true });
  writeFileSync(join(native, 'engine', 'lib', 'tfjs_binding.node'), 'abc');
}

test('one installation at a time, told as it goes on, and over when its process says so', () => {
  expect(installer.installation).toMatchObject({ installed: null, doing: null, failed: null });
  installer.install();
  expect(child().heard).toEqual([{ type: 'install', native }]);
  expect(() => installer.install()).toThrow('engine-busy');
  child().say({ type: 'progress', progress: { phase: 'compiling', done: null, total: null } });
  expect(phase()).toBe('compiling');
  engine();
  child().say({ type: 'done' });
  expect(told.at(-1)).toMatchObject({ installation: { doing: null, installed: 0 }, turned: true });
  expect(child().killed).toBe(true);
  expect(told.filter(({ turned }) => turned)).toHaveLength(1); // that it is gone is no news
});

test('what it was is kept until the next attempt, a death included', () => {
  installer.install();
  const values = { needed: '1.3', room: '0.2' };
  child().say({ type: 'failed', code: 'engine-room', values });
  expect(installer.installation).toMatchObject({ doing: null, failed: { code: 'engine-room', values } });
  installer.install();
  expect(installer.installation.failed).toBeNull();
  child().exit('SIGSEGV');
  expect(installer.installation.failed).toEqual({ code: 'engine-failed', values: { given: 0, reasons: 'SIGSEGV' } });
});

test('an engine is tried for the process that made it, and a test that hangs ends with a cancel', async () => {
  installer.install();
  child().say({ type: 'try', folder: 'made' });
  expect(probes).toHaveLength(1);
  installer.cancel();
  expect(phase()).toBe('cancelling');
  expect(probes[0]?.killed).toBe(true);
  await Promise.resolve();
  expect(child().heard[1]).toEqual({ type: 'cancel' });
  child().say({ type: 'progress', progress: { phase: 'testing', done: null, total: null } });
  expect(phase(), 'a word that was on its way').toBe('cancelling');
  child().say({ type: 'cancelled' });
  expect(installer.installation).toMatchObject({ doing: null, failed: null });
  installer.cancel(); // of nothing
  expect(children).toHaveLength(1);
});

test('closing calls it off and waits until it has ended', async () => {
  installer.install();
  let closed = false;
  const closing = installer.close().then(() => (closed = true));
  await Promise.resolve();
  expect(closed).toBe(false);
  child().say({ type: 'cancelled' });
  await closing;
});

test('it is removed whole, with what was fetched; not while another process installs', async () => {
  engine();
  mkdirSync(join(native, 'work', 'source'), { recursive: true });
  const other = process.ppid;
  writeFileSync(join(native, '.lock'), String(other));
  await expect(installer.remove()).rejects.toThrow('engine-busy');
  expect(existsSync(join(native, 'engine'))).toBe(true);
  rmSync(join(native, '.lock'));
  writeFileSync(join(native, 'work', 'source', 'lib.part'), '1234567890');
  expect(installer.installation.kept).toBeGreaterThanOrEqual(10);
  await installer.remove();
  expect(existsSync(native)).toBe(false);
  expect(told.map(({ installation, turned }) => [installation.doing?.phase, turned])).toEqual([
    ['removing', false],
    [undefined, true],
  ]);
});
