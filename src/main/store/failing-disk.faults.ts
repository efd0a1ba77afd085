import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { Store } from './store.ts';
import { calls, compileFaults, FaultControl, faultyEnv, type Fault } from './testing/faults.ts';
import { wrongIn, type Told } from './testing/failing-story.ts';

// Every call to the system that a store makes fails once, as SQLite tests itself [sqlite.org/testing.html, 3.2 I/O error testing].

/** What is in memory is as good for this, and flushing costs nothing there. */
const base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'goldilocks-'));
afterAll(() => rmSync(base, { recursive: true }));
const library = compileFaults(base);

interface Outcome {
  lives: number;
  failed: number;
  /** Lives whose person was told of something. */
  told: number;
  codes: Set<string>;
  wrong: string[];
}

/** Has a process live it with every n-th call failing, and looks through what every life leaves. */
async function outcomeOf(name: string, given: Omit<Fault, 'nth'>, template: string, stride: number): Promise<Outcome> {
  if (library === null) throw new Error('no compiler');
  const folder = join(base, name);
  mkdirSync(folder);
  const control = join(base, `${name}.control`);
  new FaultControl(control, true).close();
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'testing', 'failing-run.ts'),
      folder,
      control,
      JSON.stringify({ ...given, nth: 0 }),
      template,
      String(stride),
    ],
    { env: faultyEnv(library, control, folder), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const complaints = text(child.stderr);
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const outcome: Outcome = { lives: 0, failed: 0, told: 0, codes: new Set(), wrong: [] };
  let acknowledged = new Set<string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as Told;
    if (told.type === 'done') acknowledged.add(told.what);
    else if (told.type === 'bug') outcome.wrong.push(`${told.n}, ${told.act}: ${told.stack}`);
    else {
      outcome.lives++;
      if (told.failed > 0) outcome.failed++;
      if (told.errors.length > 0) outcome.told++;
      for (const code of told.errors) outcome.codes.add(code);
      for (const left of given.persistent ? [`${told.n}`] : [`${told.n}-cut`, `${told.n}`]) {
        const place = join(folder, left);
        try {
          for (const wrong of wrongIn(place, acknowledged)) outcome.wrong.push(`${left}: ${wrong}`);
        } catch (error) {
          outcome.wrong.push(`${left}: ${String(error)}`);
        }
        rmSync(place, { recursive: true });
      }
      acknowledged = new Set();
    }
  }
  expect(await exited, await complaints).toEqual([0, null]);
  return outcome;
}

const all = calls.write | calls.read | calls.sync | calls.truncate | calls.open;
/** Every call fails in the first of these ways; in the others, for want of time, every so many-th. 1 has all of them. */
const STRIDE = 3;

const ways = {
  'fails once with an error of the disk': { kinds: all, persistent: false, error: 'EIO', torn: false },
  'and all after it fail': { kinds: all, persistent: true, error: 'EIO', torn: false },
  'is a write that stops half way since the disk is full': {
    kinds: calls.write,
    persistent: false,
    error: 'ENOSPC',
    torn: true,
  },
  'is such a write, and the disk stays full': { kinds: calls.write, persistent: true, error: 'ENOSPC', torn: true },
} as const satisfies Record<string, Omit<Fault, 'nth'>>;

/** What a person may be told of a disk that fails. */
const sayable = ['store-unwritable', 'store-full', 'store-damaged', 'folder-unusable', 'file-unreadable'];

describe.skipIf(library === null)('every n-th call', () => {
  test.each(Object.entries(ways))('%s', async (way, fault) => {
    const template = join(base, `of ${way}`);
    const store = new Store(template);
    store.experiments.create(presets.moons);
    store.close();
    const outcome = await outcomeOf(
      way,
      fault,
      template,
      fault === ways['fails once with an error of the disk'] ? 1 : STRIDE,
    );
    expect(outcome.wrong).toEqual([]);
    expect(outcome.failed).toBe(outcome.lives - 1); // all but the first, which counts
    expect(outcome.told).toBeGreaterThan(outcome.lives / 2);
    for (const code of outcome.codes) expect(sayable).toContain(code);
  });
});
