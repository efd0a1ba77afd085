import { fork, type ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import type { FromTrainer, ToTrainer } from '../core/contract/trainer.ts';
import { decodeFrame, type Frame } from '../core/frame/frame.ts';
import { layoutOf } from '../core/frame/layout.ts';
import { graphOf } from '../core/graph/graph.ts';
import { chain, presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import type { Progress } from '../core/run.ts';

/** The real trainer process, spoken to as main does. */
class Trainer {
  readonly frames: Uint8Array[] = [];
  readonly batches: number[] = [];
  progress: Progress | null = null;
  acknowledge = true;
  private readonly child: ChildProcess;
  private waiting: (() => void)[] = [];

  constructor() {
    this.child = fork(new URL('./index.ts', import.meta.url), { serialization: 'advanced' });
    this.child.on('message', (message: FromTrainer) => {
      if (message.type === 'batch') {
        this.frames.push(...message.frames);
        this.batches.push(message.frames.reduce((sum, frame) => sum + frame.length, 0));
        this.progress = message.progress;
        if (this.acknowledge) this.post({ type: 'stored', run: message.run });
      }
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  post(message: ToTrainer): void {
    this.child.send(message);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async ask<T extends FromTrainer['type']>(message: ToTrainer, type: T): Promise<Extract<FromTrainer, { type: T }>> {
    return new Promise((resolve) => {
      const listen = (answer: FromTrainer): void => {
        if (answer.type !== type) return;
        this.child.off('message', listen);
        resolve(answer as Extract<FromTrainer, { type: T }>);
      };
      this.child.on('message', listen);
      this.post(message);
    });
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}

let trainer: Trainer;
const started = (): Trainer => (trainer = new Trainer());
afterEach(() => trainer.end());

const read = (plan: Plan, frames: Uint8Array[]): Frame[] => {
  const shape = shapeOf(plan);
  const layout = layoutOf(plan, graphOf(plan, shape), shape);
  return frames.map((bytes) => decodeFrame(bytes, layout));
};

const run = async (plan: Plan, speed: number | null = null): Promise<Trainer> => {
  started().post({ type: 'start', run: 1, plan, speed, paused: false });
  await trainer.until(() => trainer.progress !== null && !['running', 'paused'].includes(trainer.progress.status));
  return trainer;
};

test('2-6-3-1 learns the moons, and records its first and last step', async () => {
  await run(presets.moons);
  expect(trainer.progress).toMatchObject({ status: 'finished', step: 3000 });
  const frames = read(presets.moons, trainer.frames).filter((frame) => frame.kind === 'frame');
  expect(frames).toHaveLength(1001);
  expect(frames[0]?.scalars).toMatchObject({ step: 0, epoch: 0, penalty: 0 });
  const last = frames.at(-1)?.scalars;
  expect(last?.step).toBe(3000);
  expect(last?.meanLoss).toBeLessThan(0.4);
  expect(last?.testStep).toBe(3000);
  expect(trainer.progress?.curve.length).toBeLessThanOrEqual(65);
});

test('equal plans give equal bytes, and pauses and pace do not change what the cadence records', async () => {
  const plan: Plan = { ...presets.overfit, length: { steps: 400 }, network: [...presets.overfit.network] };
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
  expect(trainer.progress?.message).toMatch(/^(W|b|z|h|o|L)/);
  expect(trainer.progress?.step).toBeLessThan(50);
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
