import { afterEach, expect, test } from 'vitest';
import { chain, presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { noisyMoons } from './testing/noisy-moons.ts';
import { framesOf, Trainer } from './testing/process.ts';

let trainer: Trainer;
const started = (): Trainer => (trainer = new Trainer());
afterEach(() => trainer.end());

const run = async (plan: Plan, speed: number | null = null): Promise<Trainer> => {
  started().post({ type: 'start', run: 1, plan, speed, paused: false });
  await trainer.ended();
  return trainer;
};

test('2-6-3-1 learns the moons, and records its first and last step', async () => {
  await run(presets.moons);
  expect(trainer.progress).toMatchObject({ status: 'finished', step: 3000 });
  const frames = framesOf(presets.moons, trainer.frames).filter((frame) => frame.kind === 'frame');
  expect(frames).toHaveLength(1001);
  expect(frames[0]?.scalars).toMatchObject({ step: 0, epoch: 0, penalty: 0 });
  const last = frames.at(-1)?.scalars;
  expect(last?.step).toBe(3000);
  expect(last?.epochLoss).toBeLessThan(0.4);
  expect(last?.testStep).toBe(3000);
  expect(trainer.progress?.curve.length).toBeLessThanOrEqual(65);
});

test('equal plans give equal bytes, and pauses and pace do not change what the cadence records', async () => {
  const plan: Plan = { ...noisyMoons, length: { steps: 400 }, network: [...noisyMoons.network] };
  plan.network.splice(2, 0, { type: 'dropout', p: 0.3 });
  await run(plan);
  const once = trainer.frames;
  trainer.end();
  await run(plan);
  expect(Buffer.concat(trainer.frames).equals(Buffer.concat(once))).toBe(true);
  trainer.end();

  started().post({ type: 'start', run: 1, plan, speed: 20, paused: true });
  await trainer.until(() => trainer.progress?.status === 'paused');
  expect(trainer.progress?.step).toBe(0);
  trainer.post({ type: 'control', run: 1, action: 'step' });
  await trainer.until(() => trainer.progress?.step === 1 && trainer.progress.status === 'paused');
  trainer.post({ type: 'control', run: 1, action: 'epoch' });
  trainer.post({ type: 'speed', run: 1, speed: null });
  await trainer.until(() => trainer.progress?.step === 15 && trainer.progress.status === 'paused');
  trainer.post({ type: 'control', run: 1, action: 'play' });
  await trainer.until(() => trainer.progress?.status === 'finished');
  expect(Buffer.concat(trainer.frames).equals(Buffer.concat(once))).toBe(true);
});

test('another seed gives other numbers', async () => {
  const plan: Plan = { ...presets.moons, length: { steps: 5 } };
  await run(plan);
  const once = Buffer.concat(trainer.frames);
  trainer.end();
  await run({ ...plan, seed: plan.seed + 1 });
  expect(Buffer.concat(trainer.frames).equals(once)).toBe(false);
});

test('a pause is answered in the middle of a step that takes half a minute', async () => {
  const wide: Plan = {
    ...presets.moons,
    data: { kind: 'moons', train: 512, test: 0, noise: 1 },
    batchSize: 512,
    network: chain([4096, 4096, 1], 'relu'),
    length: { steps: 50 },
  };
  started().post({ type: 'start', run: 1, plan: wide, speed: null, paused: false });
  await trainer.until(() => trainer.progress?.status === 'running');
  trainer.post({ type: 'control', run: 1, action: 'pause' });
  await trainer.until(() => trainer.progress?.status === 'paused');
  expect(trainer.progress?.step).toBe(0);
});

test('without acknowledgement it stops sending, and goes on when main has stored', async () => {
  const plan: Plan = { ...presets.moons, batchSize: 100, data: { kind: 'moons', train: 2000, test: 0, noise: 1 } };
  started().acknowledge = false;
  trainer.post({ type: 'start', run: 1, plan, speed: null, paused: false });
  await trainer.until(() => trainer.batches.length >= 4);
  trainer.post({ type: 'control', run: 1, action: 'play' }); // answered even now: it is no frame batch's turn
  await trainer.until(() => trainer.batches.length >= 5);
  const held = trainer.progress?.step ?? 0;
  expect(held).toBeLessThan(6000);
  trainer.acknowledge = true;
  for (let i = 0; i < trainer.batches.length; i++) trainer.post({ type: 'stored', run: 1 });
  await trainer.until(() => trainer.progress?.status === 'finished');
  expect(trainer.progress?.step).toBe(6000);
});

test('a diverged run ends where its objective stopped being finite, and says which tensor', async () => {
  const plan: Plan = {
    ...presets.moons,
    loss: 'squared_error',
    network: chain([8, 8, 8, 1], 'identity', 'too_large'),
    optimizer: { kind: 'sgd', learningRate: 2 },
  };
  await run(plan);
  expect(trainer.progress?.status).toBe('diverged');
  expect(trainer.progress?.message).toMatch(
    /^(L|(z\d|h\d|o) of layer \d) was the first not to be finite, at step \d+$/,
  );
  const frames = framesOf(plan, trainer.frames).filter((frame) => frame.kind === 'frame');
  expect(frames.at(-1)?.scalars.step).toBe(trainer.progress?.step);
  expect(frames.at(-1)?.scalars.objective).not.toSatisfy(Number.isFinite);
  expect(frames.at(-2)?.scalars.objective).toSatisfy(Number.isFinite); // the last finite frame is kept
  expect(trainer.progress?.step).toBeLessThan(50);
});

test('frames say of each layer what plots need', async () => {
  const plan: Plan = {
    ...presets.moons,
    optimizer: { kind: 'adam', learningRate: 0.01, schedule: { kind: 'step', every: 2, factor: 0.5 } },
    length: { steps: 40 },
  };
  await run(plan);
  const frames = framesOf(plan, trainer.frames).filter((frame) => frame.kind === 'frame');
  const tensor = (step: number, name: string): number[] => [...(frames[step]?.tensor(name) ?? [])];
  expect([0, 19, 20, 39].map((step) => tensor(step, 'η')[0])).toEqual([0.01, 0.01, 0.005, 0.005].map(Math.fround));
  for (const step of [0, 17]) {
    // the update that follows, from the weights of two frames
    ['W1', 'W2', 'W3'].forEach((W, layer) => {
      const before = tensor(step, W);
      const change = Math.hypot(...tensor(step + 1, W).map((w, i) => w - (before[i] ?? 0)));
      expect(tensor(step, '‖ΔW‖')[layer]).toBeCloseTo(change, 6);
    });
    const z = tensor(step, 'z1');
    const mean = z.reduce((a, b) => a + b, 0) / z.length;
    expect(tensor(step, 'mean')[0]).toBeCloseTo(mean, 5);
    expect(tensor(step, 'variance')[0]).toBeCloseTo(z.reduce((a, b) => a + (b - mean) ** 2, 0) / z.length, 5);
    expect(tensor(step, 'saturated')[0]).toBeCloseTo(z.filter((v) => v <= 0).length / z.length, 6);
    const dead = [0, 1, 2, 3, 4, 5].filter((unit) => z.every((v, i) => i % 6 !== unit || v <= 0)).length;
    expect(tensor(step, 'dead')[0]).toBeCloseTo(dead / 6, 6);
    // M⁽¹⁾ = diag(φ′(z)) W of the first example: ΣΣ of squares is that of the singular values
    const W1 = tensor(step, 'W1');
    const squares = W1.reduce((sum, w, k) => sum + ((z[k >> 1] ?? 0) > 0 ? w * w : 0), 0);
    expect(tensor(step, 'σ M1').reduce((sum, s) => sum + s * s, 0)).toBeCloseTo(squares, 4);
    expect(tensor(step, 'σ M1…3')).toHaveLength(1);
  }
});

test('frames of a large network have histograms of weights, gradients and activations', async () => {
  const plan: Plan = { ...presets.moons, network: chain([400, 200, 1], 'tanh'), batchSize: 50, length: { steps: 3 } };
  await run(plan);
  const frames = framesOf(plan, trainer.frames);
  const frame = frames.find(({ kind }) => kind === 'frame');
  const W2 = frames.find(({ kind }) => kind === 'keyframe')?.tensor('W2') ?? new Float32Array(0);
  const histogram = [...(frame?.tensor('hist W2') ?? [])];
  expect(histogram).toHaveLength(68);
  expect(histogram.slice(0, 64).reduce((a, b) => a + b, 0)).toBe(80_000);
  expect(histogram.slice(64, 66)).toEqual([W2.reduce((a, b) => Math.min(a, b)), W2.reduce((a, b) => Math.max(a, b))]);
  for (const name of ['hist dW1', 'hist z1', 'hist o', 'hist h1', 'hist dh2'])
    expect(
      frame
        ?.tensor(name)
        ?.subarray(0, 64)
        .some((count) => count > 0),
    ).toBe(true);
});

test('trace and curve are answered', async () => {
  started();
  const { trace } = await trainer.ask({ type: 'trace', request: 7, plan: presets.moons }, 'traced');
  expect(Object.keys(trace.nodes)).toEqual(
    expect.arrayContaining(['x', 'W1', 'dW1', 'z1', 'dz1', 'o', 'do', 'L', 'J', 'dJ']),
  );
  expect(trace.nodes['dJ']?.values).toEqual([1]);
  const { y, dy } = await trainer.ask({ type: 'curve', request: 8, fn: 'sigmoid', x: [0] }, 'curved');
  expect([y, dy]).toEqual([[0.5], [0.25]]);
});

test('two quick asks for one step are two steps', async () => {
  started().post({ type: 'start', run: 1, plan: presets.moons, speed: null, paused: true });
  await trainer.until(() => trainer.progress?.status === 'paused');
  trainer.post({ type: 'control', run: 1, action: 'step' });
  trainer.post({ type: 'control', run: 1, action: 'step' });
  await trainer.until(() => trainer.progress?.step === 2 && trainer.progress.status === 'paused');
});

test('a run that cannot begin says so, and the process goes on', async () => {
  started().post({ type: 'start', run: 1, plan: presets.digits, speed: null, paused: false }); // without the digits
  await trainer.until(() => trainer.progress?.status === 'failed');
  expect(trainer.progress?.message).toMatch(/digits/);
  trainer.post({ type: 'start', run: 2, plan: presets.moons, speed: null, paused: false });
  await trainer.until(() => trainer.progress?.status === 'finished');
});
