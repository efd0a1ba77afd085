import { expect, test } from 'vitest';
import { examplesOf } from '../examples.ts';
import { presets } from '../plan/presets.ts';
import { planSchema, type Plan } from '../plan/schema.ts';
import { stream } from '../random.ts';
import { drawnOf, inlineOf, momentsOf, type DrawnSet } from './inline.ts';
import { logisticOf, planeOf } from './linear.ts';
import { erased, sprayed, type DrawnPoint } from './spray.ts';
import { partsOf } from './split.ts';

const spray = (seed: number, centre: [number, number], count: number, y: number, radius = 1): DrawnPoint[] =>
  sprayed(stream(seed, 'test'), centre, radius, count, y);
const three = [...spray(1, [-3, 0], 40, 0), ...spray(2, [3, 0], 20, 1), ...spray(3, [0, 3], 10, 2)];
const drawn: DrawnSet = { points: three, valued: false, shares: { test: 0.3, validation: 0.1 }, scaled: true };
const countOf = (parts: readonly string[], label: number, part: string): number =>
  three.filter(({ y }, i) => y === label && parts[i] === part).length;

test('a spray is the same for the same seed, and fills its disc evenly within the square', () => {
  expect(spray(1, [0, 0], 50, 1)).toEqual(spray(1, [0, 0], 50, 1));
  expect(spray(1, [0, 0], 50, 1)).not.toEqual(spray(2, [0, 0], 50, 1));
  const many = spray(1, [0, 0], 4000, 1, 2);
  expect(many.every(({ x1, x2 }) => Math.hypot(x1, x2) <= 2.001)).toBe(true);
  expect(many.filter(({ x1, x2 }) => Math.hypot(x1, x2) < 1).length / 4000).toBeCloseTo(0.25, 1);
  const corner = spray(1, [5, 5], 400, 1);
  expect(corner.length).toBeLessThan(200);
  expect(corner.every(({ x1, x2 }) => x1 <= 5 && x2 <= 5)).toBe(true);
  expect(spray(1, [1.25, -2], 1, 0)).toEqual([{ x1: 1.25, x2: -2, y: 0 }]);
});

test('erasing takes the points of a disc, and is nothing where there are none', () => {
  expect(erased(three, [-3, 0], 1.01).map(({ y }) => y)).toEqual([
    ...Array<number>(20).fill(1),
    ...Array<number>(10).fill(2),
  ]);
  expect(erased(three, [-3, -4], 1)).toBe(three);
});

test('a split keeps the share of every class, depends on the seed, and not on the order of drawing', () => {
  const parts = partsOf(three, drawn.shares, 1, false);
  for (const [label, n] of [40, 20, 10].entries()) {
    expect(countOf(parts, label, 'test')).toBe(0.3 * n);
    expect(countOf(parts, label, 'validation')).toBe(0.1 * n);
  }
  expect(partsOf(three, drawn.shares, 1, false)).toEqual(parts);
  expect(partsOf(three, drawn.shares, 2, false)).not.toEqual(parts);
  expect(partsOf(three.toReversed(), drawn.shares, 1, false)).toEqual(parts.toReversed());
  expect(partsOf([{ x1: 0, x2: 0, y: 1 }], { test: 0.9, validation: 0.1 }, 1, false)).toEqual(['train']);
});

test('inputs are scaled by the training part alone, and edited again they are as they were drawn', () => {
  const data = inlineOf(drawn, 7);
  const plan: Plan = planSchema.parse({ ...presets.moons, loss: 'softmax_cross_entropy', data });
  expect(plan.data).toEqual(data);
  const { train, validation, test: tested } = examplesOf(plan, null);
  expect([train.count, validation.count, tested.count]).toEqual([42, 7, 21]);
  for (const j of [0, 1]) {
    const own = Array.from({ length: 42 }, (_, i) => train.x[2 * i + j] ?? NaN);
    expect(own.reduce((a, b) => a + b, 0) / 42).toBeCloseTo(0, 5);
    expect(own.reduce((a, b) => a + b * b, 0) / 42).toBeCloseTo(1, 5);
  }
  const again = drawnOf(data);
  expect(again).toMatchObject({ valued: false, scaled: true, shares: drawn.shares });
  const sorted = (points: readonly DrawnPoint[]): string[] => points.map((point) => JSON.stringify(point)).sort();
  expect(sorted(again?.points ?? [])).toEqual(sorted(three));
  if (again) expect(sortedRows(inlineOf(again, 7).x)).toEqual(sortedRows(data.x)); // the same points are trained on
});
const sortedRows = (rows: readonly (readonly number[])[]): string[] => rows.map((row) => row.join(' ')).sort();

test('values are rows of one number, and what nobody drew is not a drawing', () => {
  const points = three.map((point) => ({ ...point, y: point.x1 / 5 }));
  const data = inlineOf({ ...drawn, points, valued: true, scaled: false }, 1);
  expect(data.y[0]).toHaveLength(1);
  expect(data.drawn).toEqual({ mean: [0, 0], deviation: [1, 1] });
  expect(drawnOf(data)).toMatchObject({ valued: true, scaled: false });
  expect(drawnOf(presets.moons.data)).toBe(null);
  expect(drawnOf({ kind: 'inline', x: [[1, 2, 3]], y: [0] })).toBe(null);
  expect(drawnOf({ kind: 'inline', x: [[1, 9]], y: [0] })).toBe(null);
  expect(drawnOf({ kind: 'inline', x: [[1, 2]], y: [7] })).toBe(null);
  expect(momentsOf([{ x1: 2, x2: 1, y: 0 }]).deviation).toEqual([1, 1]);
});

test('one line separates what is apart, and not a XOR', () => {
  expect(logisticOf(three, 3).score(three)).toBe(1);
  const xor = [
    ...spray(1, [-3, 3], 30, 0),
    ...spray(2, [3, -3], 30, 0),
    ...spray(3, [3, 3], 30, 1),
    ...spray(4, [-3, -3], 30, 1),
  ];
  expect(logisticOf(xor, 2).score(xor)).toBeLessThan(0.6);
  // where the classes overlap the fit is at a minimum: the chances add up to the counts of each class
  const mixed = [...spray(5, [0, 0], 60, 0, 2), ...spray(6, [1, 0], 40, 1, 2)];
  const [row = []] = logisticOf(mixed, 2).rows;
  const sum = mixed.reduce(
    (s, { x1, x2 }) => s + 1 / (1 + Math.exp(-((row[0] ?? 0) * x1 + (row[1] ?? 0) * x2 + (row[2] ?? 0)))),
    0,
  );
  expect(sum).toBeCloseTo(40, 0);
});

test('a plane through values is found, and explains nothing of a bowl', () => {
  const slope = spray(1, [0, 0], 100, 0, 4).map((point) => ({ ...point, y: 0.2 * point.x1 - 0.1 * point.x2 + 0.3 }));
  const fit = planeOf(slope);
  expect(fit.score(slope)).toBeCloseTo(1, 6);
  expect(fit.rows[0]?.map((v) => Number(v.toFixed(3)))).toEqual([0.2, -0.1, 0.3]);
  const bowl = spray(2, [0, 0], 400, 0, 4).map((point) => ({ ...point, y: (point.x1 ** 2 + point.x2 ** 2) / 16 }));
  expect(planeOf(bowl).score(bowl)).toBeLessThan(0.1);
});
