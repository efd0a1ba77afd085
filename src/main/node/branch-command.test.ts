import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { changeText } from '../../core/words/lineage.ts';
import { changeOf } from './branch-command.ts';

const timeout = 120_000;
const execute = promisify(execFile);
let folder: string;
let summary: Summary;

interface Summary {
  run: number;
  status: string;
  steps: number;
  parameters: string;
}

async function lab(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await execute(process.execPath, [
      join(import.meta.dirname, 'cli.ts'),
      ...args,
      '--data',
      folder,
    ]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
const parsed = async <T>(...args: string[]): Promise<T> => {
  const { code, out, err } = await lab(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as T;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify({ ...presets.moons, length: { steps: 60 } }));
  summary = await parsed<Summary>('run', file);
}, timeout);
afterAll(() => rmSync(folder, { recursive: true }));

test('a branch with nothing changed ends as its run did, to the bit', { timeout }, async () => {
  const branch = await parsed<Summary>('branch', '1', '--step', '37');
  expect(branch).toMatchObject({ status: 'finished', steps: 60, parameters: summary.parameters });
});

test(
  'a branch with entries changed is another run, to the end or so far; compare tells them apart',
  { timeout },
  async () => {
    const far = await parsed<Summary>('branch', '1', '--epoch', '2', '--set', 'W2[1,0]=0.5', '--set', 'b1[3]=-1');
    expect(far).toMatchObject({ status: 'finished', steps: 60 });
    expect(far.parameters).not.toBe(summary.parameters);
    const short = await parsed<Summary>('branch', '1', '--step', '20', '--set', 'W1[3]=0.5', '--epochs', '1');
    expect(short).toMatchObject({ status: 'stopped', steps: 30 });
    expect((await lab('show', String(far.run))).out).toContain(
      'branch of Moons at step 20, W2[1,0] = 0.5, b1[3] = -1\n',
    );

    const { out } = await lab('compare', '1', String(far.run), String(short.run));
    expect(out).toMatch(/^ +A +B +C$/m);
    expect(out).toMatch(
      /^branch of +– +Moons, step 20, W2\[1,0\] = 0\.5, b1\[3\] = -1 +Moons, step 20, W1\[1,1\] = 0\.5$/m,
    );
    expect(out).toMatch(/^step at the end +60 +60 +30$/m);
    expect(out).toMatch(/^test loss +0\.\d+( \*)? +0\.\d+( \*)? +0\.\d+( \*)?$/m);
    expect(out).toContain('Their plans do not differ.\n');
    const same = await parsed<Compared>('compare', '1', String(far.run), '--step', '20');
    expect(same.results.step).toEqual([20, 20]);
    expect(same.results.norm[0]).not.toBe(same.results.norm[1]);
    const csv = (await lab('compare', '1', '1', '--csv', '--epoch', '3')).out.trimEnd().split('\n');
    expect(csv[0]).toBe(',,A,B');
    expect(csv).toEqual(expect.arrayContaining(['result,step,30,30', 'same,seed,14,14']));
  },
);

interface Compared {
  differ: { title: string; values: string[] }[];
  results: { step: number[]; norm: number[] };
}

test(
  'compare names what differs between plans; a step that a run never came to has no results',
  { timeout },
  async () => {
    const file = join(folder, 'other.json');
    const other = {
      ...presets.moons,
      length: { steps: 60 },
      optimizer: { ...presets.moons.optimizer, learningRate: 0.5 },
    };
    writeFileSync(file, JSON.stringify(other));
    const { run } = await parsed<Summary>('run', file);
    const { differ } = await parsed<Compared>('compare', '1', String(run));
    expect(differ).toMatchObject([{ title: 'learning rate η', values: ['0.1', '0.5'] }]);
    expect((await lab('compare', '2', '1', '--step', '10')).out).toMatch(/^step there +– +10$/m); // run 2 begins at step 37
  },
);

test('mistakes are one sentence; of usage with exit code 2, of content with 1', { timeout }, async () => {
  const ended = await Promise.all([
    lab('branch', '1'),
    lab('branch', '1', '--step', '1', '--epoch', '1'),
    lab('branch', '1', '--step', '1', '--set', 'learningRate=1'),
    lab('compare', '1'),
    lab('branch', '1', '--step', '61'),
    lab('branch', '1', '--step', '1', '--set', 'W1[6,0]=1'),
    lab('compare', '1', '99'),
    lab('branch', '1', '--step', '60', '--steps', '10'),
    lab('branch', '1', '--step', '60'),
    lab('compare', '1', '1', '1', '1', '1', '1', '1'),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2, 1, 1, 1, 1, 1, 2]);
  expect(ended[7].err).toMatch(/^Step 60 is the last of run 1, .* name an earlier step/);
  expect(ended[9].err).toContain('Two to six runs.');
  for (const { out, err } of ended) {
    expect(out).toBe('');
    expect(err.trimEnd()).toMatch(/^[^\n]+\.$/);
  }
});

test('entries are written as the window writes them, counted from 0', () => {
  const { moons } = presets;
  const columns = { W1: 2, W2: 6, b1: 6 };
  for (const text of ['W1[5,1] = 0.5', 'W2[0,3] = -1e-7', 'b1[5] = 2']) {
    const change = changeOf(text.replaceAll(' ', ''), moons);
    expect(changeText(change, columns[change.name as keyof typeof columns])).toBe(text);
  }
  expect(changeOf('W1[3]=1', moons)).toEqual({ name: 'W1', index: 3, value: 1 });
  for (const text of ['W1[0,2]=1', 'W1[12]=1', 'b1[6]=1', 'b1[0,0]=1', 'W9[0,0]=1'])
    expect(() => changeOf(text, moons), text).toThrow(/has no/);
  for (const text of ['W1=1', 'W1[0,0]', 'W1[0,0]=', 'W1[0,0]=1e40', 'seed=1'])
    expect(() => changeOf(text, moons), text).toThrow(/--set/);
});
