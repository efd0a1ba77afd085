import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  evaluate,
  FormulaError,
  lettersIn,
  Missing,
  numberOf,
  parseFormula,
  type Scope,
  type Table,
} from './expression.ts';

const W: Table = { rows: 2, columns: 3, values: Float64Array.of(1, 2, 3, 4, 5, 6) };
const one: Table = { rows: 1, columns: 1, values: Float64Array.of(7) };

/** Network A has a loss of 2, network B of 3. */
const scope: Scope = {
  name(name, letter) {
    if (name === 'loss') return letter === 'B' ? 3 : 2;
    if (name === 'W') return W;
    if (name === 'J') return one;
    if (name === 'zoom') return 'units';
    if (name === 'ended') return true;
    if (name === 'accuracy') throw new Missing('accuracy is not recorded');
    throw new FormulaError(`${name} is not known`);
  },
  call(name, inputs) {
    if (name === 'sum') return inputs.reduce<number>((sum, input) => sum + Number(input), 0);
    throw new FormulaError(`${name}() is not known`);
  },
};
const value = (formula: string): unknown => evaluate(formula, scope);
const reason = (formula: string): string => {
  try {
    value(formula);
  } catch (error) {
    if (error instanceof FormulaError) return error.message;
    throw error;
  }
  return 'none';
};

describe('a formula comes to', () => {
  test.each<[string, unknown]>([
    ['1.5e-3', 0.0015],
    ['2 + 3*4', 14],
    ['(2 + 3)*4', 20],
    ['7 - 2 - 1', 4],
    ['1/0', Infinity],
    ['-loss', -2],
    ["'graph'", 'graph'],
    ['zoom', 'units'],
    ['loss', 2],
    ['A.loss', 2],
    ['B.loss - A.loss', 1],
    ['W[1][1]', 1],
    ['W[2][1]', 4],
    ['W[1][3]', 3],
    ['W[loss][loss + 1]', 6],
    ['J[1][1]', 7],
    ['sum(loss, 2*B.loss, 1)', 9],
    ['sum()', 0],
  ])('%s', (formula, expected) => {
    expect(value(formula)).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ['2 < 3', true],
    ['3 <= 3', true],
    ['3 > 3', false],
    ['3 >= 3.1', false],
    ['W[1][2] == loss', true],
    ['loss != 2', false],
    ['J > 6', true], // a table of one number is that number
    ["zoom == 'units'", true],
    ["zoom != 'units'", false],
    ["zoom == 'graph'", false],
    ['zoom == 1', false], // a word is no number
    ['zoom != 1', true],
    ['zoom > 1', false],
    ['ended == 1', true],
    ['0/0 == 0/0', false],
    ['1 < 2 && 2 < 3', true],
    ['1 < 2 && 3 < 2', false],
    ['3 < 2 || 2 < 3', true],
    ['ended && loss', false], // a number is not true
    ['!ended', false],
    ['!(1 > 2)', true],
  ])('%s is %s', (formula, expected) => {
    expect(value(formula)).toBe(expected);
  });

  test('entries, one by one', () => {
    expect(value('2*W')).toMatchObject({ rows: 2, columns: 3, values: Float64Array.of(2, 4, 6, 8, 10, 12) });
    expect(value('W - 1')).toMatchObject({ values: Float64Array.of(0, 1, 2, 3, 4, 5) });
    expect(value('W*W')).toMatchObject({ values: Float64Array.of(1, 4, 9, 16, 25, 36) });
    expect(value('12/W')).toMatchObject({ rows: 2, columns: 3, values: Float64Array.of(12, 6, 4, 3, 2.4, 2) });
    expect(value('-W')).toMatchObject({ values: Float64Array.of(-1, -2, -3, -4, -5, -6) });
    expect(value('W[2] + W[1]')).toMatchObject({ rows: 1, columns: 3, values: Float64Array.of(5, 7, 9) });
  });

  test('the second part of an “and” is not asked for where the first is false', () => {
    expect(value('loss > 5 && accuracy > 0')).toBe(false);
    expect(() => value('loss > 1 && accuracy > 0')).toThrow(Missing);
  });

  test('one number', () => {
    expect(numberOf('1 < 2', scope)).toBe(1);
    expect(numberOf('2 < 1', scope)).toBe(0);
    expect(numberOf('J', scope)).toBe(7);
    expect(numberOf('W[2][2]', scope)).toBe(5);
    expect(() => numberOf('W', scope)).toThrow(new FormulaError('W is not one number'));
    expect(() => numberOf("'two'", scope)).toThrow(FormulaError);
  });
});

describe('what cannot be worked out is said', () => {
  test.each([
    ['loss % 2', '% is not known'],
    ['1 | 2', '| is not known'],
    ['1 << 2', '<< is not known'],
    ['loss === 2', '=== is not known'],
    ['~loss', '~ is not known'],
    ['+loss', '+ is not known'],
    ['W[0][1]', 'there is no place 0: there are 2'],
    ['W[3][1]', 'there is no place 3: there are 2'],
    ['W[1][4]', 'there is no place 4: there are 3'],
    ['W[1.5]', 'there is no place 1.5: there are 2'],
    ['W[-1]', 'there is no place -1: there are 2'],
    ["W['length']", 'a number is meant, and not many'],
    ['W + W[1]', 'entry by entry needs two of one size'],
    ['W > 1', 'a number is meant, and not many'],
    ['zoom + 1', 'a number is meant, and not many'],
    ['A.loss.loss', 'A.loss is meant'],
    ['W[1].loss', 'A.loss is meant'],
    ['A.sum(1)', 'a function has a name'],
    ['sum(1)(2)', 'a function has a name'],
    ['learningrate', 'learningrate is not known'],
    ['alert(1)', 'alert() is not known'],
    ['null', 'null is not known'],
    ['null + 1', 'null is not known'],
    ['W[null]', 'null is not known'],
  ])('%s: %s', (formula, sentence) => {
    expect(reason(formula)).toBe(sentence);
  });

  test.each([
    '',
    '1 +',
    '(1',
    'W[1',
    "'graph",
    'loss = 3',
    'loss += 1',
    'x => x',
    '`${loss}`',
    '1 2',
    '#',
    'loss; loss',
  ])('%s is no formula', (formula) => {
    expect(reason(formula)).toMatch(/\w{3}/);
    expect(reason(formula)).not.toBe('none');
  });
});

describe('nothing of the program can be reached', () => {
  test.each([
    'constructor',
    '__proto__',
    'this',
    'this.process',
    'globalThis',
    'toString()',
    'W.constructor',
    "W['constructor']",
    "W[1]['__proto__']",
    "sum['constructor']('globalThis.ran = true')",
    "sum.constructor('globalThis.ran = true')()",
    '[loss]',
    '[1, 2][0]',
    '{}',
    'new Date()',
    '`loss`',
    'sum`loss`',
    'globalThis.ran = true',
    'loss ? 1 : 2',
    '(loss, 2)',
    'function () {}',
    '/a/',
  ])('%s', (formula) => {
    expect(reason(formula)).not.toBe('none');
    expect(globalThis).not.toHaveProperty('ran');
  });
});

test('the networks that a formula is about', () => {
  const cases: [string, string][] = [
    ['1 + 2', ''],
    ['loss', 'A'],
    ['B.loss', 'B'],
    ['A.loss < C.W[1][2]', 'AC'],
    ['lowest(B.loss, C.loss, D.loss)', 'BCD'],
    ['norm(W)/B.loss', 'AB'],
    ["jacobian(8, 'B')", 'B'],
    ["option('product', 'sigma')", ''],
    ['-(F.loss)', 'F'],
    ['B.W[A.step]', 'AB'],
  ];
  for (const [formula, letters] of cases) expect([...lettersIn(formula)].sort().join(''), formula).toBe(letters);
});

test('no text makes it throw anything else', () => {
  const parts = fc.constantFrom(
    ...[
      'loss',
      'W',
      'J',
      'zoom',
      'A',
      '.',
      '[',
      ']',
      '(',
      ')',
      '1',
      '-',
      '+',
      '*',
      '/',
      '&&',
      '||',
      '!',
      '<',
      '==',
      '%',
    ],
    ...[
      'null',
      'true',
      'this',
      'constructor',
      '__proto__',
      ',',
      '?',
      '?.',
      ':',
      ';',
      "'",
      '`',
      '=',
      'sum(',
      ' ',
      '1e9',
      '{',
    ],
  );
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.array(parts, { maxLength: 14 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (formula) => {
      for (const read of [parseFormula, lettersIn, value, (one: string) => numberOf(one, scope)])
        try {
          read(formula);
        } catch (error) {
          if (!(error instanceof FormulaError || error instanceof Missing)) throw error;
        }
    }),
    { numRuns: 3000 },
  );
});
