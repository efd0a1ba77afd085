import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parsePlan } from '../core/plan/parse.ts';
import type { Plan } from '../core/plan/schema.ts';
import { Engine } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';
import { Predictor } from './predictor.ts';
import { noisyMoons } from './testing/noisy-moons.ts';
import { framesOf, Trainer } from './testing/process.ts';

const kernels = new Module(readFileSync(join(import.meta.dirname, '../../resources/kernels.wasm')));
let trainer: Trainer;
afterEach(() => trainer.end());

async function run(plan: Plan): Promise<Trainer> {
  trainer = new Trainer();
  trainer.post({ type: 'start', run: 1, plan, speed: null, paused: false });
  await trainer.ended();
  return trainer;
}

function caseOf(name: string): Plan {
  const parsed = parsePlan(readFileSync(join(import.meta.dirname, `../core/cases/${name}.json`), 'utf8'));
  if (!parsed.plan) throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan;
}

const drain = (work: Generator): void => {
  for (const _ of work); // to its end
};

/** The same by hand: whole epochs, and the test loss after each. */
function stoppedByHand(plan: Plan): {
  epoch: number;
  best: number;
  loss: number;
  parameters: Map<string, Float32Array>;
} {
  const { earlyStopping, ...rest } = plan;
  const engine = new Engine(kernels, rest, null);
  const predictor = new Predictor(engine);
  const names = engine.graph.variables.flatMap(({ role, name }) => (role === 'parameter' ? [name] : []));
  const perEpoch = Math.ceil(engine.data.train.count / plan.batchSize);
  drain(engine.initialize());
  let [epoch, best, loss] = [0, 0, Infinity];
  let parameters = new Map<string, Float32Array>();
  while (epoch - best < (earlyStopping?.patience ?? Infinity)) {
    engine.run(perEpoch);
    epoch++;
    drain(predictor.measure());
    if (predictor.loss >= loss) continue;
    [best, loss] = [epoch, predictor.loss];
    parameters = new Map(names.map((name) => [name, engine.values(name).slice()]));
  }
  return { epoch, best, loss, parameters };
}

test('it stops after so many epochs without a new minimum, with the parameters that were best on the test set', async () => {
  const plan: Plan = { ...noisyMoons, earlyStopping: { patience: 20 }, length: { steps: 6000 } };
  const { progress, frames: bytes } = await run(plan);
  const { epoch, best, loss, parameters } = stoppedByHand(plan);
  expect(progress).toMatchObject({
    status: 'finished',
    step: 15 * epoch,
    best: { step: 15 * best, testLoss: Math.fround(loss) },
    message: `stopped early after epoch ${epoch}: the test loss was lowest at step ${15 * best} (epoch ${best}), whose parameters were put back`,
  });
  // the last frame and keyframe have them, and the test loss they gave
  const frames = framesOf(plan, bytes);
  expect(frames.at(-1)?.kind).toBe('keyframe');
  const last = frames.findLast((frame) => frame.kind === 'frame');
  expect(last?.scalars.testLoss).toBeCloseTo(loss, 12);
  for (const [name, values] of parameters)
    for (const frame of [last, frames.at(-1)]) expect(frame?.tensor(name)).toEqual(values);
});

describe('with a validation set', () => {
  const data = { kind: 'moons', train: 60, validation: 240, test: 240, noise: 2 } as const;
  const plan: Plan = { ...noisyMoons, data, earlyStopping: { patience: 20 }, length: { steps: 6000 } };

  test('it looks at that alone: other test examples change nothing of the run but the test loss', async () => {
    const one = await run(plan);
    trainer.end();
    const other = await run({ ...plan, data: { ...data, test: 31 } });
    expect(other.progress?.best).toEqual(one.progress?.best);
    expect(other.progress?.validationLoss).toBe(one.progress?.validationLoss);
    expect(other.progress?.testLoss).not.toBe(one.progress?.testLoss);
    expect(other.progress?.message).toMatch(/^stopped early after epoch \d+: the validation loss was lowest at step /);
  });

  test('the parameters that are put back are those of its lowest loss, and frames say it', async () => {
    const { frames, progress } = await run(plan);
    const seen = framesOf(plan, frames).map((frame) => ({ frame, loss: frame.tensor('validation')?.[0] ?? NaN }));
    const least = Math.min(...seen.flatMap(({ loss }) => (Number.isNaN(loss) ? [] : [loss])));
    expect(progress?.best?.validationLoss).toBe(Math.min(least, progress?.best?.validationLoss ?? NaN));
    const last = seen.findLast(({ frame }) => frame.kind === 'frame');
    expect(last?.loss).toBe(progress?.best?.validationLoss);
    expect(progress?.validationLoss).toBeCloseTo(last?.loss ?? NaN, 6);
    expect(last?.frame.scalars.testLoss).not.toBeCloseTo(last?.loss ?? NaN, 3);
  });

  test('nobody looks at the test set, so that there may be none', async () => {
    const one = await run(plan);
    trainer.end();
    const none = await run({ ...plan, data: { ...data, test: 0 } });
    expect(none.progress?.best).toEqual(one.progress?.best);
    expect(none.progress?.testLoss).toBeNull();
  });
});

test.each([
  ['early-stopping', 7, 6, 0.33850796],
  ['early-stopping-second', 7, 2, 0.43560788],
])('the case %s', async (name, epoch, best, loss) => {
  const plan = caseOf(name);
  const perEpoch = name === 'early-stopping' ? 15 : 1;
  const { progress } = await run(plan);
  expect(progress?.step).toBe(epoch * perEpoch);
  expect(progress?.best?.step).toBe(best * perEpoch);
  expect(progress?.testLoss).toBeCloseTo(loss, 7);
});

test.each([
  [1, 8],
  [2, 18],
  [3, 41],
  [5, 43],
])('patience %i stops the preset after epoch %i', async (patience, epoch) => {
  const { progress } = await run({ ...caseOf('early-stopping-preset'), earlyStopping: { patience } });
  expect(progress?.step).toBe(15 * epoch);
});

test('a run never stops in mid-epoch, and where it ends in one that end counts for the best', async () => {
  const plan: Plan = { ...caseOf('early-stopping'), length: { steps: 17 } }; // 15 steps an epoch
  const { progress } = await run({ ...plan, earlyStopping: { patience: 10 } });
  expect(progress?.step).toBe(17);
  expect(progress?.best?.step).toBe(17); // lower than after the first epoch
});

test('the losses of a run: the epoch mean counts examples, and the training set is measured at the end', async () => {
  const partial = await run(caseOf('partial-batch'));
  expect(partial.progress).toMatchObject({ loss: 5.5, trained: { loss: 5.5, accuracy: null } });
  for (const { scalars } of framesOf(caseOf('partial-batch'), partial.frames))
    if (scalars.step >= 2) expect(scalars.epochLoss).toBe(5.5);
  trainer.end();
  const { progress } = await run(caseOf('summary-mixed'));
  expect(progress?.loss).toBeCloseTo(1.8351397, 6);
  expect(progress?.trained?.loss).toBeCloseTo(1.6370616, 6);
  expect(progress?.trained?.accuracy).toBeCloseTo(2 / 3, 12);
});
