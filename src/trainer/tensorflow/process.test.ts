import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookEntries } from '../../core/frame/layout.ts';
import { decodeFrame } from '../../core/frame/frame.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { framesOf, Trainer } from '../testing/process.ts';

const resources = join(import.meta.dirname, '../../../resources');
const wasm = 'tfjs-backend-wasm-simd.wasm';
let folder: string;
let trainer: Trainer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  for (const name of ['kernels.wasm', 'tensorflow.cjs', wasm]) cpSync(join(resources, name), join(folder, name));
});
afterEach(() => {
  trainer.end();
  rmSync(folder, { recursive: true });
});

const plan: Plan = { ...presets.moons, length: { steps: 300 }, engine: 'tensorflow' };
async function run(of: Plan = plan): Promise<Trainer> {
  trainer = new Trainer(folder);
  trainer.post({ type: 'start', run: 1, plan: of, speed: null, paused: false });
  await trainer.ended();
  return trainer;
}
const losses = (of: Plan): number[] => framesOf(of, trainer.frames).map(({ scalars }) => scalars.loss);

test('a run of TensorFlow records what the SIMD kernels record, and says what computed it', async () => {
  await run();
  expect(trainer.progress).toMatchObject({
    status: 'finished',
    step: 300,
    engine: { engine: 'tensorflow', backend: 'wasm' },
  });
  expect(trainer.progress?.engine?.notes).toEqual([
    expect.stringMatching(/^At step 0 its gradients are within \S+ of tf.grads\.$/),
  ]);
  const theirs = losses(plan);
  trainer.end();
  const { engine: _, ...usual } = plan;
  await run(usual);
  expect(trainer.progress?.engine).toBeUndefined();
  const ours = losses(usual);
  expect(theirs).toHaveLength(ours.length);
  theirs.forEach((loss, i) => expect(loss).toBeCloseTo(ours[i] ?? NaN, 4));
});

test('messages keep their order while TensorFlow loads, and a look is computed by the engine of its run', async () => {
  trainer = new Trainer(folder);
  trainer.post({ type: 'start', run: 1, plan, speed: null, paused: true });
  trainer.post({ type: 'control', run: 1, action: 'step' });
  await trainer.until(() => trainer.progress?.step === 1 && trainer.progress.status === 'paused');
  const from = { step: 1, keyframe: null };
  const { frame, entries } = await trainer.ask({ type: 'look', request: 1, plan, from }, 'looked');
  expect(entries).toEqual(lookEntries(graphOf(plan, shapeOf(plan)), plan.batchSize));
  const looked = decodeFrame(frame, { frame: entries, keyframe: [] });
  const seen = framesOf(plan, trainer.frames).find(({ scalars }) => scalars.step === 1);
  for (const name of ['W1', 'b2', 'z1', 'dW1', 'o']) expect(looked.tensor(name), name).toEqual(seen?.tensor(name));
});

test('a backend that is broken is a sentence, and the next best computes', async () => {
  writeFileSync(join(folder, wasm), 'no WebAssembly');
  await run({ ...plan, backend: 'wasm' });
  expect(trainer.progress).toMatchObject({ status: 'finished', engine: { engine: 'tensorflow', backend: 'cpu' } });
  const notes = trainer.progress?.engine?.notes ?? [];
  expect(notes[0]).toMatch(/^TensorFlow’s wasm backend is not here: .+\.$/);
  expect(notes[1]).toBe('So cpu computes instead.');
  const { engines } = await trainer.ask({ type: 'engines', request: 2 }, 'engines');
  expect(engines.map(({ backend, missing }) => [backend, missing === null])).toEqual([
    [null, true],
    ['native', false],
    ['wasm', false],
    ['cpu', true],
  ]);
});

test('without TensorFlow.js the SIMD kernels compute, and a look says why it cannot', async () => {
  rmSync(join(folder, 'tensorflow.cjs'));
  await run();
  expect(trainer.progress).toMatchObject({ status: 'finished', engine: { engine: 'simd', backend: null } });
  expect(trainer.progress?.engine?.notes.at(-1)).toBe('So the SIMD kernels compute instead.');
  const from = { step: 1, keyframe: null };
  const { message } = await trainer.ask({ type: 'look', request: 1, plan, from }, 'failed');
  expect(message).toContain('tensorflow.cjs was not built');
});

test('a run goes on while another backend starts', async () => {
  trainer = new Trainer(folder);
  const long: Plan = { ...plan, backend: 'cpu', length: { steps: 1_000_000 } };
  trainer.post({ type: 'start', run: 1, plan: long, speed: null, paused: false });
  await trainer.until(() => (trainer.progress?.step ?? 0) > 100);
  const { engines } = await trainer.ask({ type: 'engines', request: 1 }, 'engines');
  expect(engines.find(({ backend }) => backend === 'wasm')?.missing).toBeNull();
  const { step = 0 } = trainer.progress ?? {};
  await trainer.until(() => (trainer.progress?.step ?? 0) > step + 100);
  expect(trainer.progress?.status).toBe('running');
});

test('a diverging run ends at the step the kernels end at', async () => {
  const hot: Plan = { ...plan, loss: 'squared_error', optimizer: { kind: 'sgd', learningRate: 1e30 } };
  await run(hot);
  const { status, step, message } = trainer.progress ?? {};
  expect(status).toBe('diverged');
  trainer.end();
  await run({ ...hot, engine: 'simd' });
  expect(trainer.progress).toMatchObject({ status, step, message });
});

test('where there was no native engine it is looked for again when there may be one', async () => {
  trainer = new Trainer(folder);
  let asked = 0;
  trainer.answered(({ type }) => (asked += type === 'findNative' ? 1 : 0));
  const missing = async (request: number) => {
    const { engines } = await trainer.ask({ type: 'engines', request }, 'engines');
    return engines.find(({ backend }) => backend === 'native')?.missing;
  };
  expect(await missing(1)).toBe('TensorFlow is not installed here.');
  trainer.native = { reason: 'It crashed.' };
  expect(await missing(2)).toBe('TensorFlow is not installed here.');
  trainer.post({ type: 'nativeChanged' });
  expect(await missing(3)).toBe('It crashed.');
  expect(asked).toBe(2);
});
