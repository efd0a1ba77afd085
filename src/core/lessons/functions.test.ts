import { describe, expect, test } from 'vitest';
import { scalarNames, type Frame, type Scalars } from '../frame/frame.ts';
import { layoutOf } from '../frame/layout.ts';
import { graphOf } from '../graph/graph.ts';
import { Walker } from '../graph/walker.ts';
import { shapeOf } from '../plan/shape.ts';
import type { Evidence } from './evidence.ts';
import { evaluate, FormulaError, Missing, numberOf, type Scope, type Table } from './expression.ts';
import { functionOf } from './functions.ts';
import { measured, scopeOf } from './measure.ts';
import { lessonOf } from './registry.ts';

const [scene] = lessonOf('forward').scenes;
if (!scene) throw new Error('no scene');
/** Two ReLU units and no bias: x = (1, 2), y = 0.5, λ = 0.1, W1 = [[0.5, 0.4], [−0.6, 0.2]], W2 = [[0.8, −0.5]], J = ½(o − y)² + s.
 *  By hand: z = (1.3, −0.2), h = (1.3, 0), o = 1.04. */
const { plan } = scene;

/** What a recording would have of it before the first step. @param held what frames have, beside the tensors of the graph */
function evidenceOf(held: Record<string, number[]> = {}, without: readonly string[] = []): Evidence {
  const graph = graphOf(plan, shapeOf(plan));
  const walker = new Walker(graph, plan, 1);
  const given: Record<string, number[]> = { x: [1, 2], y: [0.5], W1: [0.5, 0.4, -0.6, 0.2], W2: [0.8, -0.5] };
  for (const [name, values] of Object.entries(given)) walker.tensor(name).value.set(values);
  walker.forward();
  walker.backward();
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, NaN])) as Scalars;
  const frame: Frame = {
    kind: 'frame',
    n: 1,
    scalars: { ...scalars, step: 0, loss: 0.1458 },
    tensor(name) {
      if (without.includes(name)) return null;
      const own = held[name];
      if (own) return Float32Array.from(own);
      const of = name.startsWith('d') ? walker.tensors.get(name.slice(1))?.gradient : walker.tensors.get(name)?.value;
      return of ? Float32Array.from(of) : null;
    },
  };
  const layout = layoutOf(plan, graph, shapeOf(plan));
  return { plan, graph, layout, frame, keyframe: null, status: 'finished', baselines: null, passes: null };
}
const evidence = evidenceOf();
const of = (formula: string, one = evidence): number => numberOf(formula, scopeOf([one]));

const table = (rows: number, columns: number, values: number[]): Table => ({
  rows,
  columns,
  values: Float32Array.from(values),
});
/** Formulas over tables of their own. */
const over = (formula: string, tables: Record<string, Table>): number => {
  const own: Scope = { ...scopeOf([]), name: (name) => tables[name] ?? NaN };
  return Number(evaluate(formula, own));
};

test('what a name stands for', () => {
  expect(of('z1[1][1]')).toBeCloseTo(1.3, 6);
  expect(of('z1[1][2]')).toBeCloseTo(-0.2, 6);
  expect(of('o')).toBeCloseTo(1.04, 6);
  expect(of('do')).toBeCloseTo(0.54, 6); // o − y
  expect(of('loss')).toBe(0.1458);
  expect(of('lambda')).toBe(0.1);
  expect(of('learningRate')).toBe(0.1);
  expect(of('batch')).toBe(1);
  expect(of('diverged')).toBeNaN();
  expect(of('diverged', { ...evidence, status: 'diverged' })).toBe(0);
});

test.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty', 'A.constructor', 'W3', 'dx'])(
  '%s is no name of a network',
  (name) => {
    expect(() => evaluate(name, scopeOf([evidence]))).toThrow(FormulaError);
  },
);

test('the examples of a batch are those that its rows say, where frames have only these', () => {
  const bare = evidenceOf({ rows: [0] }, ['x', 'y']);
  expect(of('x[1][2]', bare)).toBe(2);
  expect(of('y[1][1]', bare)).toBe(0.5);
  expect(measured('x[1][2]', [evidenceOf({}, ['x', 'y', 'rows'])])).toBeNull();
});

describe('sums over entries', () => {
  const t = { t: table(2, 2, [1, 2, 3, 4]), one: table(1, 1, [-5]) };
  test('norm, mean, variance', () => {
    expect(over('norm(t)', { t: table(1, 2, [3, -4]) })).toBe(5);
    expect(over('norm(-3)', {})).toBe(3);
    expect(over('norm(t)', { t: table(1, 2, [3e30, 4e30]) })).toBeCloseTo(5e30, -25); // its squares are beyond float32
    expect(over('mean(t)', t)).toBe(2.5);
    expect(over('variance(t)', t)).toBe(1.25); // of all of them: not over n − 1
    expect(over('variance(one)', t)).toBe(0);
  });
  test('share, of entries near 0 in all tables together', () => {
    const t = { a: table(1, 2, [0.0005, -2]), b: table(2, 2, [0, -0.0009, 0.001, 3]) };
    expect(over('share(0.001, a, b)', t)).toBeCloseTo(3 / 6, 9);
    expect(over('share(0.001, a)', t)).toBe(0.5);
    expect(() => over('share(a, b)', t)).toThrow(FormulaError);
  });
  test('max, min, abs, over all entries of all inputs', () => {
    expect(over('max(t, one, 3.5)', t)).toBe(4);
    expect(over('min(t, one)', t)).toBe(-5);
    expect(over('abs(one)', t)).toBe(5);
    expect(over('abs(2 - t)', t)).toBe(2);
  });
  test('of one number', () => {
    expect(over('sqrt(9)', {})).toBe(3);
    expect(over('exp(0)', {})).toBe(1);
    expect(over('ln(exp(2))', {})).toBeCloseTo(2, 12);
    expect(over('log10(0.001)', {})).toBeCloseTo(-3, 12);
    expect(over('power(2, 10)', {})).toBe(1024);
    expect(() => over('sqrt(t)', t)).toThrow(FormulaError);
    expect(() => over("sqrt('t')", t)).toThrow(FormulaError);
  });
  test('what frames say of a tensor goes before its entries', () => {
    const known = evidenceOf({ '‖W‖': [11, 12], '‖dW‖': [13, 14], '‖dh‖': [15] });
    expect([of('norm(W1)', known), of('norm(W2)', known)]).toEqual([11, 12]);
    expect([of('norm(dW1)', known), of('norm(dW2)', known), of('norm(dh1)', known)]).toEqual([13, 14, 15]);
    expect(of('norm(W2 - 0)', known)).toBeCloseTo(Math.sqrt(0.89), 6); // another tensor
    expect(of('norm(W2)')).toBeCloseTo(Math.sqrt(0.89), 6);
  });
});

describe('which of several', () => {
  test.each([
    ['lowest(3, 1, 2)', 2],
    ['lowest(1, 1)', 1],
    ['lowest(0/0, 5)', 2], // what is no number is not the lowest
    ['lowest(5, 0/0, 4)', 3],
    ['highest(3, 1, 4)', 3],
    ['highest(0/0, -5)', 2],
    ['highest(-1, 0/0)', 1],
    ['lowest(0/0, 1/0)', 2],
    ['highest(0/0, -1/0)', 2],
  ])('%s is %d', (formula, which) => {
    expect(over(formula, {})).toBe(which);
  });
});

describe('units unlike each other', () => {
  const units = (W: number[], b: number[], next: number[], into = 2): number =>
    over('units(W, b, V)', {
      W: table(b.length, into, W),
      b: table(1, b.length, b),
      V: table(next.length / b.length, b.length, next),
    });
  test('all alike is one; one that differs is another', () => {
    expect(units([1, 2, 1, 2, 1, 2], [0, 0, 0], [5, 5, 5])).toBe(1);
    expect(units([1, 2, 1, 3, 1, 2], [0, 0, 0], [5, 5, 5])).toBe(2);
    expect(units([1, 2, 1, 2, 1, 2], [0, 0, 1], [5, 5, 5])).toBe(2);
    expect(units([1, 2, 1, 2, 1, 2], [0, 0, 0], [5, 6, 7])).toBe(3);
    expect(units([1, 2, 1, 2], [0, 0], [5, 5, 6, 7])).toBe(2); // two units after it: the second takes in two
  });
  test('−0 is not 0, and NaN is NaN', () => {
    expect(units([0, 1, -0, 1], [0, 0], [1, 1])).toBe(2);
    expect(units([NaN, 1, NaN, 1], [0, 0], [1, 1])).toBe(1);
    expect(units([NaN, 1, 0, 1], [0, 0], [1, 1])).toBe(2);
  });
  test('without bias there are two', () => {
    expect(of('units(W1, 0, W2)')).toBe(2);
  });
});

describe('the slope of J', () => {
  test('is the derivative by hand', () => {
    // ∂J/∂w¹₁₂ = (o − y) w²₁ x₂ + λ w¹₁₂ = 0.54 · 0.8 · 2 + 0.1 · 0.4
    expect(of('slope(W1, 1, 2)')).toBeCloseTo(0.904, 6);
    expect(of('slope(W1, 1, 1)')).toBeCloseTo(0.54 * 0.8 + 0.05, 6);
    // the second unit is off: what is left is λ w
    expect(of('slope(W1, 2, 1)')).toBeCloseTo(-0.06, 6);
    // ∂J/∂w²₁ = (o − y) h₁ + λ w²₁ = 0.54 · 1.3 + 0.08
    expect(of('slope(W2, 1, 1)')).toBeCloseTo(0.782, 6);
  });
  test.each(['slope(W1, 3, 1)', 'slope(W1, 1, 3)', 'slope(W1, 0, 1)', 'slope(W1, 1, 0)', 'slope(W1, 1.5, 1)'])(
    '%s has no such place',
    (formula) => {
      expect(() => of(formula)).toThrow(FormulaError);
    },
  );
  test.each(['slope(0.5, 1, 1)', 'slope(W1 + 0, 1, 1)', 'slope(dW1, 1, 1)', 'slope(z1, 1, 1)', 'slope(loss, 1, 1)'])(
    '%s is of no parameter',
    (formula) => {
      expect(() => of(formula)).toThrow(FormulaError);
    },
  );
  test('waits for parameters that are not recorded', () => {
    expect(measured('slope(W1, 1, 1)', [evidenceOf({}, ['W2'])])).toBeNull();
  });
});

describe('what frames have a list of', () => {
  const known = evidenceOf({ saturated: [0.25], 'σ M1': [3, 1], 'σ M1…2': [2] });
  test('saturated units and Jacobians', () => {
    expect(of('saturated(h1)', known)).toBe(0.25);
    expect(of("jacobian(1, 'A')", known)).toBe(3);
    expect(of("jacobian(2, 'A')", known)).toBe(2);
  });
  test('another network, none, or another thing', () => {
    const two = scopeOf([null, known]);
    expect(numberOf('saturated(B.h1)', two)).toBe(0.25);
    expect(numberOf("jacobian(2, 'B')", two)).toBe(2);
    expect(() => numberOf("jacobian(2, 'A')", two)).toThrow(Missing);
    expect(() => numberOf("jacobian(2, 'C')", two)).toThrow(FormulaError);
    expect(() => of('saturated(W1)', known)).toThrow(FormulaError);
    expect(measured('saturated(h1)', [evidenceOf()])).toBeNull();
    expect(measured("jacobian(3, 'A')", [known])).toBeNull();
  });
});

test('a product of 100 matrices is as large as the lecture has it', () => {
  expect(Math.abs(over('product(4, 1, 100)', {}) - 24.8)).toBeLessThan(0.7);
  expect(Math.abs(over('product(4, 0.5, 100)', {}) - -5.7)).toBeLessThan(0.7);
  // one factor adds ½(ln 2 + ψ(2)) = ½(ln 2 + 1 − γ) to the logarithm
  expect(over('growth(4, 1)', {})).toBeCloseTo(0.557966, 6);
  expect(over('growth(4, 0.5)', {})).toBeCloseTo(0.557966 - 0.693147, 6);
});

test.each(['product(-1, 1, 10)', 'product(17, 1, 10)', 'product(2.5, 1, 10)', 'product(4, 1, 501)', 'growth(0, 1)'])(
  '%s is beyond what a product may be', // a large one would never end
  (formula) => {
    expect(() => over(formula, {})).toThrow(FormulaError);
  },
);

test('functions take what they take', () => {
  expect(() => over('norm()', {})).toThrow(new FormulaError('norm() takes 1'));
  expect(() => over('norm(1, 2)', {})).toThrow(new FormulaError('norm() takes 1'));
  expect(() => over('lowest(1)', {})).toThrow(new FormulaError('lowest() takes 2'));
  expect(() => over('constructor(1)', {})).toThrow(new FormulaError('constructor() is not known'));
  expect(functionOf('toString')).toBeUndefined();
});
