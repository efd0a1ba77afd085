import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fill, valuesIn, valuesOf } from '../keeping/testing/fill.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';

const timeout = 120_000;
let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  folder = join(base, 'data');
});
afterEach(() => rmSync(base, { recursive: true }));

async function lab(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args, '--data', folder]);
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

test('a backup, a change, a restore: what was backed up is back, and what was there is kept', { timeout }, async () => {
  fill(folder, 20, 100);
  const original = valuesIn(folder);
  const made = await lab('backup', '--json');
  expect(made).toMatchObject({ code: 0, err: '' });
  const { file } = JSON.parse(made.out) as { file: string };
  expect(valuesOf(file)).toBe(original);
  expect((await lab('backups')).out).toMatch(
    /^name +made +size +what it is\ngoldilocks-\S+\.db +20\S+ \S+ +.*backup\n$/,
  );

  const elsewhere = join(base, 'stick.db');
  expect((await lab('backup', elsewhere)).out).toMatch(/stick\.db has everything that is stored, [\d.]+ kB\.\n$/);
  expect(valuesOf(elsewhere)).toBe(original);
  expect(await lab('backup', elsewhere)).toMatchObject({ code: 1, out: '' });

  const store = new Store(folder);
  store.runs.delete(1);
  const open = store.announce();
  expect(open).not.toBe('');
  const refused = await lab('restore', 'latest');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/^Another Goldilocks has this data folder open/);
  expect((await lab('compact')).err).toMatch(/^Another Goldilocks has this data folder open/);
  store.close();
  const changed = valuesIn(folder);

  expect((await lab('compact')).out).toMatch(/^The database takes [\d.]+ kB; it took [\d.]+ kB\.\n$/);
  expect(valuesIn(folder)).toBe(changed);
  const restored = await lab('restore', 'latest', '--json');
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(valuesIn(folder)).toBe(original);
  const { kept } = JSON.parse(restored.out) as { kept: string };
  expect(valuesOf(kept)).toBe(changed);

  folder = join(base, 'new');
  expect((await lab('restore', elsewhere)).out).toMatch(/stick\.db is restored\.\n$/);
  expect(valuesIn(folder)).toBe(original);
  expect((await lab('restore', 'latest')).err).toMatch(/^There is no backup yet\./);
});

test('a database that another program has open is not replaced, whoever that is', { timeout }, async () => {
  fill(folder, 5, 100);
  await lab('backup');
  const before = valuesIn(folder);
  const db = new Database(join(folder, databaseName));
  db.prepare('SELECT count(*) FROM runs').get();
  expect((await lab('restore', 'latest')).err).toMatch(/^Another Goldilocks/);
  db.close();
  new Store(folder).close(); // and nothing of it is done later
  expect(valuesIn(folder)).toBe(before);
});

test('check and doctor: exit 1 and what to do where something is wrong', { timeout }, async () => {
  expect((await lab('check')).code).toBe(1); // there is nothing to check
  expect(existsSync(folder)).toBe(false);
  fill(folder, 20, 100);
  const well = await lab('check');
  expect(well).toMatchObject({ code: 0, err: '' });
  expect(well.out).toMatch(/^All is well: 40 frames and the whole file were checked in [\d.]+ s\.\n$/);
  const doctor = await lab('doctor');
  expect(doctor.out).toMatch(/Goldilocks +0\.[\s\S]*SIMD[\s\S]*quick check ok/i);

  const db = new Database(join(folder, databaseName));
  db.prepare('UPDATE frames SET crc32 = crc32 + 1 WHERE run = 2 AND ordinal = 7').run();
  db.close();
  const damaged = await lab('check');
  expect(damaged.code).toBe(1);
  expect(damaged.out).toMatch(/^Run 2 \(Run 2\): the frame of step 7\n1 damaged: /);
  expect(JSON.parse((await lab('check', '--json')).out)).toMatchObject({
    passed: false,
    damaged: [{ run: 2, step: 7 }],
  });

  copyFileSync(join(folder, databaseName), join(base, 'copy.db'));
  writeFileSync(join(folder, databaseName), 'a text');
  const ill = await lab('doctor', '--json');
  expect(ill.code).toBe(1);
  const { lines } = JSON.parse(ill.out) as { lines: { id: string; remedy: string | null }[] };
  expect(lines.find(({ id }) => id === 'database')?.remedy).not.toBeNull();
  expect(lines.find(({ id }) => id === 'engine-simd')).toMatchObject({ value: 'loads', remedy: null });
});
