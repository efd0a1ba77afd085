import { expect, test } from 'vitest';
import { graphOf } from '../graph/graph.ts';
import { presets } from '../plan/presets.ts';
import { shapeOf } from '../plan/shape.ts';
import { measured } from './measure.ts';
import { quantitiesOf, valueNow } from './quantities.ts';
import { trialOf } from './trial.ts';

const { moons } = presets;
const one = trialOf(moons, graphOf(moons, shapeOf(moons)));

test('of one network without a letter, of several with theirs; each is the number that a claim would measure', () => {
  const alone = quantitiesOf([one]);
  expect(alone.map(({ formula }) => formula)).toEqual(
    expect.arrayContaining(['loss', 'testLoss', 'norm(W1)', 'norm(dW1)', 'mean(h1)', 'variance(z1)', 'intermediates']),
  );
  const both = quantitiesOf([one, one]);
  expect(both).toHaveLength(2 * alone.length);
  expect(both.map(({ formula }) => formula)).toEqual(expect.arrayContaining(['A.loss', 'B.loss', 'norm(B.W1)']));
  for (const { formula, value } of both) expect(measured(formula, [one, one])).toBe(value);
});

test('one that has not come so far has none', () => {
  expect(quantitiesOf([null])).toEqual([]);
  expect(quantitiesOf([null, one]).every(({ formula }) => formula.includes('B.'))).toBe(true);
});

test('a formula that is none has no value', () => {
  expect(valueNow('A.loss / B.loss', [one, one])).toBe(1);
  expect(valueNow('A.loss /', [one])).toBeNull();
  expect(valueNow('nonsense', [one])).toBeNull();
  expect(valueNow('loss', [null])).toBeNull();
});
