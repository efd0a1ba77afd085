import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, FormulaError, lettersIn, Missing, numberOf, type Scope, type Value } from './expression.ts';

const W: Value = { rows: 2, columns: 2, values: Float64Array.of(1, 2, 3, 4) };
const known: Record<string, Value> = { loss: 0.5, 'B.loss': 0.25, W, zoom: 'graph', ended: true };
const scope: Scope = {
  name(name, letter) {
    const key = letter === null || letter === 'A' ? name : `${letter}.${name}`;
    const value = Object.hasOwn(known, key) ? known[key] : undefined;
    if (value === undefined) throw new Missing(name);
    return value;
  },
  call(name, [first]) {
    if (name !== 'double') throw new FormulaError(name);
    return 2 * Number(first);
  },
};

test.each([
  ['1 + 2 * 3', 7],
  ['-(1 - 3) / 4', 0.5],
  ['loss + B.loss', 0.75],
  ['A.loss', 0.5],
  ['W[2][1]', 3],
  ['(W / 2)[1][2]', 1],
  ['double(loss)', 1],
  ['1 + (loss > 0.4)', 2],
])('%s', (formula, value) => {
  expect(numberOf(formula, scope)).toBe(value);
});

test.each([
  ["zoom == 'graph' && ended", true],
  ["zoom != 'units'", true],
  ["zoom == 'units' || loss <= 0.5", true],
  ['zoom == 3', false], // a word is no number
  ['zoom > 3', false],
])('%s', (formula, value) => {
  expect(evaluate(formula, scope)).toBe(value);
});

describe('what is no formula is refused, and nothing of it is run', () => {
  test.each([
    'W',
    'W[3][1]',
    'W[0][1]',
    'W[1][9]',
    'loss.toString.constructor("return 1")()',
    '`a`',
    '[1, 2]',
    'this',
    'loss = 3',
    'loss; ended',
    '',
    '1 +',
    'zoom + 1',
    '(1)(2)',
    'loss % 2',
  ])('%s', (formula) => {
    expect(() => numberOf(formula, scope)).toThrow(FormulaError);
  });
  test('names of JavaScript are names like any other', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'globalThis'])
      expect(() => numberOf(name, scope)).toThrow(Missing);
  });
  test('whatever is typed', () => {
    const piece = fc.constantFrom(
      'loss',
      'W',
      '[1]',
      '.',
      '(',
      ')',
      '+',
      '&&',
      "'a'",
      '1e9',
      '!',
      '==',
      ',',
      '?',
      ':',
      '{',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (formula) => {
        try {
          evaluate(formula, scope);
        } catch (error) {
          expect(error instanceof FormulaError || error instanceof Missing).toBe(true);
        }
      }),
    );
  });
});

test('a formula says which networks it is about', () => {
  expect([...lettersIn('C.loss - norm(A.dW1)')].sort()).toEqual(['A', 'C']);
  expect([...lettersIn('loss')]).toEqual(['A']);
  expect([...lettersIn("jacobian(8, 'B')")]).toEqual(['B']);
  expect([...lettersIn('2/(784 + 100)')]).toEqual([]);
});
