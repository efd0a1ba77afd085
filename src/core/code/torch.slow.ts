import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { examplesOf } from '../examples.ts';
import { at } from '../floats.ts';
import { graphOf } from '../graph/graph.ts';
import { Walker } from '../graph/walker.ts';
import { optimizerIds } from '../optimizers.ts';
import { problemsOf } from '../plan/problems.ts';
import { chain, presets } from '../plan/presets.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import { shapeOf, totalSteps, stepsPerEpoch } from '../plan/shape.ts';
import { codeTargetIds, codeTargetOf, type CodeTargetId } from './targets.ts';

// `npm run test:slow`: runs the generated programs and compares their losses with the float64 walker's. A target whose
// framework is not found is said to be away. PYTHON names a further interpreter, TFJS a folder whose node_modules has
// @tensorflow/tfjs.

const folder = mkdtempSync(join(process.env['TFJS'] ?? tmpdir(), 'goldilocks-code-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An interpreter that can import a module. */
const pythonWith = (module: string): string | undefined =>
  [...(process.env['PYTHON'] ? [process.env['PYTHON']] : []), '/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );

/** The command that runs a target's program; undefined where its framework is not here. */
function runnerOf(id: CodeTargetId): string | undefined {
  switch (id) {
    case 'pytorch':
    case 'pytorch_scratch':
      return pythonWith('torch');
    case 'd2l':
      return pythonWith('d2l.torch');
    case 'keras':
      return pythonWith('keras');
    case 'tfjs':
      return existsSync(join(folder, '../node_modules/@tensorflow/tfjs')) ? process.execPath : undefined;
  }
}

const plan = (name: string, change: Partial<Plan>): Plan => ({
  ...presets.moons,
  name,
  data: { kind: 'moons', train: 24, test: 10, noise: 1 },
  network: chain([5, 4, 1], 'tanh', 'xavier'),
  batchSize: 24,
  shuffle: false,
  length: { epochs: 12 },
  ...change,
});
const withConstants: Record<(typeof optimizerIds)[number], Plan['optimizer']> = {
  sgd: { kind: 'sgd', learningRate: 0.2 },
  momentum: { kind: 'momentum', learningRate: 0.05, momentum: 0.8 },
  nesterov: { kind: 'nesterov', learningRate: 0.05, momentum: 0.7 },
  rmsprop: { kind: 'rmsprop', learningRate: 0.01, alpha: 0.95 },
  adagrad: { kind: 'adagrad', learningRate: 0.1 },
  adam: { kind: 'adam', learningRate: 0.02, beta1: 0.8, beta2: 0.99 },
  adamw: { kind: 'adamw', learningRate: 0.02, decay: 0.3 },
};
const everyActivation: Layer[] = (
  ['identity', 'leaky_relu', 'elu', 'gelu', 'silu', 'softplus', 'relu', 'sigmoid'] as const
).flatMap((fn) => [
  { type: 'dense', units: 4, init: { kind: 'he' }, bias: fn !== 'gelu' },
  { type: 'activation', fn },
]);
const row = (i: number, columns: number): number[] =>
  Array.from({ length: columns }, (_, j) => Math.sin(3 * i + 1.7 * j + 1));
const rows = Array.from({ length: 15 }, (_, i) => row(i, 3));

const plans: Plan[] = [
  ...optimizerIds.map((kind) => plan(`${kind}, batches of 10`, { optimizer: withConstants[kind], batchSize: 10 })),
  plan('every activation', {
    network: [...everyActivation, { type: 'dense', units: 1, init: { kind: 'he' }, bias: true }],
  }),
  plan('softmax, weight decay, clip', {
    loss: 'softmax_cross_entropy',
    network: chain([5, 2], 'relu', 'he'),
    weightDecay: 0.1,
    optimizer: { kind: 'momentum', learningRate: 0.1, clip: 0.1 },
  }),
  plan('squared error of two columns, L1', {
    data: { kind: 'inline', x: rows, y: rows.map((_, i) => row(i + 40, 2)) },
    loss: 'squared_error',
    network: chain([4, 2], 'sigmoid', 'xavier'),
    batchSize: 15,
    l1: 0.01,
    optimizer: { kind: 'sgd', learningRate: 1 }, // Keras takes no integer
  }),
  plan('cross-entropy of two columns, both penalties, from zero', {
    data: { kind: 'inline', x: rows, y: rows.map((_, i) => [i % 2, i % 3 === 0 ? 1 : 0]) },
    network: chain([4, 2], 'tanh', 'zero'),
    batchSize: 4,
    weightDecay: 0.05,
    l1: 0.02,
  }),
  plan('frozen, step schedule, a run that ends within an epoch', {
    network: chain([5, 4, 3, 1], 'tanh', 'xavier').map((layer, i) =>
      layer.type === 'dense' && (i === 0 || i === 4) ? { ...layer, frozen: true } : layer,
    ),
    weightDecay: 0.02,
    batchSize: 10,
    optimizer: { kind: 'adam', learningRate: 0.05, schedule: { kind: 'step', every: 3, factor: 0.5 } },
    length: { steps: 26 },
  }),
  plan('cosine, adamw, clip', {
    optimizer: {
      kind: 'adamw',
      learningRate: 0.05,
      clip: 0.2,
      decay: 0.1,
      schedule: { kind: 'cosine', floor: 0.001 },
    },
  }),
  plan('cosine, SGD', { optimizer: { kind: 'sgd', learningRate: 0.5, schedule: { kind: 'cosine' } } }),
  plan('dropout 0 and noise 0', {
    network: [
      { type: 'noise', sigma: 0 },
      { type: 'activation', fn: 'tanh' },
      ...chain([4, 4], 'relu', 'he'),
      { type: 'dropout', p: 0 },
      { type: 'dense', units: 1, init: { kind: 'he' }, bias: true },
      { type: 'activation', fn: 'identity' },
    ],
  }),
];

/** What a run says: the loss before any update, and the mean over the batches of the last epoch. */
interface Said {
  first: number;
  last: number;
}

/** The same by the walker. @param weighted whether a smaller batch counts less, as Keras has it */
function walked(plan: Plan, weighted: boolean): { said: Said; given: Record<string, Float32Array> } {
  const { train } = examplesOf(plan, null);
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, plan.batchSize);
  walker.initialize();
  const given: Record<string, Float32Array> = {};
  for (const { name, role } of walker.graph.variables) {
    if (role !== 'parameter') continue;
    const { value } = walker.tensor(name);
    given[name] = Float32Array.from(value, (w, i) => (name.startsWith('b') ? Math.sin(i) / 8 : w));
    value.set(given[name]);
  }
  const losses: number[] = [];
  const sizes: number[] = [];
  const per = stepsPerEpoch(plan);
  for (let step = 0; step < totalSteps(plan); step++) {
    const from = (step % per) * plan.batchSize;
    const to = Math.min(train.count, from + plan.batchSize);
    walker.batch.n = to - from;
    walker.tensor('x').value.set(Float64Array.from(train.x.subarray(from * train.width, to * train.width)));
    walker.tensor('y').value.set(train.y.subarray(from * train.targetWidth, to * train.targetWidth));
    walker.forward();
    losses.push(at(walker.tensor('L').value, 0));
    sizes.push(weighted ? walker.batch.n : 1);
    walker.backward();
    walker.update();
  }
  const start = per * Math.floor((losses.length - 1) / per);
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  const last = sum(losses.slice(start).map((loss, i) => loss * (sizes[start + i] ?? 0))) / sum(sizes.slice(start));
  return { said: { first: losses[0] ?? NaN, last }, given };
}

function ran(command: string, id: CodeTargetId, code: string): Said {
  const file = join(folder, id === 'tfjs' ? 'program.mjs' : 'program.py');
  writeFileSync(file, code);
  const environment = { ...process.env, MPLBACKEND: 'agg', TF_CPP_MIN_LOG_LEVEL: '3' };
  const text = execFileSync(command, [file], {
    encoding: 'utf8',
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const first = /step 0 {2}loss (\S+)/.exec(text)?.[1];
  const last = [...text.matchAll(/epoch \d+ {2}loss (\S+)/g)].at(-1)?.[1];
  return { first: Number(first), last: Number(last) };
}

/** Keras keeps η inside the velocity: while η changes, its steps differ, which its code says. */
const differs = (id: CodeTargetId, { optimizer }: Plan): boolean =>
  id === 'keras' && optimizer.schedule !== undefined && ['momentum', 'nesterov'].includes(optimizer.kind);

describe.each(codeTargetIds)('%s', (id) => {
  const command = runnerOf(id);
  if (command === undefined) console.log(`${id}: its framework is not here`);
  test.skipIf(command === undefined).each(plans)(
    'computes what the lab computes: $name',
    { timeout: 300_000 },
    (plan) => {
      expect(problemsOf(plan).filter(({ hint }) => !hint)).toEqual([]);
      const { said, given } = walked(plan, id === 'keras');
      const { first, last } = ran(command ?? '', id, codeTargetOf(id).generate(plan, given));
      expect(Math.abs(first / said.first - 1)).toBeLessThan(1e-5);
      if (id === 'd2l' && 'steps' in plan.length) return; // a Trainer counts whole epochs
      if (!differs(id, plan)) expect(Math.abs(last / said.last - 1)).toBeLessThan(1e-4);
    },
  );
});
