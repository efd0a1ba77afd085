import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chain, presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { checkSweep } from '../sweep/problems.ts';
import type { SweepInput } from '../sweep/schema.ts';
import { ray, rayVersion } from './ray.ts';

// `npm run test:slow`: runs the Ray Tune program of two sweeps and compares its CSV with that of `lab sweep`. It makes an
// environment of its own on Debian's python3-torch (or that of PYTHON) and installs Ray in it; without either it is left out.

const folder = mkdtempSync(join(tmpdir(), 'goldilocks-ray-'));
afterAll(() => rmSync(folder, { recursive: true }));
const timeout = 900_000;

/** Python with torch and Ray, or why there is none. */
function python(): { command: string } | { reason: string } {
  const found = [process.env['PYTHON'], '/usr/bin/python3', 'python3'].find(
    (command) => command !== undefined && spawnSync(command, ['-c', 'import torch']).status === 0,
  );
  if (found === undefined) return { reason: 'no Python here has torch' };
  const venv = join(folder, 'venv');
  if (spawnSync(found, ['-m', 'venv', '--system-site-packages', venv]).status !== 0)
    return { reason: 'Python cannot make an environment' };
  const command = join(venv, 'bin', 'python');
  // the program itself needs no NumPy, for a newer one of which Debian's torch was not built
  const { status, stderr } = spawnSync(command, ['-m', 'pip', 'install', '--quiet', `ray[tune]==${rayVersion}`], {
    encoding: 'utf8',
  });
  return status === 0 ? { command } : { reason: `Ray cannot be installed: ${stderr.trim().split('\n').at(-1) ?? ''}` };
}
const here = python();
if ('reason' in here) console.log(`Ray Tune is left out: ${here.reason}`);

const plan: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 60, test: 40, noise: 1 },
  network: chain([4, 1], 'tanh', 'he'),
  shuffle: false, // the order of examples is each framework's own
  length: { epochs: 30 },
};
const sweeps: Record<string, SweepInput> = {
  'widths and seeds': {
    name: 'Widths',
    plan: { ...plan, weightDecay: 0.001 },
    axes: [
      {
        fields: [{ at: 'network[0].units' }, { at: 'optimizer.learningRate', c: 0.4, p: -1 }],
        values: { list: [2, 4, 8, 16] },
      },
    ],
    seeds: 2,
  },
  'optimizers and losses': {
    name: 'Optimizers',
    plan: { ...plan, optimizer: { kind: 'adam', learningRate: 0.01 }, length: { steps: 100 } },
    axes: [
      {
        fields: [{ at: 'optimizer.kind' }],
        values: { list: ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adagrad', 'adam', 'adamw'] },
      },
      { fields: [{ at: 'loss' }], values: { list: ['binary_cross_entropy', 'squared_error'] } },
    ],
  },
};

type Row = Record<string, string>;
const rowsOf = (csv: string): Row[] => {
  const [head = [], ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
};
/** Both compute in float32, in another order of additions. Relative where a number is larger than 1. */
const TOLERANCE = 1e-5;
/** What is not a matter of arithmetic. */
const exact = new Set(['point', 'seed', 'status', 'steps', 'optimizer.kind', 'loss', 'network[0].units']);

test.skipIf('reason' in here).each(Object.keys(sweeps))(
  '%s: Ray comes to what the lab comes to',
  { timeout },
  (name) => {
    const { sweep } = checkSweep(sweeps[name]);
    if (!sweep || 'reason' in here) throw new Error('a sweep of this test cannot run');
    const [program, document] = [join(folder, 'sweep.py'), join(folder, 'sweep.json')];
    writeFileSync(program, ray(sweep));
    writeFileSync(document, JSON.stringify(sweep));
    const ran = spawnSync(here.command, ['sweep.py', '--device', 'cpu'], { cwd: folder, encoding: 'utf8' });
    expect(ran.stdout, ran.stderr.slice(-2000)).toContain(', 0 failed: results.csv');
    const theirs = rowsOf(readFileSync(join(folder, 'results.csv'), 'utf8'));
    const cli = join(import.meta.dirname, '../../main/node/cli.ts');
    const lab = spawnSync(process.execPath, [cli, 'sweep', document, '--csv', '--data', join(folder, name)], {
      encoding: 'utf8',
    });
    const ours = rowsOf(lab.stdout);
    expect(theirs.map((row) => Object.keys(row))).toEqual(ours.map((row) => Object.keys(row)));
    let most = 0;
    ours.forEach((row, i) => {
      for (const [column, value] of Object.entries(row)) {
        const other = theirs[i]?.[column] ?? '';
        if (column === 'seconds') continue;
        if (exact.has(column)) expect(other, `point ${i}, ${column}`).toBe(value);
        else most = Math.max(most, Math.abs(Number(other) - Number(value)) / Math.max(1, Math.abs(Number(value))));
      }
    });
    console.log(`${name}: ${ours.length} runs, apart at most ${most.toExponential(1)}`);
    expect(most).toBeLessThan(TOLERANCE);
  },
);
