import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { problemsOf } from '../../core/plan/problems.ts';
import type { DataSpec, Plan } from '../../core/plan/schema.ts';
import {
  withClasses,
  withClip,
  withConstant,
  withData,
  withDataset,
  withInit,
  withL1,
  withLengthIn,
  withLoss,
  withoutParameters,
  withOptimizer,
  withRate,
  withSchedule,
  withStopping,
} from './adapt.ts';

const digits: DataSpec = { kind: 'mnist', train: 8000, test: 2000 };

test('points become digits: loss, outputs, batch and epochs are adapted, and said', () => {
  const { plan, notes } = withData(presets.moons, digits);
  expect(problemsOf(plan)).toEqual([]);
  expect(plan).toMatchObject({ loss: 'softmax_cross_entropy', batchSize: 100, length: { epochs: 3 } });
  expect(plan.network.at(-1)).toMatchObject({ units: 10 });
  expect(notes).toEqual(['softmax cross-entropy', '10 output units', 'batches of 100', '3 epochs']);
});

test('and back', () => {
  const { plan } = withData(withData(presets.moons, digits).plan, presets.moons.data);
  expect(plan).toEqual(presets.moons);
});

test('another set of points changes nothing else', () => {
  const { plan, notes } = withData(presets.moons, { ...presets.moons.data, kind: 'circle' } as DataSpec);
  expect(notes).toEqual([]);
  expect(plan).toEqual({ ...presets.moons, data: { ...presets.moons.data, kind: 'circle' } });
});

const gauss: Plan = { ...presets.moons, data: { kind: 'gauss', train: 100, test: 100, noise: 1 } };

test('more classes want softmax and a unit each, two want what there was', () => {
  const three = withClasses(gauss, 3);
  expect(problemsOf(three.plan)).toEqual([]);
  expect(three.plan).toMatchObject({ loss: 'softmax_cross_entropy', data: { classes: 3 } });
  expect(three.plan.network.at(-1)).toMatchObject({ units: 3 });
  expect(three.notes).toEqual(['softmax cross-entropy', '3 output units']);
  expect(withClasses(three.plan, 4).notes).toEqual(['4 output units']);
  expect(withClasses(three.plan, 2).plan).toEqual(gauss);
  // classes that another set does not have go with the set
  expect(withDataset(three.plan, 'moons').plan).toEqual(presets.moons);
  expect(withDataset(three.plan, 'spiral').plan.data).toMatchObject({ kind: 'spiral', classes: 3 });
  const squared = withLoss(gauss, 'squared_error').plan;
  expect(withClasses(squared, 3).plan).toMatchObject({ loss: 'squared_error' });
});

test('values want squared error, one unit and no label noise', () => {
  const three = withClasses({ ...gauss, data: { ...planeOf(gauss), labelNoise: 0.1 } }, 3).plan;
  const { plan, notes } = withDataset(three, 'bumps');
  expect(problemsOf(plan)).toEqual([]);
  expect(plan.loss).toBe('squared_error');
  expect(plan.data).toEqual({ kind: 'bumps', train: 100, test: 100, noise: 1 });
  expect(notes).toEqual(['squared error', '1 output unit']);
  expect(withDataset(plan, 'moons').plan).toEqual(presets.moons);
  expect(withData(plan, digits).plan).toMatchObject({ loss: 'softmax_cross_entropy' });
  expect(problemsOf(withDataset(withDataset(plan, 'mnist').plan, 'plane').plan)).toEqual([]);
});

test('examples written into the plan get the loss that fits them', () => {
  const x = Array.from({ length: 6 }, (_, i) => [i, 1]);
  const classes = withData(presets.moons, { kind: 'inline', x, y: x.map((_, i) => i % 3) });
  expect(classes.plan).toMatchObject({ loss: 'softmax_cross_entropy', batchSize: 6 });
  expect(problemsOf(classes.plan)).toEqual([]);
  const values = withData(classes.plan, { kind: 'inline', x, y: x.map((_, i) => [i / 6]) });
  expect(values.plan).toMatchObject({ loss: 'squared_error' });
  expect(problemsOf(values.plan)).toEqual([]);
});

test('given initial values do not outlive their shapes', () => {
  const plan: Plan = { ...presets.moons, parameters: { W1: [[1, 2]] } };
  const adapted = withData(plan, digits);
  expect(adapted.plan.parameters).toBeUndefined();
  expect(adapted.notes).toContain('drawn initial values');
  expect(withoutParameters(given).network[0]).toMatchObject({ init: { kind: 'appropriate' } });
});

test('another initialization draws, also where the plan gave numbers', () => {
  expect(withInit(presets.moons, 0, 'he').notes).toEqual([]);
  const { plan, notes } = withInit(given, 0, 'he');
  expect(plan.network[0]).toMatchObject({ init: { kind: 'he' } });
  expect(plan.parameters).toEqual({ b2: [0, 0, 1] });
  expect(notes).toEqual(['drawn initial values']);
  expect(withInit(plan, 2, 'he').plan).not.toHaveProperty('parameters');
  expect(withInit(given, 0, 'given').plan).toEqual(given);
});

const given: Plan = {
  ...presets.moons,
  network: presets.moons.network.with(0, { type: 'dense', units: 6, init: { kind: 'given' }, bias: true }),
  parameters: { W1: Array<number[]>(6).fill([1, 2]), b1: [1, 2, 3, 4, 5, 6], b2: [0, 0, 1] },
};

test('a loss that wants another number of outputs gets it', () => {
  const { plan, notes } = withLoss(presets.moons, 'softmax_cross_entropy');
  expect(plan.network.at(-1)).toMatchObject({ units: 2 });
  expect(notes).toEqual(['2 output units']);
  expect(withLoss(presets.moons, 'squared_error').notes).toEqual([]);
});

test('epochs and steps are the same length in another unit', () => {
  const inSteps = withLengthIn(presets.moons, 'steps');
  expect(inSteps.length).toEqual({ steps: 3000 });
  expect(withLengthIn(inSteps, 'epochs').length).toEqual({ epochs: 300 });
  expect(withLengthIn(inSteps, 'steps')).toBe(inSteps);
});

test('an optimizer keeps the rates it takes as well, and does not write its defaults', () => {
  const nesterov = withRate(withOptimizer(presets.moons, 'momentum'), 'momentum', 0.5);
  expect(withOptimizer(nesterov, 'nesterov').optimizer).toEqual({ kind: 'nesterov', learningRate: 0.1, momentum: 0.5 });
  expect(withOptimizer(nesterov, 'adam').optimizer).toEqual({ kind: 'adam', learningRate: 0.1 });
  expect(withRate(nesterov, 'momentum', 0.9).optimizer).toEqual({ kind: 'momentum', learningRate: 0.1 });
});

test('another optimizer leaves clipping and schedule as they are', () => {
  const plan = withClip(withSchedule(presets.moons, 'cosine'), 0.5);
  expect(withOptimizer(plan, 'adam').optimizer).toEqual({
    kind: 'adam',
    learningRate: 0.1,
    clip: 0.5,
    schedule: { kind: 'cosine' },
  });
});

test('a schedule does not write its defaults, and a constant rate is none', () => {
  const step = withConstant(withSchedule(presets.moons, 'step'), 'every', 5);
  expect(step.optimizer.schedule).toEqual({ kind: 'step', every: 5 });
  expect(withConstant(step, 'every', 10).optimizer.schedule).toEqual({ kind: 'step' });
  expect(withSchedule(step, 'cosine').optimizer.schedule).toEqual({ kind: 'cosine' });
  expect(withSchedule(step, 'constant')).toEqual(presets.moons);
  expect(withConstant(presets.moons, 'every', 5)).toBe(presets.moons);
});

test('what is turned off is not written down', () => {
  expect(withL1(presets.moons, 0.01).l1).toBe(0.01);
  expect(withL1(withL1(presets.moons, 0.01), 0)).toEqual(presets.moons);
  expect(withClip(presets.moons, 1).optimizer.clip).toBe(1);
  expect(withClip(withClip(presets.moons, 1), null)).toEqual(presets.moons);
  expect(withStopping(presets.moons, 3).earlyStopping).toEqual({ patience: 3 });
  const validated = { ...presets.moons, data: { ...planeOf(presets.moons), validation: 30 } };
  expect(withStopping(withStopping(validated, 3), null)).toEqual(validated);
});

test('early stopping brings what it looks at, unless that is there', () => {
  const data = planeOf(presets.moons);
  expect(withStopping(presets.moons, 3).data).toEqual({ ...data, validation: data.test });
  expect(withStopping({ ...presets.moons, data: { ...data, validation: 7 } }, 3).data).toMatchObject({ validation: 7 });
  expect(withStopping({ ...presets.moons, data: { ...data, test: 0 } }, 3).data).toMatchObject({ validation: 100 });
  const full: Plan = { ...presets.digits, data: { kind: 'mnist', train: 8000, test: 2000 } }; // all digits there are
  expect(withStopping(full, 3).data).toEqual(full.data);
  const room: Plan = { ...full, data: { kind: 'mnist', train: 8000, test: 1200 } };
  expect(withStopping(room, 3).data).toMatchObject({ train: 8000, validation: 800, test: 1200 });
});

function planeOf({ data }: Plan): Extract<Plan['data'], { noise: number }> {
  if (!('noise' in data)) throw new Error('these are points');
  return data;
}

test('an arrangement for points is not one for digits', () => {
  const { plan, notes } = withData({ ...presets.moons, plots: [{ plot: 'boundary' }] }, digits);
  expect(plan.plots).toBeUndefined();
  expect(notes).toContain('the usual plots');
});
