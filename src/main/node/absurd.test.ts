import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import { RealLab } from './testing/real-lab.ts';

/** Bytes by which a process may grow while it refuses all of this. */
const MOST_GROWN = 300 * 2 ** 20;
/** Milliseconds that refusing one may take, on a busy machine. */
const MOST_TIME = 3000;

let lab: RealLab;
beforeAll(() => {
  lab = new RealLab();
});
afterAll(() => lab.close());

const dense = (units: number): object => ({ type: 'dense', units, init: { kind: 'xavier_uniform' } });
const deep = (layers: number, units: number): object[] => [
  ...Array.from({ length: layers }, () => [dense(units), { type: 'activation', fn: 'relu' }]).flat(),
  dense(1),
];
const { moons } = presets;
const absurd: Record<string, object> = {
  '10⁹ units': { ...moons, network: [dense(1e9), dense(1)] },
  '10,000 units in each of the most layers there may be': { ...moons, network: deep(99, 10_000) },
  'a thousand layers of 10,000': { ...moons, network: deep(1000, 10_000) },
  'a hundred thousand layers': { ...moons, network: deep(50_000, 1) },
  'units that are no whole number': { ...moons, network: [dense(2.5), dense(1)] },
  'units beyond what is counted exactly': { ...moons, network: [dense(2 ** 53 + 2), dense(1)] },
  'units below zero': { ...moons, network: [dense(-1), dense(1)] },
  'infinitely many units': { ...moons, network: [dense(Infinity), dense(1)] },
  'a batch of 10⁹': { ...moons, batchSize: 1e9 },
  'a batch beyond the data': { ...moons, batchSize: 257 },
  'a batch of none': { ...moons, batchSize: 0 },
  '10⁹ examples': { ...moons, data: { kind: 'moons', train: 1e9, test: 0, noise: 0 } },
  'more digits than there are': { ...moons, data: { kind: 'mnist', train: 1e6, test: 1e6 } },
  '10¹⁵ steps': { ...moons, length: { steps: 1e15 } },
  '2⁵³ epochs': { ...moons, length: { epochs: 2 ** 53 } },
  'a rate of 10⁹': { ...moons, optimizer: { kind: 'sgd', learningRate: 1e9 } },
  'a rate that is no number': { ...moons, optimizer: { kind: 'sgd', learningRate: NaN } },
  'a seed of 2³¹': { ...moons, seed: 2 ** 31 },
};

const refusal = async (act: () => Promise<unknown>): Promise<{ error: unknown; ms: number }> => {
  const began = performance.now();
  const error: unknown = await act().then(
    () => null,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - began };
};

/** Bytes of memory that a process has [proc(5)]; NaN where the system does not say. */
function residentOf(pid: number | string): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}

test('what no computer can hold is refused by every call, before anything is allocated', async () => {
  await lab.train({ ...moons, length: { steps: 5 } }); // a trainer is there
  const before = residentOf('self');
  let most = before;
  let longest = 0;
  for (const [name, plan] of Object.entries(absurd))
    for (const call of ['start', 'preview', 'look', 'baselines', 'createSweep'] as const) {
      const { error, ms } = await refusal(() => {
        switch (call) {
          case 'start':
            return lab.client.call('start', { experiment: 1, plan, speed: null, paused: true });
          case 'createSweep':
            return lab.client.call('createSweep', {
              experiment: 1,
              sweep: { name: 'Absurd', plan, axes: [{ fields: [{ at: 'weightDecay' }], values: { list: [0, 1] } }] },
              paused: true,
            });
          default:
            return lab.client.call(call, { plan });
        }
      });
      expect(error, `${call}: ${name}`).toBeInstanceOf(LabError);
      if (error instanceof LabError) {
        expect(error.code, `${call}: ${name}`).toBe(call === 'createSweep' ? 'sweep-invalid' : 'plan-invalid');
        expect(error.problems.length, `${call}: ${name}`).toBeGreaterThan(0);
      }
      longest = Math.max(longest, ms);
      most = Math.max(most, residentOf('self'));
    }
  expect(longest).toBeLessThan(MOST_TIME);
  if (!Number.isNaN(before)) expect(most - before).toBeLessThan(MOST_GROWN);
  // the lab does what it is asked, with the trainer it had
  expect((await lab.train({ ...moons, length: { steps: 5 } })).progress.status).toBe('finished');
  expect(lab.trainers).toHaveLength(1);
  console.log(`longest ${longest.toFixed(0)} ms, grown by ${((most - before) / 1e6).toFixed(0)} MB`);
});

test('a network that has the form but takes too much is refused with what it would take', async () => {
  const { error } = await refusal(() =>
    lab.client.call('start', { experiment: 1, plan: { ...moons, network: deep(24, 8192) }, speed: null, paused: true }),
  );
  expect(error).toBeInstanceOf(LabError);
  const { problems } = error as LabError;
  const [problem] = problems.filter(({ code }) => code === 'too-much-memory');
  expect(problem?.values['need'], JSON.stringify(problems)).toBeGreaterThan(10_000); // MB, where 4 GB can be addressed
});

test('`lab run` refuses them with a sentence and no stack', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  try {
    for (const name of ['10⁹ units', 'a thousand layers of 10,000', 'a batch of 10⁹']) {
      const file = join(folder, 'plan.json');
      writeFileSync(file, JSON.stringify(absurd[name]));
      const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) =>
        execFile(
          process.execPath,
          [join(import.meta.dirname, 'cli.ts'), 'run', file, '--data', join(folder, 'data')],
          (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }),
        ),
      );
      expect(code, output).toBe(1);
      expect(output).not.toMatch(/ {4}at /);
      expect(output.length).toBeGreaterThan(20);
      expect(output.length).toBeLessThan(2000);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
