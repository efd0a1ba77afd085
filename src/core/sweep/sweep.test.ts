import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPlan } from '../plan/parse.ts';
import { chain, presets } from '../plan/presets.ts';
import { problemsOf as planProblems } from '../plan/problems.ts';
import type { Plan } from '../plan/schema.ts';
import { problemLine } from '../words/problems.ts';
import { costOfRun } from './cost.ts';
import { sweepFieldIds, sweepFieldOf } from './fields.ts';
import { placesIn, placeAt, placeTitle, valueAt, valueText, withValue } from './places.ts';
import { Points, spread } from './points.ts';
import { checkSweep, parseSweep } from './problems.ts';
import type { Axis, Sweep, SweepInput } from './schema.ts';
import { valuesOf } from './values.ts';

const plan: Plan = presets.moons;
const sweepOf = (axes: Axis[], more: Partial<SweepInput> = {}): Sweep => {
  const { sweep, problems } = checkSweep({ name: 'S', plan, axes, ...more });
  if (!sweep) throw new Error(problems.map(problemLine).join('\n'));
  return sweep;
};
const list = (at: string, values: (number | string)[]): Axis => ({ fields: [{ at }], values: { list: values } });
const problemsOf = (axes: unknown, more: Partial<SweepInput> = {}): string[] =>
  checkSweep({ name: 'S', plan, axes, ...more }).problems.map(problemLine);

/** Has every kind of layer, a schedule and early stopping. */
const rich: Plan = {
  ...plan,
  optimizer: { kind: 'adam', learningRate: 0.01 },
  earlyStopping: { patience: 20 },
  network: [
    { type: 'noise', sigma: 0.1 },
    ...chain([6], 'relu'),
    { type: 'activation', fn: 'tanh' },
    { type: 'dropout', p: 0.1 },
    ...chain([1], 'relu'),
  ],
};

test('every field has a place in some plan, a title there, and takes what the plan has', () => {
  const bases: Plan[] = [rich, { ...plan, optimizer: { kind: 'adamw', learningRate: 0.1 } }, presets.digits];
  const more: Plan[] = [
    { ...plan, optimizer: { kind: 'momentum', learningRate: 0.1 } },
    presets.overfit,
    { ...plan, data: { kind: 'spiral', train: 100, test: 100, noise: 1 } },
    {
      ...plan,
      network: chain([4, 4, 1], 'relu').map((l) =>
        l.type === 'dense' ? { ...l, init: { kind: 'normal' as const, scale: 1 } } : l,
      ),
    },
  ];
  for (const id of sweepFieldIds) {
    const found = [...bases, ...more].flatMap((base) =>
      placesIn(base).flatMap((place) => (place.field === id ? [{ base, place }] : [])),
    );
    expect(found.length, id).toBeGreaterThan(0);
    for (const { base, place } of found) {
      expect(placeTitle(place), id).not.toBe('');
      const value = valueAt(base, place);
      expect(value, `${id} at ${place.at}`).toBeDefined();
      if (value === undefined) continue;
      expect(valueText(id, value)).not.toBe('');
      expect(placeAt(base, place.at)).toEqual(place);
      expect(valueAt(withValue(base, place, value), place)).toBe(value);
      expect(checkPlan(withValue(base, place, value)).problems.filter(({ hint }) => !hint)).toEqual([]);
    }
  }
});

test('every choice of every field is one that the schema takes, and bounds are the schema’s', () => {
  for (const place of placesIn(rich)) {
    const { takes } = sweepFieldOf(place.field);
    if (takes.kind === 'choice')
      for (const { id } of takes.choices) {
        const codes = checkPlan(withValue(rich, place, id)).problems.map(({ code }) => code);
        expect(codes, `${place.at} = ${id}`).not.toContain('not-one-of');
      }
    else
      for (const beyond of [takes.least - 1, takes.most * 2 + 1])
        if (Number.isFinite(beyond) && place.field !== 'depth')
          expect(checkPlan(withValue(rich, place, beyond)).plan, `${place.at} = ${beyond}`).toBeNull();
  }
});

test('a range has both ends, in equal steps or equal ratios; of whole numbers each once', () => {
  const at = (where: string, values: Axis['values']): (number | string)[] =>
    valuesOf({ fields: [{ at: where }], values }, [placeAt(plan, where)]);
  expect(at('optimizer.learningRate', { from: 0.1, to: 0.5, count: 5 })).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(at('optimizer.learningRate', { from: 0.001, to: 1, count: 4, log: true })).toEqual([0.001, 0.01, 0.1, 1]);
  expect(at('network[0].units', { from: 2, to: 500, count: 24, log: true }).slice(0, 6)).toEqual([2, 3, 4, 5, 7, 8]);
  expect(at('network[0].units', { from: 1, to: 3, count: 9 })).toEqual([1, 2, 3]);
});

test('a range is monotone, and its whole numbers are whole, distinct and within its ends', () => {
  const ends = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }));
  fc.assert(
    fc.property(ends, fc.integer({ min: 1, max: 60 }), fc.boolean(), ([from, to], count, log) => {
      const axis: Axis = { fields: [{ at: 'batchSize' }], values: { from, to, count, log } };
      const values = valuesOf(axis, [placeAt(plan, 'batchSize')]).map(Number);
      expect(values.every(Number.isInteger)).toBe(true);
      expect(new Set(values).size).toBe(values.length);
      expect(values[0]).toBe(from);
      if (count > 1) expect(values.at(-1)).toBe(to);
      const sorted = [...values].sort((a, b) => (from <= to ? a - b : b - a));
      expect(values).toEqual(sorted);
    }),
  );
});

test('points are the product of the axes and the seeds, each once, whatever their order', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
  const ats = ['optimizer.learningRate', 'weightDecay', 'network[0].units'];
  fc.assert(
    fc.property(
      lengths,
      fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      fc.boolean(),
      (counts, seeds, listed) => {
        const axes = counts.map((n, i) =>
          list(
            ats[i] ?? '',
            Array.from({ length: n }, (_, k) => k + 1),
          ),
        );
        const sweep = sweepOf(axes, { ...(seeds && { seeds }), order: listed ? 'listed' : 'spread' });
        const points = new Points(sweep);
        expect(points.total).toBe(counts.reduce((a, b) => a * b, 1) * (seeds ?? 1));
        const order = points.order();
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: points.total }, (_, i) => i));
        const tuples = order.map((point) => points.at(point).index.join());
        expect(new Set(tuples).size).toBe(points.total);
        // seed by seed
        if (!listed && seeds) {
          const ofSeed = order.map((point) => points.at(point).index.at(-1));
          expect(ofSeed).toEqual([...ofSeed].sort((a, b) => (a ?? 0) - (b ?? 0)));
        }
        for (const point of order) {
          const { values, seed } = points.at(point);
          const own = points.planAt(point);
          expect(own.seed).toBe(seed);
          values.forEach((value, i) => {
            const place = placeAt(own, ats[i] ?? '');
            expect(place && valueAt(own, place)).toBe(value);
          });
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('the first tenth of an order is spread over each axis', () => {
  for (const shape of [[40], [20, 20], [7, 5, 9]]) {
    const cells = spread(shape);
    const total = cells.length;
    expect([...cells].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
    let below = 1;
    for (const n of [...shape].reverse()) {
      const seen = cells.slice(0, Math.max(4, total / 10)).map((cell) => Math.floor(cell / below) % n);
      expect(Math.min(...seen)).toBeLessThan(n / 3);
      expect(Math.max(...seen)).toBeGreaterThanOrEqual(n / 2);
      below *= n;
    }
  }
});

test('linked fields follow the axis: c · vᵖ, or a list of their own', () => {
  const axis: Axis = {
    fields: [
      { at: 'network[0].units' },
      { at: 'optimizer.learningRate', c: 0.6, p: -1 },
      { at: 'batchSize', c: 10 },
      { at: 'network[0].init.kind', list: ['he', 'xavier', 'zero'] },
    ],
    values: { list: [2, 3, 6] },
  };
  const points = new Points(sweepOf([axis]));
  const plans = points.order().map((point) => points.planAt(point));
  const by = new Map(plans.map((own) => [own.network[0]?.type === 'dense' ? own.network[0].units : 0, own]));
  expect(by.get(2)?.optimizer.learningRate).toBe(0.3);
  expect(by.get(3)?.optimizer.learningRate).toBe(0.2);
  expect(by.get(6)?.optimizer.learningRate).toBe(0.1);
  expect(by.get(6)?.batchSize).toBe(60);
  expect(by.get(6)?.network[0]).toMatchObject({ init: { kind: 'zero' } });
});

test('depth repeats the hidden block, and [*] moves all hidden layers alike', () => {
  const deep = { ...plan, network: chain([4, 4, 1], 'tanh') };
  const axes = [list('depth', [0, 1, 5]), list('network[*].units', [3, 8])];
  const points = new Points(sweepOf(axes, { plan: deep }));
  const networks = Array.from({ length: points.total }, (_, point) =>
    points.planAt(point).network.flatMap((layer) => (layer.type === 'dense' ? [layer.units] : [])),
  );
  expect(networks).toEqual([[1], [1], [3, 1], [8, 1], [3, 3, 3, 3, 3, 1], [8, 8, 8, 8, 8, 1]]);
  expect(placeAt({ ...plan, network: chain([6, 3, 1], 'relu') }, 'depth')).toBeNull(); // its blocks differ
});

test('given values go with the layer that is moved', () => {
  const given = { W1: [[1, 2]], b1: [0], W2: [[1]], b2: [0] };
  const own: Plan = { ...plan, network: chain([1, 1], 'relu'), parameters: given };
  const at = (where: string): string[] => {
    const place = placeAt(own, where);
    return Object.keys((place && withValue(own, place, where.endsWith('kind') ? 'he' : 3))?.parameters ?? {});
  };
  expect(at('network[0].units')).toEqual(['b2']);
  expect(at('network[0].init.kind')).toEqual(['b1', 'W2', 'b2']);
});

test('a problem names the axis and the value that has it, or the plan where all have it', () => {
  expect(problemsOf([list('batchSize', [10, 400])])).toEqual([
    'axes[0], batchSize = 400: A batch of 400 is larger than the 100 training examples. Lower the batch size.',
  ]);
  expect(problemsOf([list('weightDecay', [0, 1]), list('network[0].units', [3, 0])])).toEqual([
    'axes[1], network[0].units = 0: This is too low. The least is 1.',
  ]);
  expect(problemsOf([list('batchSize', [10, 60]), list('data.train', [50, 100])])).toEqual(
    [
      'axes, batchSize = 60, data.train = 50: batchSize: A batch of 60 is larger than the 50 training examples. Lower the batch size.',
    ].map((text) => text.replace(': batchSize:', ':')),
  );
  expect(problemsOf([list('optimizer.kind', ['sgd', 'foo'])])[0]).toContain('optimizer.kind = foo');
  const { problems } = checkSweep({ name: 'S', plan: { ...plan, network: [] }, axes: [list('seed', [1, 2])] });
  expect(problems).toMatchObject([{ at: 'plan.network', code: 'no-weights' }]);
});

test('what cannot be an axis is refused with the remedy', () => {
  const codes = (axes: unknown, more: Partial<SweepInput> = {}): string[] =>
    checkSweep({ name: 'S', plan, axes, ...more }).problems.map(({ code }) => code);
  expect(codes([list('network[9].units', [1])])).toEqual(['sweep-no-place']);
  expect(codes([list('network[1].units', [1])])).toEqual(['sweep-no-place']);
  expect(codes([list('nonsense', [1])])).toEqual(['sweep-no-place']);
  expect(codes([list('seed', [1])], { seeds: 3 })).toEqual(['sweep-place-twice']);
  expect(codes([{ fields: [{ at: 'optimizer.kind' }], values: { from: 1, to: 2, count: 2 } }])).toEqual([
    'sweep-choice',
  ]);
  expect(codes([list('batchSize', ['ten'])])).toEqual(['sweep-not-numbers']);
  expect(codes([{ fields: [{ at: 'batchSize', list: [1] }], values: { list: [1, 2] } }])).toEqual([
    'sweep-list-length',
  ]);
  expect(codes([{ fields: [{ at: 'weightDecay' }], values: { from: 0, to: 1, count: 3, log: true } }])).toEqual([
    'sweep-log-range',
  ]);
  const thousand = { from: 1e-6, to: 1, count: 1000 };
  expect(codes([{ fields: [{ at: 'weightDecay' }], values: thousand }], { seeds: 11 })).toEqual(['sweep-too-many']);
  expect(codes([list('batchSize', [])])).toEqual(['too-few']);
  expect(parseSweep('{"name": "S", "name": "T"}').problems).toMatchObject([{ code: 'key-twice' }]);
  expect(problemsOf([list('batchSize', [10.5])])).toEqual([
    'axes[0], batchSize = 10.5: 10.5 is not a whole number. Give one.',
  ]);
});

test('a sweep read back from what it was is the same', () => {
  const sweep = sweepOf([list('optimizer.learningRate', [0.1, 0.2])], { seeds: [3, 5] });
  expect(checkSweep(JSON.parse(JSON.stringify(sweep))).sweep).toEqual(sweep);
});

test('a sweep over classes gives the last layer a unit for each', () => {
  const base: Plan = {
    ...plan,
    data: { kind: 'gauss', train: 100, test: 100, noise: 1 },
    loss: 'softmax_cross_entropy',
    network: chain([6, 2], 'relu'),
  };
  for (const classes of [2, 3, 4]) {
    const next = sweepFieldOf('classes').set(base, classes, []);
    expect(planProblems(next)).toEqual([]);
    expect(next.network.at(-1)).toMatchObject({ units: classes });
  }
});

test('a run costs more the wider, the longer and the larger its batches', () => {
  const cost = costOfRun(plan);
  expect(costOfRun({ ...plan, length: { epochs: 600 } })).toBeGreaterThan(cost);
  expect(costOfRun({ ...plan, network: chain([600, 3, 1], 'relu') })).toBeGreaterThan(cost);
});

test('docs/SWEEPS.md has every place that can vary, and its example can run', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/SWEEPS.md'), 'utf8');
  for (const id of sweepFieldIds) {
    const { path, title } = sweepFieldOf(id);
    expect(page, id).toContain(`\`${path.replace('[]', '[*]')}\``);
    expect(page, id).toContain(`| ${title(null)} `);
  }
  const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
  expect(checkSweep({ ...(JSON.parse(example) as object), plan }).problems).toEqual([]);
});
