import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chain, presets } from './plan/presets.ts';
import type { Layer, Plan } from './plan/schema.ts';
import { atStart } from './run.ts';
import { bestOf, differencesOf, resultIds, resultsAtEnd, resultsOf, type Difference } from './compare.ts';
import { decodeFrame, encodeFrame, scalarNames, type Scalars } from './frame/frame.ts';

const moons: Plan = presets.moons;
const rows = (plans: Plan[]): Record<string, string[]> =>
  Object.fromEntries(differencesOf(plans).differ.map(({ title, values }) => [title, values]));

test('the four runs of the mockup differ in what was changed, and in what follows from it', () => {
  const decayed: Plan = { ...moons, weightDecay: 0.03 };
  const wider: Plan = { ...moons, network: chain([24, 12, 1], 'relu') };
  const sigmoid: Plan = { ...moons, network: chain([6, 3, 1], 'sigmoid') };
  expect(rows([moons, decayed, wider, sigmoid])).toEqual({
    'hidden units': ['6-3', '6-3', '24-12', '6-3'],
    activation: ['ReLU', 'ReLU', 'ReLU', 'Sigmoid'],
    'weight decay λ': ['0', '0.03', '0', '0'],
    parameters: ['43', '43', '385', '43'],
  });
  const { same } = differencesOf([moons, decayed]);
  expect(same.map(({ title, value }) => `${title} ${value}`)).toEqual(
    expect.arrayContaining(['data moons', 'training examples 100', 'blocks WφWφW', 'seed 14', 'length 300 epochs']),
  );
  expect(same.map(({ field }) => field)).not.toContain('momentum'); // SGD has none
});

test('name and plots are no difference; nor is a default that is written out', () => {
  const other: Plan = {
    ...moons,
    name: 'Other',
    plots: [],
    l1: 0,
    engine: 'simd',
    optimizer: { kind: 'momentum', learningRate: 0.1, momentum: 0.9 },
  };
  const plain: Plan = { ...moons, optimizer: { kind: 'momentum', learningRate: 0.1 } };
  expect(differencesOf([plain, other]).differ).toEqual([]);
});

test('what one plan has and another has not is a dash', () => {
  const stopping: Plan = { ...moons, earlyStopping: { patience: 5 }, optimizer: { ...moons.optimizer, clip: 1 } };
  expect(rows([moons, stopping])).toEqual({
    'early stopping, patience': ['–', '5'],
    'longest gradient': ['–', '1'],
  });
  const digits: Plan = presets.digits;
  expect(rows([moons, digits])['noise']).toEqual(['1', '–']);
});

test('layers are told one by one where the blocks are alike, else a facet is one value or mixed', () => {
  const fn = (...fns: ('relu' | 'tanh')[]): Plan => {
    let at = 0;
    const network = chain([...fns.map(() => 4), 1], 'relu').map((layer): Layer =>
      layer.type === 'activation' ? { type: 'activation', fn: fns[at++] ?? 'relu' } : layer,
    );
    return { ...moons, network };
  };
  expect(rows([fn('relu', 'relu'), fn('relu', 'tanh')])).toEqual({ 'activation, layer 2': ['ReLU', 'tanh'] });
  expect(rows([fn('relu', 'relu'), fn('tanh', 'tanh')])).toEqual({ activation: ['ReLU', 'tanh'] });
  expect(rows([fn('tanh', 'relu'), fn('tanh', 'relu')])).toEqual({});
  expect(rows([fn('relu', 'tanh'), fn('relu')])).toMatchObject({
    'hidden units': ['4-4', '4'],
    blocks: ['WφWφW', 'WφW'],
    activation: ['mixed', 'ReLU'],
  });
  expect(rows([fn('relu', 'tanh'), fn('relu', 'tanh', 'tanh')])['activation']).toEqual(['mixed (1)', 'mixed (2)']);
});

test('values that are written alike and are not the same are numbered', () => {
  const given = (x: number): Plan => ({
    ...moons,
    loss: 'squared_error',
    data: { kind: 'inline', x: [[x, 1]], y: [[0]] },
  });
  expect(rows([given(1), given(2), given(1)])).toEqual({
    data: ['in the plan (1)', 'in the plan (2)', 'in the plan (1)'],
  });
});

/** A plan with something at every optional place, and one change at every leaf of it. */
const full: Plan = {
  ...moons,
  l1: 0.01,
  optimizer: {
    kind: 'adam',
    learningRate: 0.1,
    beta1: 0.8,
    beta2: 0.99,
    epsilon: 1e-7,
    clip: 2,
    schedule: { kind: 'step', every: 3, factor: 0.5 },
  },
  network: [
    { type: 'dense', units: 6, init: { kind: 'normal', scale: 0.3 }, bias: true, frozen: false },
    { type: 'activation', fn: 'relu' },
    { type: 'dropout', p: 0.2 },
    { type: 'noise', sigma: 0.1 },
    { type: 'dense', units: 1, init: { kind: 'he' }, bias: true },
  ],
  earlyStopping: { patience: 5 },
  engine: 'tensorflow',
  backend: 'wasm',
  parameters: { b2: [0.5] },
};
const silent = new Set(['goldilocks', 'name', 'plots']);
const others: Record<string, unknown> = { relu: 'tanh', normal: 'constant', he: 'zero', adam: 'adamw', moons: 'xor', step: 'cosine' }; // prettier-ignore
Object.assign(others, { binary_cross_entropy: 'squared_error', tensorflow: 'simd', wasm: 'cpu' });
function* changed(value: unknown, path: string): Generator<[path: string, changed: unknown]> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (key === 'type' || (path === '' && silent.has(key))) continue;
      for (const [at, other] of changed(part, `${path}.${key}`)) {
        const copy = structuredClone(value) as Record<string, unknown>;
        copy[key] = other;
        yield [at, copy];
      }
    }
  } else if (typeof value === 'boolean') yield [path, !value];
  else if (typeof value === 'number') yield [path, value === 0 ? 1 : value * 2];
  else yield [path, others[String(value)]];
}

test.each([...changed(full, '')])('a change at %s is a difference', (_, plan) => {
  expect(plan).not.toEqual(full);
  const { differ } = differencesOf([full, plan as Plan]);
  expect(differ.length).toBeGreaterThan(0);
});

test('rows have names of their own, and equal texts are equal values, whatever is compared', () => {
  const some = fc.constantFrom<Plan>(full, ...Object.values<Plan>(presets));
  fc.assert(
    fc.property(fc.array(some, { minLength: 2, maxLength: 6 }), (plans) => {
      const { differ, same } = differencesOf(plans);
      const fields = [...differ, ...same].map(({ field }) => field);
      expect(new Set(fields).size).toBe(fields.length);
      for (const { values } of differ) {
        expect(values).toHaveLength(plans.length);
        expect(new Set(values).size).toBeGreaterThan(1);
        plans.forEach((plan, i) => {
          expect(values[i]).toBe(values[plans.indexOf(plan)]);
        });
      }
      const alone = (of: Difference[]): string[] => of.map(({ field }) => field);
      expect(alone(differencesOf([...plans].reverse()).differ)).toEqual(alone(differ));
    }),
  );
});

const layout = { frame: [{ name: '‖W‖', rows: 1, columns: 2 }], keyframe: [] };
const frameOf = (scalars: Partial<Scalars>): ReturnType<typeof decodeFrame> => {
  const all = Object.fromEntries(scalarNames.map((name) => [name, scalars[name] ?? NaN])) as Scalars;
  return decodeFrame(
    encodeFrame('frame', layout, 1, all, (_, into) => into.set([3, 4])),
    layout,
  );
};

test('of a frame: the losses, their gap, the accuracy of the test set, and the norm of all weights together', () => {
  const frame = frameOf({ epochLoss: 0.25, testLoss: 0.5, accuracy: 0.1, testAccuracy: 0.75 });
  expect(resultsOf(frame)).toEqual({
    trainLoss: 0.25,
    testLoss: 0.5,
    gap: 0.25,
    accuracy: 0.75,
    norm: 5,
    validationLoss: null,
  });
  const unmeasured = { trainLoss: 0.25, validationLoss: null, testLoss: null, gap: null, accuracy: null, norm: 5 };
  expect(resultsOf(frameOf({ epochLoss: 0.25 }))).toEqual(unmeasured);
});

test('at the end the accuracy of a run without a test set is that of its training set', () => {
  const progress = { ...atStart('finished'), loss: 0.1, trained: { loss: 0.09, accuracy: 0.9 } };
  expect(resultsAtEnd(progress, frameOf({}))).toMatchObject({ trainLoss: 0.1, testLoss: null, accuracy: 0.9, norm: 5 });
  expect(resultsAtEnd({ ...progress, testLoss: 0.3, testAccuracy: 0.8 }, null)).toMatchObject({
    gap: expect.closeTo(0.2) as unknown,
    accuracy: 0.8,
    norm: null,
  });
});

test('the best is the least loss and the highest accuracy, of those that were measured', () => {
  const [a, b, c] = [0.5, 0.25, NaN].map((loss) => resultsOf(frameOf({ epochLoss: loss, testAccuracy: loss })));
  if (!a || !b || !c) throw new Error('three were made');
  expect(bestOf('trainLoss', [a, b, c])).toEqual([1]);
  expect(bestOf('accuracy', [a, b, a])).toEqual([0, 2]);
  expect(bestOf('norm', [a, b])).toEqual([]);
  for (const id of resultIds) expect(bestOf(id, [a])).toEqual([]);
});
