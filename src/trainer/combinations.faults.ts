import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { activationIds } from '../core/activations.ts';
import type { FromTrainer } from '../core/contract/trainer.ts';
import { decodeFrame } from '../core/frame/frame.ts';
import { layoutOf } from '../core/frame/layout.ts';
import { graphOf } from '../core/graph/graph.ts';
import { losses, lossIds } from '../core/losses.ts';
import { optimizerIds } from '../core/optimizers.ts';
import { checkPlan } from '../core/plan/parse.ts';
import { presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import { isLive } from '../core/run.ts';
import { Engine } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';
import { Session } from './session.ts';

const module = new Module(readFileSync(join(import.meta.dirname, '../../resources/kernels.wasm')));
const STEPS = 60;
/** The usual one, the largest that a plan may have, and one that is refused there. */
const rates = [null, 1e6, 1e9] as const;

/** Runs a plan in a session to its end, as the trainer does. */
function trained(plan: Plan): { frames: Uint8Array[]; last: Extract<FromTrainer, { type: 'batch' }>['progress'] } {
  const batches: Extract<FromTrainer, { type: 'batch' }>[] = [];
  const session = new Session(1, new Engine(module, plan, null), null, (message) => {
    if (message.type === 'batch') batches.push(message);
    session.stored();
  });
  while (isLive(session.status)) session.turn(1000);
  session.close();
  const last = batches.at(-1)?.progress;
  if (!last) throw new Error('nothing came');
  return { frames: batches.flatMap(({ frames }) => frames), last };
}

const planOf = (
  optimizer: (typeof optimizerIds)[number],
  fn: (typeof activationIds)[number],
  loss: (typeof lossIds)[number],
  learningRate: number,
): Plan => ({
  ...presets.moons,
  data: { kind: 'moons', train: 24, test: 8, noise: 0.1 },
  network: [
    { type: 'dense', units: 4, init: { kind: 'xavier_uniform' }, bias: true },
    { type: 'activation', fn },
    { type: 'dense', units: losses[loss].target === 'class' ? 2 : 1, init: { kind: 'xavier_uniform' }, bias: true },
  ],
  loss,
  optimizer: { kind: optimizer, learningRate },
  batchSize: 8,
  length: { steps: STEPS },
});

test('every optimizer, activation and loss at every rate trains on or says at which step what was no number', () => {
  const count = { combinations: 0, finished: 0, diverged: 0 };
  const wrong: string[] = [];
  for (const optimizer of optimizerIds)
    for (const fn of activationIds)
      for (const loss of lossIds)
        for (const rate of rates) {
          const plan = planOf(optimizer, fn, loss, rate ?? 0.05);
          const name = `${optimizer}, ${fn}, ${loss}, ${rate}`;
          const { problems } = checkPlan(plan);
          if (rate === 1e9)
            expect(
              problems.map(({ at }) => at),
              name,
            ).toEqual(['optimizer.learningRate']);
          else expect(problems, name).toEqual([]);
          const shape = shapeOf(plan);
          const layout = layoutOf(plan, graphOf(plan, shape), shape);
          const { frames, last } = trained(plan);
          count.combinations++;
          const read = frames.map((bytes) => decodeFrame(bytes, layout));
          const shown = read.filter(({ kind }) => kind === 'frame');
          // what a list or a curve shows is a number or nothing
          const told = [
            last.loss,
            last.testLoss,
            last.testAccuracy,
            ...last.curve.flatMap((p) => [p.loss, p.testLoss]),
          ];
          if (told.some((v) => v !== null && !Number.isFinite(v))) wrong.push(`${name}: told ${told.join(' ')}`);
          if (last.status === 'finished') {
            count.finished++;
            if (!shown.every(({ scalars }) => Number.isFinite(scalars.objective)))
              wrong.push(`${name}: not finite and finished`);
          } else if (last.status === 'diverged') {
            count.diverged++;
            if (!/^\S+( of layer \d)? was the first not to be finite, at step \d+$/.test(last.message ?? ''))
              wrong.push(`${name}: says ${last.message}`);
            if (!last.message?.endsWith(` ${last.step}`))
              wrong.push(`${name}: ${last.message}, but it is at ${last.step}`);
            // the one at which it was seen is the last, and all before are finite
            const before = shown.filter(({ scalars }) => scalars.step < last.step);
            if (shown.at(-1)?.scalars.step !== last.step) wrong.push(`${name}: no frame of step ${last.step}`);
            if (!before.every(({ scalars }) => Number.isFinite(scalars.objective)))
              wrong.push(`${name}: not finite earlier`);
            if (last.step > 0 && before.at(-1)?.scalars.step !== last.step - 1)
              wrong.push(`${name}: the last finite frame is missing`);
          } else wrong.push(`${name}: ${last.status}, ${last.message}`);
        }
  expect(wrong).toEqual([]);
  expect(count.diverged).toBeGreaterThan(0);
  console.log(JSON.stringify(count));
});
