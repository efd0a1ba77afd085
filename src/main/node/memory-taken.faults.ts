import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keyframeOf, memoryOf, totalOf } from '../../core/plan/memory.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { RealLab } from './testing/real-lab.ts';

/** Bytes that a trainer takes whatever the network: stacks and heaps of its threads. */
const MARGIN = 64 * 2 ** 20;
/** Keyframes that are on their way to the store, copies of each among them. */
const ON_THE_WAY = 3;

const hidden = (units: number, n: number): Layer[] =>
  Array.from({ length: n }, (): Layer[] => [
    { type: 'dense', units, init: { kind: 'xavier_uniform' }, bias: true },
    { type: 'activation', fn: 'relu' },
  ]).flat();
const planOf = (units: number, n: number, batchSize: number, kind: 'sgd' | 'adam'): Plan => ({
  ...presets.moons,
  network: [...hidden(units, n), { type: 'dense', units: 1, init: { kind: 'xavier_uniform' }, bias: true }],
  batchSize,
  optimizer: { kind, learningRate: 0.001 },
  length: { steps: 3 },
});

/** Processes that this one has started [proc(5)]. */
const children = (): string[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);

/** Bytes of memory that a trainer of its own has had at most when it has run a plan. */
async function peakOf(plan: Plan): Promise<number> {
  const before = new Set(children());
  const lab = new RealLab();
  try {
    expect((await lab.train(plan)).progress.status).toBe('finished');
    const own = children().filter((pid) => !before.has(pid));
    expect(own).toHaveLength(1);
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${own[0]}/status`, 'utf8'))?.[1]);
  } finally {
    await lab.close();
  }
}

test.skipIf(process.platform !== 'linux')(
  'a trainer takes no more than the estimate, and the keyframes on their way (skipped where the system does not say)',
  async () => {
    const least = await peakOf(planOf(4, 1, 10, 'sgd'));
    for (const plan of [planOf(2048, 2, 10, 'adam'), planOf(1500, 8, 100, 'sgd'), planOf(4096, 2, 10, 'sgd')]) {
      const memory = memoryOf(plan);
      const [estimate, keyframe] = [totalOf(memory), keyframeOf(plan, memory)];
      const taken = (await peakOf(plan)) - least;
      const said = [estimate, keyframe, taken].map((bytes) => Math.round(bytes / 2 ** 20));
      console.info(`estimate ${said[0]} MiB, keyframe ${said[1]} MiB, taken ${said[2]} MiB`);
      expect(taken).toBeGreaterThan(estimate / 2); // it is the trainer that is looked at
      expect(taken).toBeLessThan(estimate + ON_THE_WAY * keyframe + MARGIN);
    }
  },
);
