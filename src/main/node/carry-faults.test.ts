import { randomUUID } from 'node:crypto';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noProgress } from '../../core/lessons/progress.ts';
import { lessonOf } from '../../core/lessons/registry.ts';
import type { RealLab } from './testing/real-lab.ts';
import { Carried, digestOf, everything, rowsOf, shaOf, storeOf } from './testing/carried.ts';
import { Store } from '../store/store.ts';
import type { Amounts } from '../../core/contract/carry.ts';
import { exportFile } from '../carry/export.ts';
import { importFile } from '../carry/import.ts';

const timeout = 120_000;

let carried: Carried;
let room: string;
let lab: RealLab;
let file: string;
let amounts: Amounts;

beforeAll(async () => {
  carried = await Carried.make();
  ({ room, lab, file, amounts } = carried);
}, timeout);
afterAll(() => carried.close());

/** Has another process do something of carry/, with `tell` as its last argument and `kill` to end it in the middle. */
async function inProcess(body: string): Promise<void> {
  const script = join(room, `${randomUUID()}.ts`);
  const carry = (name: string): string => JSON.stringify(join(import.meta.dirname, '..', 'carry', name));
  writeFileSync(
    script,
    `import { importFile } from ${carry('import.ts')}; import { exportFile } from ${carry('export.ts')};
     const kill = (): never => { process.kill(process.pid, 'SIGKILL'); throw new Error('it lives'); };
     ${body}`,
  );
  const child = fork(script, { stdio: 'ignore' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
}

test('killed at any moment it leaves all of a file or nothing, and no copy of it', { timeout }, async () => {
  const folder = carried.emptyFolder();
  const before = digestOf(storeOf(folder));
  const of = JSON.stringify([folder, file]);
  // before anything, while it is checked, and before each of its runs, within the transaction that stores it
  const moments = [`phase === 'checking'`, ...[0, 1, 2, 3].map((n) => `phase === 'storing' && n++ === ${n}`)];
  for (const moment of moments) {
    await inProcess(
      `let n = 0; const [folder, file] = ${of}; importFile(folder, file, {}, (phase) => { if (${moment}) kill(); });`,
    );
    expect(rowsOf(storeOf(folder), 'SELECT * FROM runs'), moment).toEqual([]);
    new Store(folder).close();
    expect(digestOf(storeOf(folder)), moment).toBe(before);
    expect(rowsOf(storeOf(folder), 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  }
  importFile(folder, file);
  const mine = new RegExp(`^goldilocks-carry-(?!${process.pid}-)`);
  // of this process and of others that live
  expect(readdirSync(tmpdir()).filter((name) => mine.test(name) && !isAlive(name))).toEqual([]);
});

const isAlive = (name: string): boolean => existsSync(`/proc/${name.split('-')[2] ?? ''}`);

test('an export that is killed leaves the file before it as it was', { timeout }, async () => {
  const target = join(room, 'twice.goldilocks');
  copyFileSync(file, target);
  const before = shaOf(target);
  const of = JSON.stringify([lab.folder, target]);
  for (const phase of ['writing', 'checking'])
    await inProcess(
      `const [folder, target] = ${of}; exportFile(folder, target, { experiments: [], runs: [] }, '', (phase) => { if (phase === '${phase}') kill(); });`,
    );
  expect(shaOf(target)).toBe(before);
});

describe('what this version cannot read is left out, and named', { timeout }, () => {
  test.each([
    ['a run of an old plan', "UPDATE runs SET plan = '{}' WHERE id = 1", { what: 'runs', name: 'Moons (1)' }],
    ['an experiment of one', 'UPDATE experiments SET plan = \'{"name":"Old"}\'', { what: 'experiments', name: 'Old' }],
    [
      'answers of an old form',
      "INSERT INTO settings VALUES ('lesson depth', '{}')",
      { what: 'lessons', name: 'depth' },
    ],
    ['a sweep of an old form', "UPDATE sweeps SET document = '{}'", { what: 'sweeps', name: 'Rates' }],
  ])('%s', (_what, sql, expected) => {
    const folder = carried.changedFolder(sql);
    const written = exportFile(folder, join(room, 'left.goldilocks'), everything, '');
    expect(written.left).toContainEqual(expected);
    expect(importFile(carried.emptyFolder(), join(room, 'left.goldilocks')).fresh).toEqual(written.amounts);
  });

  test('a frame that is damaged', () => {
    const folder = carried.changedFolder('UPDATE frames SET crc32 = crc32 - 1 WHERE run = 1 AND ordinal = 3');
    expect(exportFile(folder, join(room, 'left.goldilocks'), everything, '').damaged).toBe(1);
    expect(importFile(carried.emptyFolder(), join(room, 'left.goldilocks')).fresh.runs).toBe(amounts.runs);
  });

  test('nothing of a lesson that was begun anew; and answers from a file take their place there', () => {
    const answers = JSON.stringify(noProgress(lessonOf('depth')));
    const given = carried.changedFolder(`INSERT INTO settings VALUES ('lesson depth', '${answers}')`);
    const anew = carried.changedFolder("INSERT INTO settings VALUES ('lesson depth', 'null')");
    const to = join(room, 'answers.goldilocks');
    expect(exportFile(anew, to, everything, '').amounts.lessons).toBe(0);
    expect(exportFile(given, to, everything, '').amounts.lessons).toBe(1);
    expect(importFile(anew, to).fresh.lessons).toBe(1);
    expect(importFile(anew, to).known.lessons).toBe(1);
    const [row] = rowsOf<{ value: string }>(storeOf(anew), "SELECT value FROM settings WHERE key = 'lesson depth'");
    expect(row?.value).toBe(answers);
  });
});

test(
  'a run that trains is in the file as one that was interrupted, a point that can go on as a run alone',
  { timeout },
  () => {
    const live = `UPDATE runs SET progress = json_set(progress, '$.status', 'paused'), lab = 'x' WHERE id = 1;
    UPDATE runs SET outcome = NULL WHERE sweep IS NOT NULL; UPDATE sweeps SET status = 'running'`;
    const folder = carried.changedFolder(live);
    const to = join(room, 'live.goldilocks');
    const point = rowsOf<{ id: number }>(storeOf(folder), 'SELECT id FROM runs WHERE sweep IS NOT NULL')[0]?.id ?? 0;
    const written = exportFile(folder, to, { experiments: [], runs: [1, point] }, '');
    expect(written).toMatchObject({ left: [], amounts: { runs: 2, sweeps: 0 } });
    exportFile(folder, to, { experiments: [rowsOf<{ n: number }>(storeOf(folder), 'SELECT experiment AS n FROM runs')[0]?.n ?? 0], runs: [point] }, ''); // prettier-ignore
    const other = carried.emptyFolder();
    importFile(other, to);
    const rows = rowsOf<{ status: string; sweep: number | null }>(storeOf(other), "SELECT progress ->> '$.status' AS status, sweep FROM runs"); // prettier-ignore
    expect(rows).toContainEqual({ status: 'interrupted', sweep: null });
    expect(rows.every(({ sweep }) => sweep === null)).toBe(true);
    expect(rowsOf(storeOf(other), 'SELECT status, lab FROM sweeps')).toEqual([{ status: 'paused', lab: null }]);
  },
);
