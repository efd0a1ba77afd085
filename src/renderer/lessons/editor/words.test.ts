import { expect, test } from 'vitest';
import { wordsOf } from './words.ts';

test.each([
  ['testLoss', ['One'], 'test loss'],
  ['A.testLoss / B.testLoss', ['Small', 'Large'], 'test loss of “Small” / test loss of “Large”'],
  ['norm(W1)', ['One'], 'norm($W_{1}$)'],
  ['norm(B.dW2)', ['Small', 'Large'], String.raw`norm($\partial J/\partial W_{2}$ of “Large”)`],
  ['C.loss', ['Small'], 'loss'],
])('%s', (formula, names, words) => expect(wordsOf(formula, names)).toBe(words));
