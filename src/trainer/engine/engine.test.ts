import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationIds } from '../../core/activations.ts';
import { digitsOf, examplesOf } from '../../core/examples.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { Walker } from '../../core/graph/walker.ts';
import { lossIds, losses, type LossId } from '../../core/losses.ts';
import { optimizerIds } from '../../core/optimizers.ts';
import { memoryOf, totalOf } from '../../core/plan/memory.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { orderOf, keyOf, stream } from '../../core/random.ts';
import { nodeThreads } from '../threads.ts';
import { strideOf } from './arena.ts';
import { compile } from './compile.ts';
import { Engine } from './engine.ts';
import { Module } from './kernels.ts';

const resources = join(import.meta.dirname, '../../../resources');
const module = new Module(readFileSync(join(resources, 'kernels.wasm')));

/** A plan with inline data of any shape. */
function planOf(network: Layer[], width: number, count: number, loss: LossId, more: Partial<Plan> = {}): Plan {
  const random = stream(more.seed ?? 1, 'test');
  const outputs = network.reduce((units, layer) => (layer.type === 'dense' ? layer.units : units), width);
  const row = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
  const x = Array.from({ length: count }, () => row(width, () => Math.fround(random.normal())));
  const y =
    losses[loss].target === 'class'
      ? Array.from({ length: count }, () => random.int(outputs))
      : Array.from({ length: count }, () => row(outputs, () => Math.fround(random.uniform())));
  return {
    ...presets.moons,
    data: { kind: 'inline', x, y },
    network,
    loss,
    batchSize: count,
    shuffle: false,
    length: { steps: 50 },
    ...more,
  };
}

function engineOf(plan: Plan, threads = 1): Engine {
  const engine = new Engine(module, plan, null, { ...nodeThreads, count: () => threads });
  for (const _ of engine.initialize()); // to its end
  return engine;
}
const all = (steps: Iterable<unknown>): void => {
  for (const _ of steps); // to their end
};

/** The float64 walker at the same parameters, with the batch of the engine's step. */
function walkerOf(plan: Plan, engine: Engine): Walker {
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, plan.batchSize);
  for (const [name, { value }] of walker.tensors) if (/(^| )[Wb]\d/.test(name)) value.set(engine.values(name));
  return walker;
}
function load(walker: Walker, engine: Engine): void {
  const { train } = engine.data;
  const { width, targetWidth, x, y } = train;
  walker.batch.n = engine.n;
  walker.batch.step = engine.step;
  const rows = engine.order.subarray(engine.from, engine.from + engine.n);
  rows.forEach((row, i) => {
    walker.tensor('x').value.set(x.subarray(row * width, (row + 1) * width), i * width);
    walker.tensor('y').value.set(y.subarray(row * targetWidth, (row + 1) * targetWidth), i * targetWidth);
  });
}

/** The largest error of any value or gradient, relative to the largest entry of its tensor, or to 1 where all are small. */
function worstError(engine: Engine, walker: Walker, names: string[], scale = 1): number {
  let worst = 0;
  for (const name of names) {
    const tensor = walker.tensors.get(name) ?? walker.tensor(name.slice(1));
    const own = walker.tensors.has(name);
    const n = tensor.rows === 'n' ? engine.n : tensor.rows;
    const want = Float64Array.from((own ? tensor.value : tensor.gradient).subarray(0, n * tensor.columns));
    const got = new Float32Array(want.length);
    engine.read(name, got);
    const largest = want.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    want.forEach((v, i) => (worst = Math.max(worst, Math.abs(v - (got[i] ?? NaN)) / Math.max(largest, scale))));
    if (want.some((v, i) => !Number.isFinite(got[i] ?? NaN) && Number.isFinite(v))) return NaN;
  }
  return worst;
}
const everything = (walker: Walker): string[] =>
  walker.graph.variables.flatMap(({ name, gradient }) => (gradient ? [name, `d${name}`] : [name]));

describe.each(activationIds)('%s', (fn) => {
  test.each(lossIds)('with %s: every value and gradient is the float64 walker’s', (loss) => {
    for (const bias of [true, false]) {
      const network = chain([5, 4, 3], fn, 'xavier').map((l) => (l.type === 'dense' ? { ...l, bias } : l));
      const plan = planOf(network, 3, 7, loss, { weightDecay: 0.1, l1: 0.01 });
      const engine = engineOf(plan);
      const walker = walkerOf(plan, engine);
      all(engine.evaluate());
      load(walker, engine);
      walker.forward();
      walker.backward();
      expect(worstError(engine, walker, everything(walker), 1e-3)).toBeLessThan(5e-6);
    }
  });
});

const layer = fc.oneof(
  fc.record({
    type: fc.constant('dense' as const),
    units: fc.integer({ min: 1, max: 19 }),
    init: fc.constantFrom({ kind: 'xavier' as const }, { kind: 'orthogonal' as const }),
    bias: fc.boolean(),
    frozen: fc.boolean(),
  }),
  fc.record({ type: fc.constant('activation' as const), fn: fc.constantFrom(...activationIds) }),
  fc.record({ type: fc.constant('dropout' as const), p: fc.constantFrom(0, 0.2, 0.5, 0.9) }),
  fc.record({ type: fc.constant('noise' as const), sigma: fc.constantFrom(0, 0.3) }),
);

test('any network, width down to 1, any batch size, optimizer, penalty, clip, schedule: the float64 walker’s steps', () => {
  const schedule = fc.constantFrom<Plan['optimizer']['schedule']>(
    undefined,
    { kind: 'step', every: 1, factor: 0.5 },
    { kind: 'cosine' },
  );
  fc.assert(
    fc.property(
      fc.array(layer, { maxLength: 6 }),
      fc.record({
        count: fc.integer({ min: 1, max: 41 }),
        batches: fc.integer({ min: 1, max: 3 }),
        width: fc.integer({ min: 1, max: 9 }),
        loss: fc.constantFrom(...lossIds),
        kind: fc.constantFrom(...optimizerIds),
        weightDecay: fc.constantFrom(0, 0.05),
        l1: fc.constantFrom(0, 0.01),
        clip: fc.constantFrom(undefined, 0.05, 10),
        schedule,
        shuffle: fc.boolean(),
        seed: fc.integer({ min: 0, max: 1000 }),
      }),
      (layers, { count, batches, width, loss, kind, weightDecay, l1, clip, schedule: given, shuffle, seed }) => {
        const last: Layer = { type: 'dense', units: 2, init: { kind: 'xavier' }, bias: true };
        const optimizer: Plan['optimizer'] = { kind, learningRate: 0.01 };
        if (clip !== undefined) optimizer.clip = clip;
        if (given) optimizer.schedule = given;
        const batchSize = Math.ceil(count / batches);
        const more = { weightDecay, l1, optimizer, shuffle, seed, batchSize };
        const plan = planOf([...(layers as Layer[]), last], width, count, loss, more);
        const engine = engineOf(plan);
        const walker = walkerOf(plan, engine);
        for (let step = 0; step < 5; step++) {
          all(engine.evaluate());
          load(walker, engine);
          walker.forward();
          walker.backward();
          // where z is as good as 0 the slope of a kink may differ: such batches say nothing
          const kink = walker.graph.operators.some(
            ({ operation, inputs: [z = ''] }) =>
              operation.kind === 'activation' && walker.tensor(z).value.some((v) => v !== 0 && Math.abs(v) < 1e-6),
          );
          if (kink) return;
          expect(worstError(engine, walker, everything(walker), 1e-2)).toBeLessThan(2e-4);
          all(engine.update());
          walker.update();
          // what follows is compared from equal parameters again, or the chaos of training would add up
          const learnt = [...walker.tensors.keys()].filter((name) => /(^| )[Wb]\d/.test(name));
          expect(worstError(engine, walker, learnt)).toBeLessThan(3e-3);
          for (const name of learnt) walker.tensor(name).value.set(engine.values(name));
        }
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});

const moons: Plan = {
  ...presets.moons,
  network: chain([6, 4, 1], 'tanh'),
  optimizer: { kind: 'adam', learningRate: 0.01 },
};
const dropped: Plan = {
  ...moons,
  batchSize: 30,
  network: moons.network.flatMap((l): Layer[] => (l.type === 'activation' ? [l, { type: 'dropout', p: 0.4 }] : [l])),
};
const parameters = (engine: Engine): number[] =>
  engine.graph.variables.flatMap(({ name, role }) => (role === 'parameter' ? [...engine.values(name)] : []));

test('node by node, step by step, and all at once are the same bits', () => {
  const [quick, stepped, nodes] = [engineOf(dropped), engineOf(dropped), engineOf(dropped)];
  quick.run(23);
  for (let step = 0; step < 23; step++) {
    all(stepped.evaluate());
    all(stepped.update());
    const { train } = nodes.compiled;
    train.instructions.forEach((_, k) => nodes.node(train, k));
  }
  expect(parameters(stepped)).toEqual(parameters(quick));
  expect(parameters(nodes)).toEqual(parameters(quick));
  expect([stepped.step, nodes.step, quick.step]).toEqual([23, 23, 23]);
  expect(stepped.epochLoss).toBe(quick.epochLoss);
});

test('going on from a keyframe gives the bits of never having stopped', () => {
  for (const kind of optimizerIds) {
    const plan: Plan = { ...dropped, optimizer: { kind, learningRate: 0.01, schedule: { kind: 'cosine' } } };
    const whole = engineOf(plan);
    whole.run(1030); // beyond one table of rates
    const keyframe = new Map(
      [...whole.compiled.train.places.keys()]
        .filter((n) => /(^| )[Wb]\d/.test(n))
        .map((n) => [n, whole.values(n).slice()]),
    );
    const again = new Engine(module, plan, null);
    again.step = whole.step;
    for (const [name, values] of keyframe) again.values(name).set(values);
    whole.run(77);
    again.run(77);
    expect(parameters(again)).toEqual(parameters(whole));
  }
});

test('slices and threads change no bit, and batches are those of the epoch’s order', () => {
  const wide: Plan = {
    ...planOf(chain([301, 210, 3], 'silu', 'he'), 37, 203, 'softmax_cross_entropy', { weightDecay: 0.01 }),
    shuffle: true,
    batchSize: 97,
    optimizer: { kind: 'adamw', learningRate: 0.01, clip: 0.5 },
  };
  const one = engineOf(wide);
  const two = engineOf(wide, 2);
  const three = engineOf(wide, 3);
  try {
    expect([one.threads, two.threads, three.threads]).toEqual([1, 2, 3]);
    one.run(8);
    two.run(8);
    for (let step = 0; step < 8; step++) {
      all(three.evaluate());
      const order = orderOf(203, keyOf(wide.seed, 'order'), Math.floor(step / 3));
      expect(three.order).toEqual(order);
      all(three.update());
    }
    expect(parameters(two)).toEqual(parameters(one));
    expect(parameters(three)).toEqual(parameters(one));
  } finally {
    for (const engine of [one, two, three]) engine.close();
  }
});

test('a step that takes long yields, and is the same', () => {
  const huge = planOf(chain([1100, 1000, 2], 'relu', 'he'), 40, 90, 'squared_error', { weightDecay: 0.01 });
  const sliced = engineOf(huge);
  expect(sliced.fits).toBe(false);
  let turns = 0;
  for (const _ of sliced.evaluate()) turns++;
  expect(turns).toBeGreaterThan(8);
  all(sliced.update());
  const atOnce = engineOf(huge);
  const { at, instructions } = atOnce.compiled.train;
  atOnce.kernels.prepare(at);
  atOnce.writeRates();
  atOnce.kernels.walk(at, 0, instructions.length);
  expect(parameters(sliced)).toEqual(parameters(atOnce));
});

test('a loss that is not finite ends before its update', () => {
  const plan: Plan = { ...moons, optimizer: { kind: 'sgd', learningRate: 1e30 }, loss: 'squared_error' };
  const engine = engineOf(plan);
  const taken = engine.run(50);
  expect(taken).toBeLessThan(50);
  expect(taken).toBeGreaterThan(0);
  expect(engine.step).toBe(taken);
  expect(Number.isFinite(engine.objective)).toBe(false);
});

test('the memory of a run is known before, within the padding of small tensors', () => {
  for (const plan of [presets.moons, presets.digits, presets.exercise2, dropped] as Plan[]) {
    const { bytes } = engineSizes(plan);
    const estimate = totalOf(memoryOf(plan));
    expect(bytes).toBeLessThan(1.1 * estimate + 80_000);
    expect(bytes).toBeGreaterThan(0.9 * estimate);
  }
});

function engineSizes(plan: Plan): { bytes: number } {
  return compile(
    plan,
    graphOf(plan, shapeOf(plan)),
    shapeOf(plan),
    strideOf,
    examplesOf(plan, digitsOf(readFileSync(join(resources, 'mnist.bin')))),
    'measured',
  );
}
