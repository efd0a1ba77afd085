import { afterEach, expect, test } from 'vitest';
import type { FromTrainer, Survey } from '../core/contract/trainer.ts';
import type { Frame } from '../core/frame/frame.ts';
import { layoutOf } from '../core/frame/layout.ts';
import { graphOf } from '../core/graph/graph.ts';
import type { LandscapeAxes } from '../core/landscape/landscape.ts';
import { presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import { noisyMoons } from './testing/noisy-moons.ts';
import { framesOf, Trainer } from './testing/process.ts';

let trainer: Trainer;
afterEach(() => trainer.end());

type Surveyed = Extract<FromTrainer, { type: 'surveyed' }>;
const layoutFor = (plan: Plan): Survey['layout'] => layoutOf(plan, graphOf(plan, shapeOf(plan)), shapeOf(plan));

/** A finished run's frames and how a landscape of it is asked for. */
async function ran(plan: Plan): Promise<{ frames: Frame[]; bytes: Uint8Array[] }> {
  trainer = new Trainer();
  trainer.post({ type: 'start', run: 1, plan, speed: null, paused: false });
  await trainer.ended();
  const all = framesOf(plan, trainer.frames);
  const which = all.flatMap(({ kind }, i) => (kind === 'frame' ? [i] : []));
  return { frames: which.map((i) => all[i] as Frame), bytes: which.map((i) => trainer.frames[i] as Uint8Array) };
}
const asked = (
  plan: Plan,
  axes: LandscapeAxes,
  snapshots: Uint8Array[],
  more: Partial<Survey> = {},
): Promise<Surveyed> =>
  trainer.ask(
    {
      type: 'survey',
      request: 1,
      plan,
      survey: {
        cut: { axes, zoom: 1, size: 17 },
        snapshots,
        layout: layoutFor(plan),
        fromStart: false,
        from: axes.kind === 'pca' ? null : { step: axes.step, keyframe: null },
        ...more,
      },
    },
    'surveyed',
  );
/** L and J of the grid, then x, y, L, J of the path. */
function taken({
  landscape: { size, steps },
  values,
}: Surveyed): Record<'L' | 'J' | 'x' | 'y' | 'pathL' | 'pathJ', Float32Array> {
  const floats = new Float32Array(values.slice().buffer);
  let offset = 0;
  const take = (n: number): Float32Array => floats.subarray(offset, (offset += n));
  const [L, J] = [take(size ** 2), take(size ** 2)];
  const [x, y, pathL, pathJ] = [0, 1, 2, 3].map(() => take(steps.length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { L, J, x, y, pathL, pathJ };
}

/** The batch is the whole training set, so that recorded numbers are those of the landscape. */
const full: Plan = { ...presets.moons, batchSize: 100, weightDecay: 0.01, l1: 0.001, length: { steps: 200 } };

test('at the centre, and along the path, the landscape is what was recorded', async () => {
  const { frames, bytes } = await ran(full);
  const answer = await asked(full, { kind: 'random', step: 120, seed: 4 }, bytes);
  const { L, J, pathL, pathJ } = taken(answer);
  const at120 = frames.find(({ scalars }) => scalars.step === 120)?.scalars;
  expect(Math.abs((L[144] ?? NaN) - (at120?.loss ?? NaN))).toBeLessThan(1e-5);
  expect(Math.abs((J[144] ?? NaN) - (at120?.objective ?? NaN))).toBeLessThan(1e-5);
  expect(at120?.penalty).toBeGreaterThan(0.01);
  expect(answer.landscape).toMatchObject({
    size: 17,
    x: [-1, 1],
    examples: 100,
    count: 100,
    centre: { step: 120, x: 0, y: 0 },
  });
  expect(answer.landscape.steps).toEqual(frames.map(({ scalars }) => scalars.step));
  frames.forEach(({ scalars }, i) => {
    expect(Math.abs((pathL[i] ?? NaN) - scalars.loss)).toBeLessThan(1e-5);
    expect(Math.abs((pathJ[i] ?? NaN) - scalars.objective)).toBeLessThan(1e-5);
  });

  // J grows away from where training has led to, and is that of the parameters it says it is
  const pca = taken(await asked(full, { kind: 'pca' }, bytes));
  expect([pca.x.at(-1), pca.y.at(-1)]).toEqual([0, 0]);
  expect(pca.pathJ.at(-1)).toBeLessThan(pca.pathJ[0] ?? 0);
  expect(Math.max(...pca.J)).toBeGreaterThan(pca.pathJ.at(-1) ?? Infinity);

  const w = { name: 'W1', index: 3 };
  const two = await asked(full, { kind: 'two', step: 0, x: w, y: { name: 'b1', index: 0 } }, bytes);
  expect(two.landscape.centre.x).toBe(frames[0]?.tensor('W1')?.[3]);
  frames.forEach((frame, i) => expect(taken(two).x[i]).toBeCloseTo(frame.tensor('W1')?.[3] ?? NaN, 5));
});

test('dropout is off, and the path of a run without a snapshot of step 0 begins with its initial values', async () => {
  const plan: Plan = { ...full, network: [...full.network] };
  plan.network.splice(2, 0, { type: 'dropout', p: 0.5 });
  const { bytes } = await ran(plan);
  const [once, again] = [await asked(plan, { kind: 'pca' }, bytes), await asked(plan, { kind: 'pca' }, bytes)];
  expect(Buffer.from(once.values).equals(Buffer.from(again.values))).toBe(true);
  const late = await asked(plan, { kind: 'pca' }, bytes.slice(100), { fromStart: true });
  expect(late.landscape.steps.slice(0, 2)).toEqual([0, 100]);
  expect(taken(late).pathJ[0]).toBeCloseTo(taken(once).pathJ[0] ?? NaN, 6);
});

test('a run is not disturbed by landscapes beside it', async () => {
  const plan: Plan = { ...noisyMoons, length: { steps: 800 } }; // a frame a step
  const { bytes } = await ran(plan);
  const alone = Buffer.concat(trainer.frames);
  trainer.end();
  trainer = new Trainer();
  trainer.post({ type: 'start', run: 1, plan, speed: 100, paused: false });
  let meanwhile = 0;
  for (const axes of [{ kind: 'pca' }, { kind: 'random', step: 30, seed: 1 }] satisfies LandscapeAxes[]) {
    await asked(plan, axes, bytes.slice(0, 200));
    if (trainer.progress?.status !== 'finished') meanwhile++;
  }
  expect(meanwhile).toBe(2);
  trainer.post({ type: 'speed', run: 1, speed: null });
  await trainer.ended();
  expect(Buffer.concat(trainer.frames).equals(alone)).toBe(true);
});

test('one that is forgotten gives way to the next, and a look goes before both', async () => {
  const { bytes } = await ran(noisyMoons);
  const survey: Survey = {
    cut: { axes: { kind: 'pca' }, zoom: 1, size: 65 },
    snapshots: bytes.slice(0, 200),
    layout: layoutFor(noisyMoons),
    fromStart: false,
    from: null,
  };
  const answers: string[] = [];
  const order = trainer.answered((message) =>
    answers.push(`${message.type} ${'request' in message ? message.request : ''}`),
  );
  for (const request of [1, 2]) trainer.post({ type: 'survey', request, plan: noisyMoons, survey });
  trainer.post({ type: 'look', request: 3, plan: noisyMoons, from: { step: 5, keyframe: null } });
  trainer.post({ type: 'forget', request: 1 });
  trainer.post({ type: 'forget', request: 99 });
  await trainer.until(() => answers.includes('surveyed 2'));
  order();
  expect(answers).toEqual(['looked 3', 'surveyed 2']);
});

test('where a run diverged the grid says so and the path ends before it', async () => {
  const plan: Plan = { ...presets.moons, loss: 'squared_error', optimizer: { kind: 'sgd', learningRate: 1e4 } };
  const { frames, bytes } = await ran(plan);
  expect(trainer.progress?.status).toBe('diverged');
  const { landscape, values } = await asked(plan, { kind: 'pca' }, bytes);
  expect(landscape.steps.length).toBeLessThanOrEqual(frames.length);
  expect(new Float32Array(values.slice().buffer).some((value) => !Number.isFinite(value))).toBe(true);
});
