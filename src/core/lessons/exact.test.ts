import { expect, test } from 'vitest';
import { exactTex, exactValue, withExact } from './exact.ts';
import { lessonOf } from './registry.ts';
import type { Plan } from '../plan/schema.ts';

const [scene] = lessonOf('forward').scenes;
if (!scene) throw new Error('no scene');
/** W1 = [[0.5, 0.4], [−0.6, 0.2]], W2 = [[0.8, −0.5]], x = (1, 2), y = 0.5. */
const { plan } = scene;
const twoRows: Plan = {
  ...plan,
  data: {
    kind: 'inline',
    x: [
      [1, 2],
      [3, 4],
    ],
    y: [7, 8],
  },
  parameters: {
    b1: [0.1, 0.2],
    W1: [
      [1, 2],
      [3, 4],
    ],
  },
};
const moons: Plan = { ...plan, data: { kind: 'moons', train: 10, test: 0, noise: 1 } };

test('a number is read by its row and column from 1', () => {
  const cases: [Plan, string, number][] = [
    [plan, 'x[1][2]', 2],
    [plan, 'y[1][1]', 0.5],
    [plan, 'W1[2][1]', -0.6],
    [plan, 'W2[1][2]', -0.5],
    [twoRows, 'x[2][1]', 3],
    [twoRows, 'y[1][2]', 8], // one row without its brackets
    [twoRows, 'b1[1][2]', 0.2],
  ];
  for (const [of, at, value] of cases) expect(exactValue(of, at), at).toBe(value);
});

test.each([
  'x[0][1]',
  'x[1][0]',
  'x[2][1]',
  'x[1][3]',
  'x[1]',
  'x[1][1][1]',
  'x[-1][1]',
  'x[1.0][1]',
  ' x[1][1]',
  'W3[1][1]',
  'W[1][1]',
  'b1[1][1]',
  'z1[1][1]',
  'constructor[1][1]',
  'seed',
  '',
])('%s is no place, and nothing is set there', (at) => {
  expect(exactValue(plan, at)).toBeUndefined();
  expect(exactTex(plan, at)).toBeNull();
  expect(withExact(plan, at, 9)).toBe(plan);
});

test('one row without brackets has no second', () => {
  expect(exactValue(twoRows, 'b1[2][1]')).toBeUndefined();
  expect(exactValue(twoRows, 'y[2][1]')).toBeUndefined();
});

test('data that is drawn has no numbers to set', () => {
  expect(exactValue(moons, 'x[1][1]')).toBeUndefined();
  expect(withExact(moons, 'x[1][1]', 3)).toBe(moons);
});

test('another number there is a plan of its own; the first keeps its own', () => {
  const before = structuredClone(plan);
  expect(withExact(plan, 'W1[2][1]', 9).parameters).toEqual({
    W1: [
      [0.5, 0.4],
      [9, 0.2],
    ],
    W2: [[0.8, -0.5]],
  });
  expect(withExact(plan, 'x[1][1]', -3).data).toEqual({ kind: 'inline', x: [[-3, 2]], y: [[0.5]] });
  expect(withExact(twoRows, 'y[1][1]', 4).data).toMatchObject({
    x: [
      [1, 2],
      [3, 4],
    ],
    y: [4, 8],
  });
  expect(withExact(twoRows, 'b1[1][1]', 5).parameters).toEqual({
    b1: [5, 0.2],
    W1: [
      [1, 2],
      [3, 4],
    ],
  });
  expect(plan).toEqual(before);
});

test('as it is written', () => {
  expect(exactTex(plan, 'x[1][2]')).toBe('x_{2}');
  expect(exactTex(twoRows, 'x[2][1]')).toBe('x_{21}');
  expect(exactTex(plan, 'W1[2][1]')).toBe('w^{(1)}_{21}');
  expect(exactTex(plan, 'W2[1][2]')).toBe('w^{(2)}_{12}');
});
