import { expect, test } from 'vitest';
import { scopeOfDeeds, type Deeds } from './deeds.ts';
import { evaluate, FormulaError } from './expression.ts';
import { isTrue } from './measure.ts';

const deeds: Deeds = {
  step: 12,
  epoch: 3,
  ended: false,
  at: Infinity,
  zoom: 'graph',
  edges: 'gradient',
  selected: 'none',
  walked: 'dW1',
  changed: 1,
  code: 'pytorch',
  edited: 0,
  scene: 'deep',
  problem: 'none',
  setting: (at) => (at === 'batchSize' ? 64 : 'none'),
  done: (step) => step === 'first',
  ran: (sweep) => sweep === 'descent',
  option: (plot, key) => (plot === 'product' && key === 'sigma' ? 0.5 : 'none'),
};
const scope = scopeOfDeeds(deeds);

test.each<[string, boolean]>([
  ['step >= 12', true],
  ['step > 12', false],
  ['epoch == 3 && changed == 1', true],
  ['ended', false],
  ['!ended', true],
  ['at < 1', false], // while numbers are replayed none is at the playhead
  ["zoom == 'graph' && edges == 'gradient'", true],
  ["selected != 'none'", false],
  ["walked == 'dW1' || walked == 'J'", true],
  ["scene == 'deep'", true],
  ["setting('batchSize') == 64", true],
  ["setting('depth') == 12", false],
  ["done('first')", true],
  ["done('second')", false],
  ["option('product', 'sigma') < 1", true],
  ["option('product', 'n') < 1", false], // none is no number
  ['step', false], // a number alone is not true
])('%s is %s', (formula, expected) => {
  expect(isTrue(formula, scope)).toBe(expected);
});

test('what does not fit is not true: an effect of the window asks', () => {
  expect(isTrue("option('product', 'n') + 1 > 0", scope)).toBe(false);
  expect(isTrue('zoom + 1 > 2', scope)).toBe(false);
});

test.each([
  ['loss', 'loss is not known'],
  ['setting', 'setting is not known'],
  ['constructor', 'constructor is not known'],
  ['__proto__', '__proto__ is not known'],
  ['toString()', 'toString() is not known'],
  ['norm(1)', 'norm() is not known'],
  ['done(1)', 'done() takes words'],
  ["option('product')", 'option() takes words'],
])('%s: %s', (formula, sentence) => {
  expect(() => evaluate(formula, scope)).toThrow(new FormulaError(sentence));
});
