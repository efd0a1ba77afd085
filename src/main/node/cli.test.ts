import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chain, presets } from '../../core/plan/presets.ts';
import type { RunInfo } from '../../core/run.ts';
import { newRun } from '../run-record.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';

const timeout = 120_000;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify({ ...presets.moons, length: { steps: 20 } }));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(args: string[], input = '') {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args]);
  child.stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const end = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([code, out, err]): Ended => ({
    code,
    out,
    err,
  }));
  return { child, end };
}
const lab = (args: string[], input?: string): Promise<Ended> => start(args, input).end;
const data = (): string[] => ['--data', join(folder, 'data')];
const parsed = ({ out }: Ended): unknown => JSON.parse(out);

test('run records a plan, runs lists it, show has its frames', { timeout }, async () => {
  const first = await lab(['run', file, ...data()]);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(
    /^run 1 finished: 20 steps in [\d.]+ s, loss 0\.\d+ and accuracy .*test accuracy [\d.]+ %\n$/,
  );
  const again = await lab(
    ['run', '-', '--json', ...data()],
    JSON.stringify({ ...presets.moons, length: { steps: 20 } }),
  );
  const summary = parsed(again);
  expect(summary).toMatchObject({ run: 2, status: 'finished', steps: 20, parameters: expect.any(String) as unknown });

  expect(parsed(await lab(['runs', '--json', ...data()]))).toMatchObject([{ id: 1 }, { id: 2, experiment: 2 }]);
  expect((await lab(['runs', ...data()])).out.split('\n')).toHaveLength(4);
  const shown = parsed(await lab(['show', '2', '--json', ...data()])) as { frames: Record<string, number>[] };
  expect(shown.frames).toHaveLength(21);
  expect(shown.frames[20]).toMatchObject({ step: 20, epoch: 2 });
  const more = parsed(await lab(['show', '2', '--json', '--tensors', ...data()])) as {
    frames: { step: number; entries: Record<string, number[]> }[];
  };
  expect(more.frames.map(({ step }) => step)).toEqual(shown.frames.map(({ step }) => step));
  for (const { entries } of more.frames) {
    const lengths = Object.entries(entries).map(([name, values]) => [name, values.length]);
    expect(Object.fromEntries(lengths)).toEqual({
      '‖W‖': 3, '‖dW‖': 3, '‖ΔW‖': 3, '‖dh‖': 2, 'η': 1, 'mean': 5, 'variance': 5, 'saturated': 2, 'dead': 2, 'confusion': 4,
    }); // prettier-ignore
    expect(entries['confusion']?.reduce((sum, count) => sum + count, 0)).toBe(100);
  }
  expect(await lab(['show', '2', '--tensors', ...data()])).toMatchObject({ code: 2, out: '' });
  const table = (await lab(['show', '2', ...data()])).out;
  expect(table).toContain('"units":6');
  expect(table).toMatch(/^20 +2 +0\.\d+/m);
});

test('an engine can be asked for, and the run says what computed it', { timeout }, async () => {
  const ended = await lab(['run', file, '--engine', 'tensorflow-cpu', ...data()]);
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toMatch(/, TensorFlow · cpu\. At step 0 its gradients are within \S+ of tf\.grads\.\n$/);
  expect((await lab(['show', '1', ...data()])).out).toContain('\nTensorFlow · cpu. At step 0');
  expect(await lab(['run', file, '--engine', 'abacus', ...data()])).toMatchObject({
    code: 2,
    err: expect.stringContaining('“abacus” is no engine.') as unknown,
  });
});

test('runs and show say where a branch comes from', { timeout }, async () => {
  await lab(['run', file, ...data()]);
  const store = new Store(join(folder, 'data'));
  const parent = { run: 1, name: 'Moons', step: 12, changes: [{ name: 'W1', index: 7, value: 0.5 }] };
  store.runs.create('gone', newRun(1, presets.moons, true, 'Moons 2', parent));
  store.close();
  expect((await lab(['runs', ...data()])).out).toMatch(/^2 +Moons 2 +Moons, step 12 /m);
  expect((await lab(['show', '2', ...data()])).out).toContain('branch of Moons at step 12, W1[3,1] = 0.5\n');
  expect(parsed(await lab(['show', '2', '--json', ...data()]))).toMatchObject({ parent });
});

test(
  'verify executes runs again: one, all, as JSON, and says by its exit code whether they came out',
  { timeout },
  async () => {
    expect(await lab(['verify', '--all', ...data()])).toMatchObject({
      code: 0,
      out: 'There are no runs yet that could be verified.\n',
    });
    await lab(['run', file, ...data()]); // one after the other: all of them are verified in the order of their time
    await lab(['run', file, ...data()]);
    const frames = 23; // 21 frames, 2 keyframes at least
    expect(await lab(['verify', '1', ...data()])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Reproduced exactly, (\d+) of \1 frames, on this computer\.\n$/) as unknown,
    });
    const database = new Database(join(folder, 'data', databaseName));
    database.prepare(`UPDATE frames SET bytes = x'00' WHERE run = 2 AND step = 12 AND kind = 'frame'`).run();
    database.close();
    const one = await lab(['verify', '2', '--json', ...data()]);
    const differs = { outcome: { kind: 'differs', findings: [{ step: 12, damaged: true, what: 'bytes' }] } };
    expect(one.code).toBe(1);
    expect(parsed(one)).toMatchObject({ run: 2, verification: differs });
    const all = await lab(['verify', '--all', ...data()]);
    expect(all.code).toBe(1);
    expect(all.out.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^run 1 Moons.*: Reproduced exactly/),
      expect.stringMatching(
        /^run 2 Moons.*: Not reproduced: .*The frame of step 12 is damaged on disk so that it cannot be read\. Recorded by Goldilocks/,
      ),
      '1 of 2 runs reproduced.',
    ]);
    expect(parsed(await lab(['verify', '--all', '--json', ...data()]))).toMatchObject({
      runs: [
        { run: 1, verification: { outcome: { kind: 'exact' }, frames: expect.any(Number) as unknown } },
        { run: 2, verification: differs },
      ],
      reproduced: 1,
      of: 2,
    });
    expect((parsed(await lab(['runs', '--json', ...data()])) as RunInfo[])[0]?.verified?.frames).toBeGreaterThanOrEqual(
      frames,
    );
    expect(await lab(['verify', '9', ...data()])).toMatchObject({ code: 1, out: '' });
    for (const usage of [['verify'], ['verify', 'x'], ['verify', '1', '--all']])
      expect((await lab([...usage, ...data()])).code).toBe(2);
  },
);

test('runs are found, sorted, noted and tagged', { timeout }, async () => {
  const store = new Store(join(folder, 'data'));
  for (const [i, plan] of [presets.moons, presets.circle, presets.moons].entries())
    store.runs.create('gone', newRun(1, plan, true, `Run ${10 - i}`));
  store.close();
  expect(parsed(await lab(['tag', '3', 'for Monday', 'keep', '--json', ...data()]))).toEqual({
    run: 3,
    tags: ['for Monday', 'keep'],
  });
  expect(await lab(['tag', '3', 'keep', '--remove', ...data()])).toMatchObject({ code: 0, out: 'for Monday\n' });
  expect(await lab(['note', '1', 'It', '*vanishes*', ...data()])).toMatchObject({ code: 0, out: '', err: '' });
  expect((await lab(['note', '1', ...data()])).out).toBe('It *vanishes*\n');
  expect(parsed(await lab(['note', '2', '-', '--json', ...data()], 'two\nlines'))).toEqual({
    run: 2,
    note: 'two\nlines',
  });
  const listed = async (...more: string[]): Promise<unknown[]> =>
    (parsed(await lab(['runs', '--json', ...more, ...data()])) as { id: number }[]).map(({ id }) => id);
  const lists = await Promise.all([
    listed('--search', 'VANISHES'),
    listed('--tag', 'for Monday'),
    listed('--sort', 'name'),
    listed('--sort', 'name:down', '--limit', '1'),
    listed('--limit', '2'),
  ]);
  expect(lists).toEqual([[1], [3], [3, 2, 1], [1], [2, 3]]);
  expect((await lab(['runs', '--limit', '1', ...data()])).out).toContain('\n1 of 3 runs; --limit N shows more.\n');
  expect((await lab(['runs', '--search', 'nothing', ...data()])).out).toBe('No run matches.\n');
  const wrong = [
    ['runs', '--sort', 'luck'],
    ['runs', '--limit', '0'],
    ['tag', '1', 'a\nb'],
    ['note', 'x', 'y'],
  ];
  for (const ended of await Promise.all(wrong.map((args) => lab([...args, ...data()]))))
    expect(ended).toMatchObject({ code: 2, out: '' });
  expect(await lab(['note', '9', 'x', ...data()])).toMatchObject({ code: 1 });
});

test('equal plans end at equal parameters', { timeout }, async () => {
  const [a, b] = await Promise.all([lab(['run', file, '--json', ...data()]), lab(['run', file, '--json', ...data()])]);
  for (const ended of [a, b]) expect(ended).toMatchObject({ code: 0, err: '' });
  const hash = (ended: Ended): string => (parsed(ended) as { parameters: string }).parameters;
  expect(hash(a)).toMatch(/^[0-9a-f]{64}$/);
  expect(hash(a)).toBe(hash(b)); // and two processes on one folder do not get in each other's way
});

test('Ctrl-C stops a run and keeps its frames', { timeout }, async () => {
  const plan = { ...presets.moons, network: chain([256, 256, 1], 'relu'), length: { steps: 1_000_000 } };
  const { child, end } = start(['run', '-', '--json', ...data()], JSON.stringify(plan));
  for (;;) {
    const { out } = await lab(['runs', '--json', ...data()]);
    if (/"frames":[1-9]/.test(out)) break;
  }
  child.kill('SIGINT');
  const ended = await end;
  expect(ended.code).toBe(130);
  expect(parsed(ended)).toMatchObject({ status: 'stopped', parameters: expect.any(String) as unknown });
});

test('trace prints every value and gradient', { timeout }, async () => {
  const { nodes } = parsed(await lab(['trace', file])) as { nodes: Record<string, { shape: number[] }> };
  expect(nodes['W1']?.shape).toEqual([6, 2]);
  expect(Object.keys(nodes)).toEqual(expect.arrayContaining(['x', 'z1', 'dz1', 'dW2', 'o', 'do', 'L', 'J']));
});

test('mistakes are one sentence; of usage with exit code 2, of content with 1', { timeout }, async () => {
  const bad = join(folder, 'bad.json');
  writeFileSync(bad, JSON.stringify({ ...presets.moons, batchSize: 0 }));
  const ended = await Promise.all([
    lab(['run', bad, ...data()]),
    lab(['run', join(folder, 'none.json'), ...data()]),
    lab(['show', '1', ...data()]),
    lab(['show', 'x', ...data()]),
    lab(['dance']),
    lab(['run']),
    lab(['runs', '--what']),
    lab(['runs', '--data', file]),
    lab(['run', file, '--data', join(file, 'below')]),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([1, 1, 1, 2, 2, 2, 2, 1, 1]);
  expect(ended.map(({ out }) => out).join('')).toBe('');
  expect(ended[0].err).toContain('batchSize: ');
  expect(ended[1].err).toMatch(/none\.json cannot be read \(it does not exist\)/);
  expect(ended[7].err).toMatch(/^The data folder .*plan\.json cannot be used \(it is a file\)/);
  expect(ended[8].err).toMatch(/cannot be used \(a part of its path is a file\)/);
  for (const { err } of [...ended.slice(0, 4), ...ended.slice(7)]) expect(err.trimEnd()).not.toMatch(/\n|\bat file:/);
  expect(existsSync(join(folder, 'data'))).toBe(false); // looking made nothing
});

test('what a terminal would obey is escaped, also in names that an older version stored', { timeout }, async () => {
  const store = new Store(join(folder, 'data'));
  const plan = { ...presets.moons, name: 'two\nlines \u001b[31mred\u202e' };
  const { id } = store.experiments.create(plan);
  store.runs.create('gone', newRun(id, plan, false));
  store.close();
  const shown = await Promise.all([lab(['runs', ...data()]), lab(['show', '1', ...data()])]);
  for (const { code, out } of shown) {
    expect(code).toBe(0);
    expect(out).toContain(String.raw`two\u000alines \u001b[31mred\u202e`);
    for (const unseen of ['\u001b', '\u202e']) expect(out).not.toContain(unseen);
  }
  const json = await lab(['runs', '--json', ...data()]);
  expect(json.out).not.toContain('\u202e');
  expect(parsed(json)).toMatchObject([{ name: plan.name }]);
  const bad = join(folder, 'bad.json');
  writeFileSync(bad, JSON.stringify({ ...presets.moons, '\u001b]0;x': 1 }));
  expect((await lab(['run', bad, ...data()])).err).not.toContain('\u001b');
});

test('help is help, and no runs are no error', { timeout }, async () => {
  expect((await lab(['--help'])).out).toContain('lab check-reference [DIR]');
  expect(await lab(['runs', ...data()])).toMatchObject({ code: 0, out: 'There are no runs yet.\n' });
});
