import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digitsOf } from '../core/examples.ts';
import { presetAbout, presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { totalSteps } from '../core/plan/shape.ts';
import { Engine } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';
import { Predictor } from './predictor.ts';

// `npm run test:slow`

const resources = join(import.meta.dirname, '../../resources');
const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
const digits = digitsOf(readFileSync(join(resources, 'mnist.bin')));

/** `loss` is the last epoch's mean, `trainedLoss` that of the final parameters, dropout off. */
function trained(plan: Plan): { loss: number; trainedLoss: number; testLoss: number; accuracy: number } {
  const engine = new Engine(module, plan, digits);
  for (const _ of engine.initialize()); // to its end
  engine.run(totalSteps(plan) - 8);
  engine.run(8);
  const predictor = new Predictor(engine);
  for (const _ of predictor.measure()); // to its end
  const over = predictor.over('train');
  let part = over.next();
  while (part.done !== true) part = over.next();
  return {
    loss: engine.epochLoss,
    trainedLoss: part.value.loss,
    testLoss: predictor.loss,
    accuracy: predictor.accuracy,
  };
}

test('the dropout lab: with it the test loss is lower, without it the gap is wide', () => {
  const dropped = trained(presets.dropout);
  const whole = trained({ ...presets.dropout, network: presets.dropout.network.filter((l) => l.type !== 'dropout') });
  console.log({ dropped, whole });
  expect(dropped.testLoss).toBeLessThan(0.9 * whole.testLoss);
  expect(whole.loss).toBeLessThan(0.3 * whole.testLoss);
  expect(dropped.accuracy).toBeGreaterThan(whole.accuracy);
  const gap = ({ trainedLoss, testLoss }: typeof whole): string => (testLoss - trainedLoss).toFixed(2);
  expect(presetAbout.dropout).toContain(`a gap of ${gap(dropped)}; without both dropout blocks ${gap(whole)}`);
});

test('noisy moons, wide: the gap opens as far as is said', () => {
  const { trainedLoss, testLoss } = trained(presets.overfit);
  expect(presetAbout.overfit).toContain(`train loss ${trainedLoss.toFixed(3)}, test loss ${testLoss.toFixed(2)}`);
  expect(testLoss - trainedLoss).toBeGreaterThan(0.4);
});

test('units that begin alike stay so, until dropout tells them apart', () => {
  for (const id of ['symmetry', 'symmetryDropout'] as const)
    expect(presetAbout[id]).toMatch(new RegExp(`${trained(presets[id]).trainedLoss.toFixed(2)}$`));
});
