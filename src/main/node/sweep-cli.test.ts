import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SweepInput } from '../../core/sweep/schema.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';

const timeout = 120_000;
let folder: string;
let data: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-sweep-cli-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true }));

type Document = Omit<SweepInput, 'plan'> & { plan: unknown };
function file(document: Document): string {
  const path = join(folder, 'sweep.json');
  writeFileSync(path, JSON.stringify(document));
  return path;
}
const rates = (count: number, more: Partial<Document> = {}): Document => ({
  name: 'Rates',
  plan: 'moons',
  axes: [
    { fields: [{ at: 'optimizer.learningRate' }], values: { from: 0.01, to: 1, count, log: true } },
    { fields: [{ at: 'length.epochs' }], values: { list: [20] } },
  ],
  ...more,
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}
function start(...args: string[]): { child: ChildProcess; end: Promise<Ended> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args]);
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const end = Promise.all([code, text(child.stdout), text(child.stderr)]);
  return { child, end: end.then(([code, out, err]) => ({ code, out, err })) };
}
const lab = (...args: string[]): Promise<Ended> => start(...args, '--data', data).end;
/** What is on disk, once it is so. */
async function stored<T>(look: (store: Store) => T | null): Promise<T> {
  for (;;) {
    if (existsSync(join(data, databaseName))) {
      const store = new Store(data);
      try {
        const seen = look(store);
        if (seen !== null) return seen;
      } finally {
        store.close();
      }
    }
    await delay(20);
  }
}

test('sweep runs all points and prints them as a table, JSON or CSV', { timeout }, async () => {
  const path = file(rates(3, { seeds: 2 }));
  const csv = await lab('sweep', path, '--csv', '--processes', '2');
  expect(csv).toMatchObject({ code: 0, err: '' });
  const rows = csv.out.trim().split('\n');
  expect(rows[0]).toBe(
    'point,optimizer.learningRate,length.epochs,seed,status,steps,seconds,trainLoss,testLoss,gap,trainAccuracy,testAccuracy,validationLoss,validationAccuracy,norm,norm W1,norm W2,norm W3',
  );
  expect(rows).toHaveLength(7);
  expect(rows[2]).toMatch(/^1,0.01,20,15,finished,200,[\d.]+,0\.\d+,0\.\d+,-?0\.\d+,0\.\d+,0\.\d+,,,\d/);

  const again = await lab('sweep', '--resume', '1', '--json'); // nothing is left to do
  const { points, ...info } = JSON.parse(again.out) as Record<string, unknown>;
  expect(info).toMatchObject({ id: 1, status: 'finished', done: 6, failed: 0, total: 6 });
  expect(points).toHaveLength(6);
  expect((await lab('sweep', '--resume', '1')).out.split('\n')).toHaveLength(8);

  expect((await lab('sweeps')).out).toMatch(/sweep +name +status.*\n1 +Rates +finished +6 +0 +6 /);
  expect(JSON.parse((await lab('sweeps', '--json')).out)).toMatchObject([{ id: 1, done: 6 }]);
  const runs = JSON.parse((await lab('runs', '--json')).out) as { sweep: { id: number } }[];
  expect(runs.map(({ sweep }) => sweep.id)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('a sweep that cannot run, and words that do not go together, are refused', { timeout }, async () => {
  const bad = file(rates(2, { axes: [{ fields: [{ at: 'batchSize' }], values: { list: [10, 400] } }] }));
  expect(await lab('sweep', bad)).toMatchObject({
    code: 1,
    err: expect.stringContaining('axes[0], batchSize = 400: A batch of 400') as unknown,
  });
  expect((await lab('sweep')).code).toBe(2);
  expect((await lab('sweep', bad, '--resume', '1')).code).toBe(2);
  expect((await lab('sweep', bad, '--json', '--csv')).code).toBe(2);
  expect((await lab('sweep', bad, '--processes', '0')).code).toBe(2);
  expect((await lab('sweep', bad, '--code', 'cobol')).code).toBe(2);
  expect(await lab('sweep', '--resume', '7')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no sweep 7.') as unknown,
  });
});

test('Ctrl-C pauses, says how to go on, and going on does the rest', { timeout }, async () => {
  const path = file(rates(300));
  const { child, end } = start('sweep', path, '--processes', '1', '--data', data);
  await stored(({ sweeps }) => (sweeps.all()[0] && sweeps.tally(1).done > 0 ? true : null));
  child.kill('SIGINT');
  const { code, err } = await end;
  expect(code).toBe(130);
  expect(err).toContain('“lab sweep --resume 1” goes on');
  const { done } = await stored(({ sweeps }) => sweeps.tally(1));
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(300);
  expect((await lab('sweep', '--resume', '1', '--csv')).code).toBe(0);
  expect(await stored(({ sweeps }) => sweeps.tally(1).done)).toBe(300);
});

test(
  'kill -9 in mid-sweep: nothing that was finished is done again, and nothing is there twice',
  { timeout },
  async () => {
    const path = file(rates(300));
    const { child, end } = start('sweep', path, '--processes', '2', '--data', data);
    await stored(({ sweeps }) => (sweeps.all()[0] && sweeps.tally(1).done > 20 ? true : null));
    child.kill('SIGKILL');
    await end;
    const before = await stored(({ sweeps, runs }) =>
      sweeps
        .results(1)
        .filter(({ status }) => status === 'finished')
        .map((result) => ({ ...result, info: runs.info(result.run ?? 0) })),
    );
    expect(before.length).toBeGreaterThan(20);
    expect(before.length).toBeLessThan(300);

    expect((await lab('sweep', '--resume', '1', '--json')).code).toBe(0);
    await stored(({ sweeps, runs, frames }) => {
      expect(sweeps.get(1)).toMatchObject({ status: 'finished', lab: null });
      const after = sweeps.results(1);
      // one run for each point
      expect(after.map(({ point }) => point)).toEqual(Array.from({ length: 300 }, (_, point) => point));
      expect(new Set(after.map(({ run }) => run)).size).toBe(300);
      expect(sweeps.tally(1)).toMatchObject({ done: 300, failed: 0 });
      // what was finished is the same run, begun when it was
      for (const { info, ...result } of before) {
        expect(after[result.point]).toEqual(result);
        expect(runs.info(info.id)).toEqual({ ...info, bytes: expect.any(Number) as unknown }); // it may be packed by now
      }
      // and every run has the frames that it says, each once
      for (const { run } of after) {
        const { frames: count } = runs.info(run ?? 0);
        const read = frames.readAfter(run ?? 0, -1, Infinity);
        expect(read.damaged).toEqual([]);
        expect(read.frames.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: count }, (_, i) => i));
      }
      return true;
    });
  },
);

test('a sweep leaves as a program', { timeout }, async () => {
  const { code, out } = await lab('sweep', file(rates(2, { seeds: 2 })), '--code', 'ray');
  expect(code).toBe(0);
  expect(out).toContain('pip install "ray[tune]==');
  expect(out).toContain('tune.grid_search');
});
