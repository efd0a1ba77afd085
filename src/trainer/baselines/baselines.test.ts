import { describe, expect, onTestFinished, test } from 'vitest';
import { judged, type Refusal } from '../../core/baselines.ts';
import { examplesOf } from '../../core/examples.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { DataSpec, Layer, Plan } from '../../core/plan/schema.ts';
import { refusalSentence } from '../../core/words/baselines.ts';
import { Trainer } from '../testing/process.ts';
import { computed } from './baselines.ts';
import { solved } from './cholesky.ts';
import type { Outputs } from './inputs.ts';
import { leastSquares } from './least-squares.ts';
import { kernelLayersOf, tangent } from './tangent.ts';
import { ended } from './testing/ended.ts';

const inline = (x: number[][], y: number[] | number[][], more: Partial<Plan> = {}): Plan => ({
  ...presets.moons,
  data: { kind: 'inline', x, y },
  network: chain([1], 'relu'),
  loss: 'squared_error',
  ...more,
});
const answer = (id: keyof typeof computed, plan: Plan): Outputs =>
  ended(computed[id].answer(plan, examplesOf(plan, null)));

describe('nearest neighbour', () => {
  test('answers with the nearest target, of equally near ones with the first', () => {
    const plan = inline([[0], [4], [2]], [[10], [20], [30]]);
    const { train } = examplesOf(plan, null);
    const test = { ...train, count: 3, x: Float32Array.of(0.9, 3, 100), y: Float32Array.of(0, 0, 0) };
    expect([...ended(computed.nearest.answer(plan, { train, test })).test]).toEqual([10, 20, 20]);
  });
  test('is wrong on the training set where equal points disagree, and nowhere else', () => {
    const plan = inline([[1], [1], [2]], [0, 1, 1], { loss: 'binary_cross_entropy' });
    const sets = examplesOf(plan, null);
    const { train } = answer('nearest', plan);
    expect([...train]).toEqual([-1, -1, 1]);
    expect(judged(plan, train, sets.train)).toEqual({ accuracy: 2 / 3, loss: null });
  });
});

describe('least squares', () => {
  const solve = (phi: number[][], y: number[]): number[] => [
    ...ended(leastSquares(Float64Array.from(phi.flat()), phi.length, phi[0]?.length ?? 0, Float64Array.from(y), 1)),
  ];
  const near = (got: number[], want: number[]): void =>
    want.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 12));
  test('of fewer equations than weights, the shortest', () => near(solve([[3, 4]], [25]), [3, 4]));
  test('of more, the nearest', () =>
    near(
      solve(
        [
          [0, 1],
          [1, 1],
          [2, 1],
        ],
        [1, 2, 6],
      ),
      [2.5, 0.5],
    ));
  test('of rank 1, the shortest of the nearest', () =>
    near(
      solve(
        [
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        [1, 3, 7],
      ),
      [1, 1],
    ));
  test('nothing comes of nothing', () => near(solve([[0, 0]], [1]), [0, 0]));
});

describe('the tangent kernel', () => {
  const layers = kernelLayersOf({ network: chain([8, 1], 'relu') });
  test('of one hidden layer at equal and at orthogonal points', () => {
    expect(tangent(1, 1, 1, layers)).toBeCloseTo(6, 12); // 2 · 3/2 + 2 + 1
    expect(tangent(0, 1, 1, layers)).toBeCloseTo(1.5 + 2 / Math.PI, 12); // 2 · 1/4 + 2/π + 1
  });
  test('of a frozen first layer has the output layer alone', () => {
    const frozen = chain([8, 1], 'relu').map((layer, i): Layer =>
      i === 0 ? ({ ...layer, frozen: true } as Layer) : layer,
    );
    expect(tangent(1, 1, 1, kernelLayersOf({ network: frozen }))).toBeCloseTo(3, 12);
  });
  test('of no hidden layer is 2 x·x′/d + 1, and its regression a straight line', () => {
    expect(tangent(0.25, 1, 1, kernelLayersOf({ network: chain([1], 'relu') }))).toBe(1.5);
    const line = inline([[0], [1], [2], [3]], [[1], [3], [5], [7]]);
    [...answer('kernel', line).train].forEach((value, i) => expect(value).toBeCloseTo(1 + 2 * i, 10));
  });
  test('goes through its training examples, and between those that contradict each other', () => {
    const x = [
      [1, 0],
      [0, 1],
      [-1, 2],
      [1, 0],
    ];
    const plan = inline(x, [[1], [-2], [0.5], [3]], { network: chain([4, 4, 1], 'relu') });
    const { train } = answer('kernel', plan);
    [2, -2, 0.5, 2].forEach((value, i) => expect(train[i]).toBeCloseTo(value, 5));
  });
  test('K α = Y is solved', () => {
    const a = ended(solved(Float64Array.of(4, 2, 2, 3), 2, Float64Array.of(8, 7), 1));
    expect(a[0]).toBeCloseTo(1.25, 12);
    expect(a[1]).toBeCloseTo(1.5, 12);
  });
});

test('ridgeless least squares is of the values that the plan begins with, and of its biases', () => {
  // h = (max(0, x), max(0, −x)), and a column of ones
  const network = chain([2, 1], 'relu');
  const plan = inline([[1], [2], [-1], [-3]], [[5], [7], [4], [6]], { network, parameters: { W1: [[1], [-1]] } });
  [...answer('ridgeless', plan).train].forEach((value, i) => expect(value).toBeCloseTo([5, 7, 4, 6][i] ?? NaN, 12));
  const without = network.map((layer, i): Layer => (i === 2 ? ({ ...layer, bias: false } as Layer) : layer));
  const [first, second] = answer('ridgeless', { ...plan, network: without }).train;
  expect(first).toBeCloseTo(19 / 5, 12); // y ≈ w x of (1, 5) and (2, 7)
  expect(second).toBeCloseTo(38 / 5, 12);
});

const many = (train: number): DataSpec => ({ kind: 'moons', train, test: 100, noise: 1 });
test.each<[keyof typeof computed, Partial<Plan>, Refusal, RegExp]>([
  ['kernel', { network: chain([4, 1], 'tanh') }, { code: 'relu-only', fn: 'tanh' }, /has tanh: choose ReLU/],
  [
    'ridgeless',
    { network: [...chain([4, 1], 'relu'), { type: 'activation', fn: 'sigmoid' }] },
    { code: 'output-activation', fn: 'sigmoid' },
    /ends in Sigmoid/,
  ],
  [
    'kernel',
    { network: chain([4, 1], 'relu').map((layer) => (layer.type === 'dense' ? { ...layer, frozen: true } : layer)) },
    { code: 'all-frozen' },
    /frozen/,
  ],
  ['kernel', { data: many(2001) }, { code: 'too-many-examples', count: 2001, most: 2000 }, /2,001.*at most 2,000/],
  [
    'ridgeless',
    { data: many(700), network: chain([800, 1], 'relu') },
    { code: 'too-many-features', examples: 700, features: 800, most: 600 },
    /at most 600 of either/,
  ],
  ['nearest', { data: { kind: 'mnist', train: 5000, test: 3000 } }, { code: 'too-long' }, /fewer training or test/],
])('%s is refused for what takes too long, or is not known', (id, change, refusal, sentence) => {
  const plan = { ...presets.moons, ...change };
  expect(computed[id].refused(plan)).toEqual(refusal);
  expect(refusalSentence(refusal)).toMatch(sentence);
});

test('the trainer answers beside a run', async () => {
  const trainer = new Trainer();
  onTestFinished(() => trainer.end());
  trainer.post({ type: 'start', run: 1, plan: presets.moons, speed: null, paused: false });
  const plan: Plan = { ...presets.moons, network: chain([6, 3, 1], 'relu', 'he') };
  const { baselines } = await trainer.ask({ type: 'baselines', request: 7, plan }, 'baselined');
  expect(baselines.nearest).toMatchObject({ train: { accuracy: 1, loss: null } });
  expect(baselines.kernel).toMatchObject({ train: { accuracy: 1 } });
  for (const id of ['nearest', 'kernel', 'ridgeless'] as const) {
    const one = baselines[id];
    expect('refused' in one ? NaN : one.test?.accuracy).toBeGreaterThan(0.6);
  }
  await trainer.ended();
  expect(trainer.progress?.status).toBe('finished');
});
