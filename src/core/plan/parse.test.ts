import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemLine } from '../words/problems.ts';
import { checkPlan, parsePlan } from './parse.ts';
import { printable } from './text.ts';
import { presets } from './presets.ts';
import type { ProblemCode } from './problem.ts';
import type { Plan } from './schema.ts';

const moons = (): Record<string, unknown> => structuredClone(presets.moons);
/** Sets the value at a path such as 'network.0.units'. */
function put(path: string, value: unknown): Record<string, unknown> {
  const plan = moons();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((o, key) => o[key] as Record<string, unknown>, plan);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return plan;
}

test.each(Object.entries(presets))('the preset %s can run', (_id, plan: Plan) => {
  expect(checkPlan(plan).problems).toEqual([]);
  expect(parsePlan(JSON.stringify(plan)).plan).toEqual(plan);
});

const dense = { type: 'dense', units: 8192, init: { kind: 'zero' } };
const inline = (x: number[][], y: number[] | number[][]): object => ({ kind: 'inline', x, y });
const refused: [what: string, document: unknown, at: string, code: ProblemCode][] = [
  ['unknown key', put('foo', 1), 'foo', 'unknown-key'],
  ['unknown nested key', put('network.0.size', 1), 'network[0].size', 'unknown-key'],
  ['missing key', put('seed', undefined), 'seed', 'missing'],
  ['missing choice', put('loss', undefined), 'loss', 'missing'],
  ['zero units', put('network.0.units', 0), 'network[0].units', 'too-low'],
  ['ten million units', put('network.0.units', 1e7), 'network[0].units', 'too-high'],
  ['half a unit', put('network.0.units', 2.5), 'network[0].units', 'not-whole'],
  ['units in words', put('network.0.units', 'six'), 'network[0].units', 'wrong-type'],
  ['NaN', put('optimizer.learningRate', NaN), 'optimizer.learningRate', 'not-a-number'],
  ['infinite rate', put('optimizer.learningRate', Infinity), 'optimizer.learningRate', 'not-a-number'],
  ['negative rate', put('optimizer.learningRate', -0.1), 'optimizer.learningRate', 'too-low'],
  ['dropout 1', put('network.1', { type: 'dropout', p: 1 }), 'network[1].p', 'too-high'],
  ['negative dropout', put('network.1', { type: 'dropout', p: -0.1 }), 'network[1].p', 'too-low'],
  ['negative noise', put('network.1', { type: 'noise', sigma: -0.1 }), 'network[1].sigma', 'too-low'],
  ['noise of nothing', put('network.1', { type: 'noise' }), 'network[1].sigma', 'missing'],
  ['null', put('optimizer.learningRate', null), 'optimizer.learningRate', 'wrong-type'],
  ['negative weight decay', put('weightDecay', -1e-9), 'weightDecay', 'too-low'],
  ['negative L1', put('l1', -1e-9), 'l1', 'too-low'],
  ['endless L1', put('l1', Infinity), 'l1', 'not-a-number'],
  ['gradients of length 0', put('optimizer.clip', 0), 'optimizer.clip', 'too-low'],
  ['negative clipping', put('optimizer.clip', -1), 'optimizer.clip', 'too-low'],
  ['factor 0', put('optimizer.schedule', { kind: 'step', factor: 0 }), 'optimizer.schedule.factor', 'too-low'],
  [
    'a rising factor',
    put('optimizer.schedule', { kind: 'step', factor: 1.01 }),
    'optimizer.schedule.factor',
    'too-high',
  ],
  [
    'drops every 0 epochs',
    put('optimizer.schedule', { kind: 'step', every: 0 }),
    'optimizer.schedule.every',
    'too-low',
  ],
  ['a negative end', put('optimizer.schedule', { kind: 'cosine', floor: -1 }), 'optimizer.schedule.floor', 'too-low'],
  ['unknown schedule', put('optimizer.schedule', { kind: 'linear' }), 'optimizer.schedule.kind', 'not-one-of'],
  [
    'a step’s factor for a cosine',
    put('optimizer.schedule', { kind: 'cosine', factor: 0.5 }),
    'optimizer.schedule.factor',
    'rate-unused',
  ],
  [
    'a cosine’s end for steps',
    put('optimizer.schedule', { kind: 'step', floor: 0 }),
    'optimizer.schedule.floor',
    'rate-unused',
  ],
  [
    'a constant for a constant rate',
    put('optimizer.schedule', { kind: 'constant', every: 3 }),
    'optimizer.schedule.every',
    'rate-unused',
  ],
  ['no patience', put('earlyStopping', { patience: 0 }), 'earlyStopping.patience', 'too-low'],
  ['half an epoch of patience', put('earlyStopping', { patience: 1.5 }), 'earlyStopping.patience', 'not-whole'],
  ['early stopping without a patience', put('earlyStopping', {}), 'earlyStopping.patience', 'missing'],
  [
    'early stopping without test examples',
    { ...put('data.test', 0), earlyStopping: { patience: 10 } },
    'earlyStopping',
    'stopping-needs-validation',
  ],
  ['given weights that are not', put('network.0.init', { kind: 'given' }), 'network[0].init', 'parameter-missing'],
  [
    'given biases, but no weights',
    { ...put('network.0.init', { kind: 'given' }), parameters: { b1: [0, 0, 0, 0, 0, 0] } },
    'network[0].init',
    'parameter-missing',
  ],
  [
    'orthogonal weights beyond what can be drawn',
    put('network', [
      { ...dense, units: 1025 },
      { ...dense, units: 1025, init: { kind: 'orthogonal' } },
      { ...dense, units: 1 },
    ]),
    'network[1].init',
    'orthogonal-too-large',
  ],
  ['a line break in a name', put('name', 'two\nlines'), 'name', 'unprintable'],
  ['an escape in a name', put('name', 'red\u001b[31m'), 'name', 'unprintable'],
  ['a turn of the direction in a name', put('name', 'a\u202eb'), 'name', 'unprintable'],
  ['unknown layer', put('network.0.type', 'conv'), 'network[0].type', 'not-one-of'],
  ['unknown dataset', put('data.kind', 'sun'), 'data.kind', 'not-one-of'],
  ['unknown activation', put('network.1.fn', 'step'), 'network[1].fn', 'not-one-of'],
  ['newer version', put('goldilocks', 2), 'goldilocks', 'newer-version'],
  ['both lengths', put('length', { epochs: 1, steps: 1 }), 'length.steps', 'unknown-key'],
  ['too many layers', put('network', Array(201).fill(dense)), 'network', 'too-many'],
  ['no name', put('name', '  '), 'name', 'too-few'],
  ['nothing to learn', put('network', []), 'network', 'no-weights'],
  ['nothing that learns', put('network', [{ ...dense, units: 1, frozen: true }]), 'network', 'all-frozen'],
  ['two outputs', put('network.4.units', 2), 'network[4].units', 'outputs-differ'],
  ['large batch', put('batchSize', 101), 'batchSize', 'batch-exceeds-data'],
  ['too many digits', put('data', { kind: 'mnist', train: 9000, test: 2000 }), 'data', 'data-too-few-digits'],
  ['ragged rows', put('data', { kind: 'inline', x: [[1, 2], [1]], y: [1, 0] }), 'data.x[1]', 'data-ragged'],
  ['missing targets', put('data', { kind: 'inline', x: [[1, 2]], y: [1, 0] }), 'data.y', 'data-rows-differ'],
  ['an x beyond float32', put('data', inline([[1], [1e300]], [[0], [1]])), 'data.x[1]', 'beyond-float32'],
  ['an x that only rounds beyond it', put('data', inline([[-3.4028236e38]], [[0]])), 'data.x[0]', 'beyond-float32'],
  ['targets that are no probabilities', put('data', inline([[1], [2]], [[5], [-3]])), 'data.y[0]', 'target-no-chance'],
  ['one target below 0', put('data', inline([[1], [2]], [[1], [-1e-9]])), 'data.y[1]', 'target-no-chance'],
  ['one target above 1', put('data', inline([[1]], [[0, 0.5, 1.0000001]])), 'data.y[0]', 'target-no-chance'],
  [
    'a squared error’s target beyond float32',
    { ...put('data', inline([[1], [2]], [[0], [-1e39]])), loss: 'squared_error' },
    'data.y[1]',
    'beyond-float32',
  ],
  ['a class there can be no unit for', put('data', inline([[1], [2]], [0, 8192])), 'data.y[1]', 'too-high'],
  ['a weight beyond float32', put('parameters', { W1: Array(6).fill([1, 1e39]) }), 'parameters.W1', 'beyond-float32'],
  ['a bias beyond float32', put('parameters', { b1: [0, 0, 0, 0, 0, -1e300] }), 'parameters.b1', 'beyond-float32'],
  ['a rate that is 0 in float32', put('optimizer.learningRate', 1e-50), 'optimizer.learningRate', 'below-float32'],
  ['a decay that is 0 in float32', put('weightDecay', 1e-46), 'weightDecay', 'below-float32'],
  ['a clip that is 0 in float32', put('optimizer.clip', 1e-300), 'optimizer.clip', 'below-float32'],
  [
    'noise that is 0 in float32',
    put('network.1', { type: 'noise', sigma: 1e-46 }),
    'network[1].sigma',
    'below-float32',
  ],
  [
    'weights that are 0 in float32',
    put('network.0.init', { kind: 'normal', scale: -1e-46 }),
    'network[0].init.scale',
    'below-float32',
  ],
  ['a rate far beyond', put('optimizer.learningRate', 1e300), 'optimizer.learningRate', 'too-high'],
  ['text in data', put('data', { kind: 'inline', x: [[1, 'a']], y: [1] }), 'data.x[0][1]', 'wrong-type'],
  [
    'memory',
    put('network', [...Array.from({ length: 11 }, () => dense), { ...dense, units: 1 }]),
    'network',
    'too-much-memory',
  ],
  ['unknown parameter', put('parameters', { W9: [[1]] }), 'parameters.W9', 'parameter-unknown'],
  ['bad parameter name', put('parameters', { 'W-1': [[1]] }), 'parameters.W-1', 'bad-name'],
  ['parameter shape', put('parameters', { W1: [[1, 2]] }), 'parameters.W1', 'parameter-shape'],
  ['not an object', [], '', 'wrong-type'],
];

describe('a plan that cannot run is refused with its place', () => {
  test.each(refused)('%s', (_what, document, at, code) => {
    const { plan, problems } = checkPlan(document);
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ at, code }));
    for (const problem of problems) expect(problemLine(problem)).not.toMatch(/undefined|\[object/);
  });

  test('text that is not JSON, too deep, too large, or a prototype', () => {
    expect(parsePlan('{"a":').problems[0]?.code).toBe('not-json');
    expect(parsePlan('{"rate": NaN}').problems[0]?.code).toBe('not-json');
    // of the text, the reason shows a piece
    expect(parsePlan('\u001b[2J\na\u202eb').problems.map(problemLine).join()).toMatch(printable);
    expect(parsePlan('['.repeat(5_000_000)).problems[0]).toMatchObject({ code: 'too-deep', at: 'character 9' });
    expect(parsePlan(' '.repeat(65 * 2 ** 20)).problems[0]?.code).toBe('too-large');
    const text = JSON.stringify(presets.moons).replace('{', '{"__proto__": {"polluted": true}, ');
    expect(parsePlan(text)).toMatchObject({ plan: null, problems: [{ at: '__proto__', code: 'unknown-key' }] });
    expect({}).not.toHaveProperty('polluted');
  });

  test('any JSON at all is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => parsePlan(text).plan === null),
      { numRuns: 300, seed: 1 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => parsePlan(text).plan === null),
      { numRuns: 300, seed: 1 },
    );
  });
});

test('numbers that JSON can write and no float can hold are refused like NaN', () => {
  const text = JSON.stringify(put('optimizer.learningRate', 777)).replace('777', '1e999');
  expect(parsePlan(text)).toMatchObject({
    plan: null,
    problems: [{ at: 'optimizer.learningRate', code: 'not-a-number' }],
  });
});

test('a bound that may not be reached is said as one', () => {
  const lineOf = (plan: unknown): string => checkPlan(plan).problems.map(problemLine).join();
  expect(lineOf(put('network.1', { type: 'dropout', p: 1 }))).toBe(
    'network[1].p: This is too high. It must be less than 1.',
  );
  expect(lineOf(put('optimizer.clip', 0))).toBe('optimizer.clip: This is too low. It must be more than 0.');
  expect(lineOf(put('network.0.units', 0))).toBe('network[0].units: This is too low. The least is 1.');
});

test('everything that a plan may say besides is accepted', () => {
  const network = presets.moons.network.with(1, { type: 'noise', sigma: 0 });
  const plan = put('network', network.with(0, { type: 'dense', units: 6, init: { kind: 'given' }, bias: true }));
  Object.assign(plan, { l1: 0, earlyStopping: { patience: 1 }, parameters: { W1: Array(6).fill([0.5, -0.5]) } });
  Object.assign(plan['optimizer'] as object, { clip: 1e-3, schedule: { kind: 'step', every: 5, factor: 1 } });
  expect(checkPlan(plan)).toMatchObject({ plan, problems: [] });
});

test('targets from 0 to 1, and all that float32 can hold, are accepted', () => {
  const network = [{ type: 'dense', units: 1, init: { kind: 'given' }, bias: true }];
  const numbers = [[3.4028234e38], [-3.4e38], [1e-45], [1e-60], [0]];
  const plan = { ...put('data', inline(numbers, [[0], [1], [0.5], [1e-60], [0.3]])), network, batchSize: 5 };
  Object.assign(plan, { parameters: { W1: [[3.4e38]], b1: [1e-60] }, weightDecay: 1e-45 });
  expect(checkPlan(plan).problems).toEqual([]);
  const regression = put('data', inline(numbers, [[5], [-3], [3.4e38], [0], [1]]));
  expect(checkPlan({ ...plan, data: regression['data'], loss: 'squared_error' }).problems).toEqual([]);
});

test('what float32 or a loss cannot take is said in one sentence', () => {
  const lineOf = (plan: unknown): string => checkPlan(plan).problems.map(problemLine)[0] ?? '';
  expect(lineOf(put('data', inline([[1], [2]], [[5], [-3]])))).toBe(
    'data.y[0]: The target 5 is not from 0 to 1, and the sigmoid cross-entropy loss takes it for a probability. Scale the targets to 0 … 1 or choose another loss.',
  );
  expect(lineOf(put('data', inline([[1e300]], [[0]])))).toBe(
    'data.x[0]: 1e+300 exceeds float32, in which all is computed: its largest number is 3.4 · 10³⁸. Scale it down.',
  );
});

test('a sigmoid before its own loss is a hint, not a refusal', () => {
  const plan = structuredClone<Plan>(presets.moons);
  plan.network.push({ type: 'activation', fn: 'sigmoid' });
  const result = checkPlan(plan);
  expect(result.plan).not.toBeNull();
  expect(result.problems).toMatchObject([{ code: 'sigmoid-twice', hint: true, at: 'network[5]' }]);
});

test('left-out choices get their defaults', () => {
  const { plan } = checkPlan(put('data', { kind: 'moons', train: 20, test: 0 }));
  expect(plan?.data).toMatchObject({ noise: 1 });
});

test.each([
  ['{"goldilocks":1,"optimizer":{"learningRate":0.1,"learningRate":1}}', 'optimizer.learningRate', 'learningRate'],
  ['{"seed":1,"goldilocks":1,"seed":2}', 'seed', 'seed'],
  [String.raw`{"a":[1,{"b":1,"\u0062":2}]}`, 'a[1].b', 'b'],
  ['{"network":[{},{"units":1,"x":{"units":1},"units":2}]}', 'network[1].units', 'units'],
  ['{"__proto__":1,"__proto__":2}', '__proto__', '__proto__'],
])('a key that stands twice is refused at its place: %s', (text, at, key) => {
  expect(parsePlan(text)).toEqual({ plan: null, problems: [{ at, code: 'key-twice', values: { key } }] });
});
