import type { Tensor } from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationIds, activations as known } from '../../core/activations.ts';
import { backends, type BackendId } from '../../core/engines.ts';
import { digitsOf, type Digits } from '../../core/examples.ts';
import { gradientName, rowsOf } from '../../core/graph/graph.ts';
import { lossIds, losses } from '../../core/losses.ts';
import { optimizerIds } from '../../core/optimizers.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { scheduleIds } from '../../core/schedules.ts';
import { Engine } from '../engine/engine.ts';
import { Module } from '../engine/kernels.ts';
import { Predictor } from '../predictor.ts';
import { silently } from '../rewound.ts';
import { Backends, isLoaded, type Loaded } from './backend.ts';
import { largestDifference } from './check.ts';
import { curveWith } from './curve.ts';
import { TensorFlowEngine } from './engine.ts';
import type { Slot } from './operators.ts';

const resources = join(import.meta.dirname, '../../../resources');
const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
const ids = ['wasm', 'cpu'] as const satisfies BackendId[];
const loaded = new Map<BackendId, Loaded>();
let digits: Digits;

beforeAll(async () => {
  const all = new Backends(resources, () => Promise.resolve({ reason: 'not here' }));
  for (const id of ids) {
    const found = await all.load(id);
    if (!isLoaded(found)) throw new Error(found.reason);
    loaded.set(id, found);
  }
  digits = digitsOf(readFileSync(join(resources, 'mnist.bin')));
});

function begin(plan: Plan, id: BackendId): TensorFlowEngine {
  const backend = loaded.get(id);
  if (!backend) throw new Error(`no ${id}`);
  const engine = new TensorFlowEngine(backend, [], module, plan, digits);
  for (const _ of engine.initialize()); // to its end
  return engine;
}
function simd(plan: Plan): Engine {
  const engine = new Engine(module, plan, digits);
  for (const _ of engine.initialize()); // to its end
  return engine;
}
const finish = (work: Generator): void => {
  for (const _ of work); // to its end
};

/** Every variable and gradient of the batch at hand. */
function everything(engine: Engine): Map<string, Float32Array> {
  const all = new Map<string, Float32Array>();
  for (const { name, rows, columns, gradient } of engine.graph.variables)
    for (const one of gradient && !['L', 's', 'J'].includes(name) ? [name, gradientName(name)] : [name]) {
      const values = new Float32Array(rowsOf({ rows }, engine.n) * columns);
      engine.read(one, values);
      all.set(one, values);
    }
  return all;
}

/** The largest difference relative to the largest entry; near 0 what float32 leaves of sums of larger ones counts less. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 1e-3;
  let difference = 0;
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs(b[i] ?? NaN));
    difference = Math.max(difference, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  }
  return difference / largest;
}

/** Steps both engines side by side: everything observed at each step, then the parameters after whole runs. */
function together(plan: Plan, id: BackendId, tolerance = 1e-4, steps = 4): void {
  const [ours, theirs] = [simd(plan), begin(plan, id)];
  theirs.comparing = true;
  for (let step = 0; step < steps; step++) {
    for (const engine of [ours, theirs]) finish(engine.evaluate());
    const want = everything(ours);
    const got = everything(theirs);
    for (const [name, values] of want)
      expect(apart(got.get(name) ?? [], values), `${name} at step ${step}`).toBeLessThan(tolerance);
    for (const engine of [ours, theirs]) finish(engine.update());
  }
  expect(theirs.difference).toBeLessThan(1e-4);
  for (const engine of [ours, theirs]) expect(engine.run(20)).toBe(20);
  for (const engine of [ours, theirs]) finish(engine.evaluate());
  expect(theirs.step).toBe(ours.step);
  expect(apart([theirs.epochLoss], [ours.epochLoss])).toBeLessThan(tolerance);
  for (const { name, role } of ours.graph.variables)
    if (role === 'parameter') expect(apart(theirs.values(name), ours.values(name)), name).toBeLessThan(10 * tolerance);
  for (const engine of [ours, theirs]) engine.close();
}

const small: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 33, test: 20, noise: 1 },
  network: chain([5, 4, 1], 'tanh'),
  batchSize: 10, // the last batch of an epoch is smaller
};
const dropping = (network: Layer[]): Layer[] => [
  { type: 'noise', sigma: 0.2 },
  ...network.flatMap((l): Layer[] => (l.type === 'activation' ? [l, { type: 'dropout', p: 0.3 }] : [l])),
];

describe.each(ids)('on %s', (id) => {
  test.each(activationIds)('%s gives what the SIMD kernels give', (fn) =>
    together({ ...small, network: chain([5, 4, 1], fn, 'lecun') }, id),
  );

  test.each(optimizerIds)('%s moves the parameters alike', (kind) =>
    together({ ...small, optimizer: { kind, learningRate: 0.01, clip: 0.05 } }, id),
  );

  test.each(lossIds)('%s and its gradient', (loss) => {
    const units = losses[loss].target === 'class' ? 2 : 1;
    together({ ...small, loss, network: chain([5, units], 'tanh') }, id);
  });

  test.each(scheduleIds)('the schedule %s', (kind) =>
    together({ ...small, optimizer: { kind: 'adamw', learningRate: 0.01, schedule: { kind, every: 1 } } }, id),
  );

  test('dropout and noise: the same masks and numbers, to the bit', () => {
    const plan = { ...small, network: dropping(small.network) };
    together(plan, id);
    const [ours, theirs] = [simd(plan), begin(plan, id)];
    for (const engine of [ours, theirs]) finish(engine.evaluate());
    const [want, got] = [everything(ours), everything(theirs)];
    for (const name of ['x', 'y', ...[...want.keys()].filter((one) => /^m\d/.test(one))])
      expect(got.get(name), name).toEqual(want.get(name));
    expect([...want.keys()].some((one) => /^m\d/.test(one))).toBe(true);
    for (const engine of [ours, theirs]) engine.close();
  });

  test('L2 and L1 penalties, zero weights among them', () => {
    together({ ...small, weightDecay: 0.01, l1: 0.003 }, id);
    together({ ...small, l1: 0.01, network: chain([5, 1], 'sigmoid', 'zero') }, id);
  });

  test('a frozen layer stays, and has its gradient', () => {
    const network = chain([5, 4, 1], 'relu').map((layer, i): Layer =>
      layer.type === 'dense' && i === 0 ? { ...layer, frozen: true } : layer,
    );
    const plan: Plan = { ...small, network, optimizer: { kind: 'momentum', learningRate: 0.1, clip: 0.2 } };
    together(plan, id);
    const engine = begin(plan, id);
    const before = engine.values('W1').slice();
    engine.run(10);
    expect(engine.values('W1')).toEqual(before);
    engine.close();
  });

  test('no bias, no hidden layer, one example', () => {
    together({ ...small, network: [{ type: 'dense', units: 1, init: { kind: 'he' }, bias: false }] }, id);
    together({ ...small, batchSize: 1 }, id);
  });

  test('digits: softmax over ten classes', () => {
    together({ ...presets.digits, batchSize: 30 }, id, 1e-4, 2);
  });

  test('wide layers, some of which wasm keeps transposed', () => {
    const network = chain([40, 12, 3, 1], 'tanh');
    const plan: Plan = { ...small, network, batchSize: 100, data: { kind: 'moons', train: 250, test: 0, noise: 1 } };
    together({ ...plan, weightDecay: 0.01, optimizer: { kind: 'adam', learningRate: 0.01 } }, id);
    together({ ...presets.digits, network: chain([64, 10], 'relu', 'he'), batchSize: 100 }, id, 1e-4, 2);
  });

  test('after steps that nobody saw the test set is measured at the newest parameters', () => {
    const [ours, theirs] = [simd(small), begin(small, id)];
    const measured = [ours, theirs].map((engine) => {
      engine.run(100);
      const predictor = new Predictor(engine);
      finish(predictor.measure());
      return predictor.loss;
    });
    const fresh = new Predictor(simd(small));
    finish(fresh.measure());
    expect(apart([measured[1] ?? NaN], [measured[0] ?? NaN])).toBeLessThan(1e-4);
    expect(Math.abs((measured[0] ?? NaN) - fresh.loss)).toBeGreaterThan(0.01);
    for (const engine of [ours, theirs]) engine.close();
  });

  test('no tensor is left behind in 10,000 steps, observed or not', { timeout: 120_000 }, () => {
    const { tf } = loaded.get(id) ?? {};
    const before = tf?.memory().numTensors;
    const engine = begin(
      {
        ...small,
        network: dropping(small.network),
        optimizer: { kind: 'adam', learningRate: 0.001, schedule: { kind: 'cosine' } },
        length: { steps: 20_000 },
      },
      id,
    );
    engine.run(50);
    finish(engine.evaluate());
    finish(engine.update());
    const tensors = tf?.memory().numTensors;
    for (let k = 0; k < 10; k++) {
      expect(engine.run(999)).toBe(999);
      finish(engine.evaluate());
      engine.values('W1');
      finish(engine.update());
    }
    expect(engine.step).toBe(10_051);
    expect(tf?.memory().numTensors).toBe(tensors);
    engine.close();
    expect(tf?.memory().numTensors).toBe(before);
  });

  test('a run ends at the step where J is not finite, with nothing changed by it', () => {
    const plan: Plan = {
      ...small,
      loss: 'squared_error',
      network: chain([5, 4, 1], 'relu', 'he'),
      optimizer: { kind: 'sgd', learningRate: 1e6 },
    };
    const [ours, theirs] = [simd(plan), begin(plan, id)];
    expect(ours.run(1000)).toBeLessThan(1000);
    expect(theirs.run(1000)).toBeLessThan(1000);
    expect(theirs.step).toBe(ours.step);
    finish(theirs.evaluate());
    finish(ours.evaluate());
    expect(theirs.objective).not.toBeLessThan(Infinity);
    expect(theirs.firstNotFinite()).toEqual(ours.firstNotFinite());
    for (const engine of [ours, theirs]) engine.close();
  });

  test('a step is reached again from its own state, to the bit', () => {
    const plan: Plan = { ...small, optimizer: { kind: 'adam', learningRate: 0.01 }, network: dropping(small.network) };
    const whole = begin(plan, id);
    whole.run(40);
    const names = [...whole.compiled.train.places.keys()].filter((name) => /^([mv] )?[Wb]\d/.test(name));
    const state = new Map(names.map((name) => [name, whole.values(name).slice()]));
    whole.run(10);
    const again = begin(plan, id);
    for (const [name, values] of state) again.values(name).set(values);
    again.step = 40;
    finish(silently(again, 50));
    for (const name of names) expect(again.values(name), name).toEqual(whole.values(name));
    for (const engine of [whole, again]) engine.close();
  });

  test.each(activationIds)('the curve of %s', async (fn) => {
    const x = Array.from({ length: 41 }, (_, i) => (i - 20) / 4);
    const backend = loaded.get(id);
    if (!backend) throw new Error(`no ${id}`);
    const { y, dy } = await curveWith(backend, fn, x);
    x.forEach((z, i) => {
      expect(y[i], `${fn}(${z})`).toBeCloseTo(known[fn].f(z), 5);
      expect(dy[i], `${fn}′(${z})`).toBeCloseTo(known[fn].df(z), 5);
    });
  });
});

test.each(Object.keys(presets) as (keyof typeof presets)[])('preset %s, step by step', { timeout: 120_000 }, (name) =>
  together(presets[name], 'wasm', 1e-4, 3),
);

test('a step that is too long to be taken in one go, operator by operator', { timeout: 120_000 }, () => {
  const plan: Plan = {
    ...small,
    data: { kind: 'moons', train: 100, test: 0, noise: 1 },
    network: dropping(chain([1000, 1000, 1], 'tanh')),
    loss: 'squared_error',
    optimizer: { kind: 'sgd', learningRate: 1e-4 },
    batchSize: 100,
  };
  const engine = begin(plan, 'wasm');
  expect(engine.fits).toBe(false);
  const tensors = loaded.get('wasm')?.tf.memory().numTensors;
  expect([...engine.evaluate()].length).toBeGreaterThan(5);
  finish(engine.update());
  expect(loaded.get('wasm')?.tf.memory().numTensors).toBeLessThan((tensors ?? 0) + 20); // parameters and constants
  engine.close();
  together(plan, 'wasm', 1e-4, 1);
});

test('two runs on two backends take turns', () => {
  const engines = ids.map((id) => begin(small, id));
  for (let k = 0; k < 3; k++)
    for (const engine of engines) {
      finish(engine.evaluate());
      expect(loaded.get('wasm')?.tf.getBackend()).toBe(backends[engine.used.backend ?? 'cpu'].tfjs);
      finish(engine.update());
      engine.run(5);
    }
  const [a, b] = engines;
  expect(apart(a?.values('W1') ?? [], b?.values('W1') ?? [1])).toBeLessThan(1e-4);
  for (const engine of engines) engine.close();
});

test('a gradient that is wrong by a hundredth is found, and one that is not finite is not compared', () => {
  const { tf } = loaded.get('cpu') ?? {};
  if (!tf) throw new Error('no cpu');
  const W: Slot = {
    name: 'W1',
    rows: 1,
    columns: 3,
    wanted: true,
    value: tf.tensor2d([[1, -2, 3]]),
    gradient: null,
    turned: false,
    rest: [],
  };
  const half = (): Tensor => tf.mul(tf.sum(tf.square(W.value)), 0.5); // its gradient is W
  const difference = (gradient: number[]): number | null => {
    W.gradient = tf.tensor2d([gradient]);
    return largestDifference(tf, [W], half);
  };
  expect(difference([1, -2, 3])).toBe(0);
  expect(difference([1, -2, 3.03])).toBeCloseTo(0.01, 5);
  expect(difference([1, NaN, 3])).toBe(null);
});
