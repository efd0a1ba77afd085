import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deltaOf, editsSchema, optionalKeys, partsBetween, planKeys, redone, replayed, type Delta } from './edits.ts';
import { presets } from './presets.ts';
import { planSchema, type Plan } from './schema.ts';

const whole: Plan = {
  ...presets.moons,
  l1: 0.1,
  earlyStopping: { patience: 3 },
  engine: 'tensorflow',
  backend: 'wasm',
  parameters: { b1: [1, 2, 3, 4, 5, 6] },
  plots: [{ plot: 'loss' }],
};
const without = (key: string): unknown => Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key));

test.each(planKeys)('a plan without %s is one only if that part is optional', (key) => {
  expect(whole).toHaveProperty(key);
  expect(planSchema.safeParse(without(key)).success).toBe(optionalKeys.includes(key));
  expect(replayed([deltaOf(null, whole), { set: {}, unset: [key] }])[1] !== null).toBe(optionalKeys.includes(key));
});

test('any chain of plans comes back from its deltas, through JSON', () => {
  const some = fc.constantFrom<Plan>(whole, ...Object.values<Plan>(presets));
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 20 }), (plans) => {
      const deltas = plans.map((plan, i) => deltaOf(plans[i - 1] ?? null, structuredClone(plan)));
      const back = replayed(JSON.parse(JSON.stringify(deltas)) as Delta[]);
      expect(back).toEqual(plans);
    }),
  );
});

test('a delta tells what differs alone, and what stays is shared', () => {
  expect(deltaOf(whole, structuredClone(whole))).toEqual({ set: {}, unset: [] });
  const { l1: _, ...rest } = { ...whole, seed: 3 };
  const delta = deltaOf(whole, rest);
  expect(delta).toEqual({ set: { seed: 3 }, unset: ['l1'] });
  const [first, second] = replayed([deltaOf(null, whole), delta]);
  expect(second?.network).toBe(first?.network);
});

test('an edit is made anew on another plan, part by part', () => {
  const other: Plan = { ...whole, seed: 5, loss: 'squared_error' };
  const { l1: _, ...edited } = { ...whole, batchSize: 7, seed: 6 };
  const { l1: _l1, ...both } = { ...other, batchSize: 7, seed: 6 };
  expect(redone(other, whole, edited)).toEqual(both);
  expect(redone(both, whole, edited)).toBe(both);
  expect(redone(other, whole, whole)).toBe(other);
});

test('parts that mean nothing without each other are one: values go with the network they were given for', () => {
  const { engine: _, backend: _b, ...simd } = whole;
  const deeper: Plan = { ...whole, network: [...whole.network, ...whole.network] };
  const given: Plan = { ...whole, parameters: { b1: [0, 0, 0, 0, 0, 0] } };
  expect(partsBetween(whole, deeper)).toEqual(['network', 'parameters']);
  expect(redone(deeper, whole, given)).toEqual(given);
  expect(redone(given, whole, deeper)).toEqual(deeper);
  expect(redone({ ...whole, backend: 'cpu' }, whole, simd)).toEqual(simd);
});

test('a part that is none spoils the plans that have it, and no others', () => {
  const back = replayed([
    deltaOf(null, whole),
    { set: { loss: 'gone' }, unset: [] },
    { set: { seed: 2 }, unset: [] },
    { set: { loss: 'squared_error' }, unset: [] },
  ]);
  expect(back.map((plan) => plan?.loss)).toEqual([whole.loss, undefined, undefined, 'squared_error']);
  expect(back[3]?.seed).toBe(2);
});

test('what the window tells of its history is checked', () => {
  const state = { key: 'a', label: 'rate', set: { seed: 1 }, unset: [] };
  const good = { on: 'z', revision: 'y', from: 1, states: [state], position: 1 };
  expect(editsSchema.safeParse(good).success).toBe(true);
  const wrong = [
    { ...good, from: -1 },
    { ...good, from: 0.5 },
    { ...good, on: '' },
    { ...good, revision: null },
    { ...good, position: 2 },
    { ...good, position: -1 },
    { ...good, from: 0, on: null, states: [], position: 0 },
    { ...good, states: [{ ...state, label: 'x'.repeat(121) }] },
    { ...good, states: [{ ...state, key: '' }] },
    { ...good, states: [{ ...state, set: { foo: 1 } }] },
    { ...good, states: [{ ...state, unset: ['foo'] }] },
    { ...good, more: 1 },
  ];
  for (const edits of wrong) expect(editsSchema.safeParse(edits).success, JSON.stringify(edits)).toBe(false);
});
