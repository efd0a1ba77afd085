import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ToTrainer, Waypoint } from '../core/contract/trainer.ts';
import { decodeFrame, type Frame } from '../core/frame/frame.ts';
import { cadenceOf, layoutOf } from '../core/frame/layout.ts';
import { graphOf } from '../core/graph/graph.ts';
import { chain, presets } from '../core/plan/presets.ts';
import type { Layer, Plan } from '../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch } from '../core/plan/shape.ts';
import type { Change } from '../core/run.ts';
import { noisyMoons } from './testing/noisy-moons.ts';
import { framesOf, Trainer } from './testing/process.ts';

let trainer: Trainer;
beforeEach(() => {
  trainer = new Trainer();
});
afterEach(() => trainer.end());

const withDropout = (network: Layer[]): Layer[] =>
  network.flatMap((l): Layer[] => (l.type === 'activation' ? [l, { type: 'dropout', p: 0.3 }] : [l]));
const layoutFor = (plan: Plan) => layoutOf(plan, graphOf(plan, shapeOf(plan)), shapeOf(plan));

/** A run seen to its end. */
interface Seen {
  plan: Plan;
  bytes: Uint8Array[];
  frames: Frame[];
}
let nextRun = 1;
async function run(plan: Plan, branch?: { from: Waypoint; changes: Change[] }): Promise<Seen> {
  trainer.frames.length = 0;
  trainer.progress = null;
  const message: ToTrainer = { type: 'start', run: nextRun++, plan, speed: null, paused: false };
  trainer.post(branch ? { ...message, branch } : message);
  await trainer.ended();
  const bytes = [...trainer.frames];
  return { plan, bytes, frames: framesOf(plan, bytes) };
}

/** The way to a step of a run, as main finds it. */
function wayTo({ plan, bytes, frames }: Seen, step: number): Waypoint {
  const k = frames.findLastIndex((f) => f.kind === 'keyframe' && f.scalars.step <= step);
  const found = bytes[k];
  return { step, keyframe: found ? { bytes: found, layout: layoutFor(plan) } : null };
}
const branch = (of: Seen, step: number, changes: Change[] = []): Promise<Seen> =>
  run(of.plan, { from: wayTo(of, step), changes });

/** What a run recorded on the cadence after a step. */
const after = ({ plan, bytes, frames }: Seen, step: number): string[] => {
  const { frameEvery, keyframeEvery } = cadenceOf(plan, layoutFor(plan));
  return frames.flatMap(({ kind, scalars }, i) => {
    const last = scalars.step === frames.at(-1)?.scalars.step;
    const kept = last || scalars.step % (kind === 'frame' ? frameEvery : keyframeEvery) === 0;
    return kept && scalars.step > step
      ? [`${kind} ${scalars.step} ${Buffer.from(bytes[i] ?? []).toString('hex')}`]
      : [];
  });
};

const short: Plan = { ...presets.moons, length: { steps: 1700 } }; // a frame every 2 steps, a keyframe every 85
const plans: Record<string, Plan> = {
  sgd: short,
  'TensorFlow, adam, dropout': {
    ...short,
    engine: 'tensorflow',
    network: withDropout(chain([6, 4, 1], 'tanh')),
    optimizer: { kind: 'adam', learningRate: 0.01, clip: 0.5 },
    batchSize: 30,
  },
  'adam, dropout, cosine, clip': {
    ...short,
    network: withDropout(chain([6, 4, 1], 'tanh')),
    optimizer: { kind: 'adam', learningRate: 0.01, clip: 0.5, schedule: { kind: 'cosine' } },
    batchSize: 30, // the last batch of an epoch is smaller
  },
  'early stopping, which remembers': {
    ...noisyMoons, // 15 steps an epoch; stops at step 1,965
    earlyStopping: { patience: 20 },
    length: { steps: 6000 },
  },
  'a validation set, which is remembered': {
    ...noisyMoons,
    data: { kind: 'moons', train: 60, validation: 300, test: 240, noise: 2 },
    earlyStopping: { patience: 40 },
    length: { steps: 6000 },
  },
  'a large test set, measured rarely': {
    ...short,
    data: { kind: 'moons', train: 60, test: 2000, noise: 1 },
    batchSize: 4,
    weightDecay: 0.001,
    length: { steps: 5100 }, // a frame every 6 steps, a keyframe every 255: means begin between keyframes
  },
};

describe.each(Object.keys(plans))('%s', { timeout: 120_000 }, (name) => {
  const plan = plans[name] as Plan;

  test('a branch without changes records what its parent did, byte for byte', async () => {
    const parent = await run(plan);
    for (const step of [0, 1, 85, 86, 255, 1001, 1699]) {
      const child = await branch(parent, step);
      expect(child.frames.slice(0, 2).map((f) => [f.kind, f.scalars.step])).toEqual([
        ['frame', step],
        ['keyframe', step],
      ]);
      const theirs = after(parent, step);
      expect(theirs.length).toBeGreaterThan(0);
      expect(after(child, step)).toEqual(theirs);
    }
  });

  test('a branch of a branch that is not changed does so too, from its own keyframe alone', async () => {
    const parent = await run(plan);
    const child = await branch(parent, 301);
    const grandchild = await branch(child, 304);
    expect(after(grandchild, 304)).toEqual(after(parent, 304));
  });

  test('a change changes what follows, and a branch of a changed run goes on as that one did', async () => {
    const parent = await run(plan);
    const change: Change = { name: 'W1', index: 3, value: 0.5 };
    const child = await branch(parent, 333, [change, { name: 'b2', index: 1, value: -1 }]);
    const [frame, keyframe] = child.frames;
    for (const first of [frame, keyframe]) {
      expect(first?.tensor('W1')?.[3]).toBe(0.5);
      expect(first?.tensor('b2')?.[1]).toBe(-1);
    }
    expect(frame?.scalars.testStep).toBe(333); // what was measured before is not true of it
    expect(frame?.scalars.epochLoss).toBe(frame?.scalars.loss);
    expect(after(child, 333)).not.toEqual(after(parent, 333));
    for (const step of [335, 341, 500]) expect(after(await branch(child, step), step)).toEqual(after(child, step));
  });
});

test('a branch of digits goes on as its parent did', { timeout: 120_000 }, async () => {
  trainer.post({
    type: 'source',
    key: 'mnist',
    file: readFileSync(join(import.meta.dirname, '../../resources/mnist.bin')),
  });
  const plan: Plan = {
    ...presets.digits,
    data: { kind: 'mnist', train: 600, test: 200 },
    network: withDropout(chain([24, 10], 'relu')),
    optimizer: { kind: 'rmsprop', learningRate: 0.001 },
    batchSize: 50,
    length: { steps: 90 },
  };
  const parent = await run(plan);
  for (const step of [7, 31, 60]) expect(after(await branch(parent, step), step)).toEqual(after(parent, step));
});

test('a branch that shows other plots goes on with the same numbers', async () => {
  const network = chain([120, 80, 1], 'tanh');
  const plots: Plan['plots'] = [{ plot: 'loss' }];
  const parent = await run({ ...short, network, batchSize: 4, plots, length: { steps: 1290 } });
  const step = 980;
  const plan: Plan = { ...parent.plan, plots: [{ plot: 'weights' }, { plot: 'gradients' }, { plot: 'confusion' }] };
  const child = await run(plan, { from: wayTo(parent, step), changes: [] });
  expect([parent, child].map(({ plan }) => cadenceOf(plan, layoutFor(plan)).frameEvery)).toEqual([2, 12]);
  const keyframes = [parent, child].map(({ frames }) => frames.at(-1));
  for (const name of ['W1', 'b2', 'W3']) expect(keyframes[1]?.tensor(name)).toEqual(keyframes[0]?.tensor(name));
  const last = child.frames.findLast(({ kind }) => kind === 'frame');
  expect(last?.tensor('hist dW2')).toHaveLength(68);
  expect(last?.tensor('confusion')?.reduce((sum, count) => sum + count, 0)).toBe(100);
  // its epoch mean goes on from the losses that the keyframe at 975 holds
  const losses: number[] = [];
  for (let at = step - stepsPerEpoch(plan); at < step; at++) {
    const ask: ToTrainer = { type: 'look', request: at, plan: parent.plan, from: wayTo(parent, at) };
    const { entries, frame } = await trainer.ask(ask, 'looked');
    losses.push(decodeFrame(frame, { frame: entries, keyframe: [] }).scalars.loss);
  }
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  expect(child.frames[0]?.scalars.epochLoss).toBeCloseTo(mean, 9);
});

test('a branch of the end goes on from the parameters that were put back, with all of its patience', async () => {
  const plan: Plan = { ...noisyMoons, earlyStopping: { patience: 20 }, length: { steps: 6000 } };
  const parent = await run(plan);
  const end = parent.frames.at(-1)?.scalars.step ?? 0;
  expect(end).toBeLessThan(6000);
  const child = await branch(parent, end);
  expect(child.frames[0]?.tensor('W1')).toEqual(parent.frames.at(-1)?.tensor('W1'));
  expect(child.frames.at(-1)?.scalars.step).toBeGreaterThanOrEqual(end + 20 * 15);
});

/** A network whose steps take a hundred milliseconds. */
const wide: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 256, test: 0, noise: 1 },
  batchSize: 256,
  network: chain([768, 768, 1], 'relu'),
  length: { steps: 1000 },
};
const farAway: Waypoint = { step: 900, keyframe: null };

test('while a branch is on its way it can be paused, resumed and stopped, and others go on', async () => {
  trainer.post({
    type: 'start',
    run: 100,
    plan: wide,
    speed: null,
    paused: false,
    branch: { from: farAway, changes: [] },
  });
  await trainer.until(() => trainer.progress !== null);
  expect(trainer.progress).toMatchObject({ status: 'running', step: 900 });
  trainer.post({ type: 'control', run: 100, action: 'pause' });
  await trainer.until(() => trainer.progress?.status === 'paused');
  trainer.post({ type: 'control', run: 100, action: 'play' });
  await trainer.until(() => trainer.progress?.status === 'running');
  trainer.post({ type: 'control', run: 100, action: 'stop' });
  await trainer.ended();
  expect(trainer.progress).toMatchObject({ status: 'stopped', step: 900 });
  expect(trainer.frames).toEqual([]); // either it has begun with frame and keyframe, or there is nothing
  expect((await run(presets.moons)).frames.length).toBeGreaterThan(1000);
});

test('a branch opened paused waits at its first step', async () => {
  const branch = { from: { step: 500, keyframe: null }, changes: [] };
  trainer.post({ type: 'start', run: 100, plan: short, speed: null, paused: true, branch });
  await trainer.until(() => trainer.progress?.status === 'paused');
  expect(trainer.progress).toMatchObject({ step: 500, epoch: 50 });
  trainer.post({ type: 'control', run: 100, action: 'step' });
  await trainer.until(() => trainer.progress?.step === 501 && trainer.progress.status === 'paused');
  expect(framesOf(short, trainer.frames).map((f) => [f.kind, f.scalars.step])).toEqual([
    ['frame', 500],
    ['keyframe', 500],
    ['frame', 501],
  ]);
});

describe('looking at a step', { timeout: 120_000 }, () => {
  const look = async (of: Seen, step: number): Promise<Frame> => {
    const message: ToTrainer = { type: 'look', request: 5, plan: of.plan, from: wayTo(of, step) };
    const { entries, frame } = await trainer.ask(message, 'looked');
    return decodeFrame(frame, { frame: entries, keyframe: [] });
  };
  const steps = [0, 1, 84, 85, 86, 170, 1001, 1700];

  test.each(Object.keys(plans))('%s: every tensor is the recorded one, bit for bit', async (name) => {
    const plan = { ...(plans[name] as Plan) };
    const parent = await run(plan);
    const shape = shapeOf(plan);
    const { variables } = graphOf(plan, shape);
    for (const step of steps) {
      // a frame of the cadence, or one that a branch adds
      const own = parent.frames.find((f) => f.kind === 'frame' && f.scalars.step === step);
      const want = own ?? (await branch(parent, step)).frames[0];
      const got = await look(parent, step);
      expect(got.n).toBe(want?.n);
      expect(got.tensor('rows')).toEqual(want?.tensor('rows'));
      for (const { name, role, gradient } of variables) {
        if (role === 'data') continue;
        if (role === 'scalar') {
          expect(got.tensor(`d${name}`)).toEqual(Float32Array.of(1));
          continue;
        }
        expect(got.tensor(name)).toEqual(want?.tensor(name));
        if (gradient) expect(got.tensor(`d${name}`)).toEqual(want?.tensor(`d${name}`));
      }
      expect(got.tensor('L')?.[0]).toBe(want?.scalars.loss);
      expect(got.tensor('J')?.[0]).toBe(want?.scalars.objective);
    }
  });

  test('a changed branch is seen from its own keyframe', async () => {
    const child = await branch(await run(short), 400, [{ name: 'W2', index: 0, value: 2 }]);
    const got = await look(child, 402);
    const want = child.frames.find((f) => f.kind === 'frame' && f.scalars.step === 402);
    for (const name of ['W2', 'dW2', 'z1', 'do']) expect(got.tensor(name)).toEqual(want?.tensor(name));
  });

  test('at the end of a run that was stopped early are the parameters that were put back', async () => {
    const parent = await run({ ...noisyMoons, earlyStopping: { patience: 20 }, length: { steps: 6000 } });
    const [before, after] = parent.frames.filter((f) => f.kind === 'frame').slice(-2);
    expect(after?.scalars.step).toBe(parent.frames.at(-1)?.scalars.step);
    const got = await look(parent, after?.scalars.step ?? 0);
    for (const name of ['W1', 'dW1', 'z2', 'do']) expect(got.tensor(name)).toEqual(after?.tensor(name));
    expect(got.tensor('W1')).not.toEqual(before?.tensor('W1'));
  });

  test('a run under way is not disturbed, and looks come in turn', async () => {
    const parent = await run(short);
    trainer.frames.length = 0;
    trainer.progress = null;
    trainer.post({ type: 'start', run: 100, plan: short, speed: null, paused: false });
    const looked = await Promise.all([look(parent, 1650), look(parent, 3)]);
    expect(looked.every((f) => f.tensor('dW1') !== null)).toBe(true);
    await trainer.ended();
    const own: Seen = { ...parent, bytes: trainer.frames, frames: framesOf(short, trainer.frames) };
    expect(after(own, -1)).toEqual(after(parent, -1));
  });

  test('one that cannot be done is told, and the next one is', async () => {
    const message: ToTrainer = { type: 'look', request: 9, plan: presets.digits, from: { ...farAway, step: 0 } };
    expect((await trainer.ask(message, 'failed')).message).toMatch(/digits/);
    expect((await look(await run(short), 5)).scalars.step).toBe(5);
  });
});
