import { expect, test } from 'vitest';
import { mnist } from '../../../core/datasets.ts';
import { encodeFrame, decodeFrame, scalarNames, type Frame, type Scalars } from '../../../core/frame/frame.ts';
import { layoutOf } from '../../../core/frame/layout.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { Walker } from '../../../core/graph/walker.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { Evaluator } from '../../../core/graph/evaluator.ts';
import { differs, PASSES, passesOf } from '../../../core/passes.ts';
import { readingOf } from './reading.ts';

/** Linear, so that the mean over masks is what is predicted without them. */
const withDropout = (p: number): Plan => ({
  ...presets.digits,
  loss: 'squared_error',
  network: [
    { type: 'dense', units: 200, init: { kind: 'xavier' }, bias: true },
    { type: 'dropout', p },
    { type: 'dense', units: 10, init: { kind: 'xavier' }, bias: true },
  ],
});
const pixels = Float32Array.from({ length: mnist.width }, (_, i) => (i % 7 === 0 ? 1 : 0));

function evaluatorOf(plan: Plan): Evaluator {
  const shape = shapeOf(plan);
  const graph = graphOf(plan, shape);
  const layout = layoutOf(plan, graph, shape);
  const walker = new Walker(graph, plan, 1);
  walker.initialize();
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
  const bytes = encodeFrame('keyframe', layout, plan.batchSize, scalars, (name, into) => {
    if (/^[Wb]\d$/.test(name)) into.set(walker.tensor(name).value);
  });
  const frame: Frame = decodeFrame(bytes, layout);
  const evaluator = new Evaluator(plan, PASSES);
  expect(evaluator.load(frame)).toBe(true);
  return evaluator;
}

test('many passes with dropout on: their mean is near what is predicted, and the same passes come again', () => {
  const plan = withDropout(0.3);
  expect(differs(plan)).toBe(true);
  const evaluator = evaluatorOf(plan);
  const reading = readingOf(evaluator, pixels, plan.loss);
  const passes = passesOf(evaluator, pixels, plan.loss);
  expect(passes.votes.reduce((sum, n) => sum + n, 0)).toBe(PASSES);
  expect(passes.votes[passes.answer]).toBe(Math.max(...passes.votes));
  passes.mean.forEach((mean, k) => {
    const [low = 0, high = 0] = [passes.low[k], passes.high[k]];
    expect(high).toBeGreaterThan(low); // they differ
    // eight of ten lie within 2.56 standard deviations of one pass; the mean of fifty is within four of its standard errors
    expect(Math.abs(mean - (reading.chances[k] ?? NaN))).toBeLessThan((4 * (high - low)) / 2.56 / Math.sqrt(PASSES));
  });
  expect(passesOf(evaluator, pixels, plan.loss)).toEqual(passes);
  expect(readingOf(evaluator, pixels, plan.loss)).toEqual(reading); // nothing is dropped again
});

test('without dropout and noise there is nothing to ask twice', () => {
  expect(differs(withDropout(0))).toBe(false);
  expect(differs(presets.digits)).toBe(false);
});
