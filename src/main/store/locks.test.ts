import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';
import { calls, compileFaults, FaultControl, faultyEnv } from './testing/faults.ts';

/** Milliseconds from the opening to one sentence. */
const SOON = 250;

const base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
afterAll(() => rmSync(base, { recursive: true }));
const library = compileFaults(base);
const run = promisify(execFile);
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(base, 'data-'))));

async function opened(env?: NodeJS.ProcessEnv): Promise<{ ms: number; sentence: string | null }> {
  const script = join(import.meta.dirname, 'testing', 'open-timed.ts');
  const { stdout } = await run(process.execPath, [script, folder], { env: env ?? process.env });
  return JSON.parse(stdout) as { ms: number; sentence: string | null };
}

describe.skipIf(library === null)(
  'a file system on which processes cannot share a file is refused soon, in one sentence',
  () => {
    test.each([
      ['no locks (ENOLCK)', calls.lock, 'ENOLCK', true],
      ['no locks (EINVAL)', calls.lock, 'EINVAL', true],
      ['no memory in common', calls.map, 'EINVAL', true],
      ['no locks, and no database yet', calls.lock, 'ENOLCK', false],
      ['no memory in common, and no database yet', calls.map, 'EINVAL', false],
    ] as const)('%s', async (_, kinds, error, has) => {
      if (has) {
        const store = new Store(folder);
        store.experiments.create(presets.moons);
        store.close();
      }
      const file = join(folder, databaseName);
      const before = has ? readFileSync(file) : null;
      const control = join(base, 'control');
      const told = new FaultControl(control, true);
      told.set({ kinds, nth: 1, persistent: true, error, torn: false });
      const { ms, sentence } = await opened(faultyEnv(library ?? '', control, folder));
      expect(told.read().failed).toBeGreaterThan(0);
      told.close();
      expect(sentence).toContain('programs cannot share a file there');
      expect(sentence).toContain(folder);
      expect(ms).toBeLessThan(SOON);
      if (before) expect(readFileSync(file).equals(before)).toBe(true);
      expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
      expect(await opened()).toMatchObject({ sentence: null }); // on another disk it is fine
    });
  },
);

test('a second lab on the same folder opens as soon, and leaves the first one its runs', async () => {
  mkdirSync(folder, { recursive: true });
  const first = new Store(folder);
  first.announce();
  const { ms, sentence } = await opened();
  expect(sentence).toBeNull();
  expect(ms).toBeLessThan(SOON);
  first.settings.set('theme', { dark: true });
  first.close();
  expect(existsSync(join(folder, databaseName))).toBe(true);
});
