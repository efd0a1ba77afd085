import { expect, test } from 'vitest';
import { named, ruleOf, rulesIn, withRule } from './rules.ts';

test('a lesson is hidden, locked or free; each has one rule', () => {
  const hidden = withRule({}, ['depth', 'slope'], 'hidden');
  expect(hidden).toEqual({ depth: 'hidden', slope: 'hidden' });
  const locked = withRule(hidden, ['depth'], 'locked');
  expect(locked).toEqual({ depth: 'locked', slope: 'hidden' });
  expect(withRule(locked, ['slope', 'xavier'], null)).toEqual({ depth: 'locked' });
  expect(ruleOf(locked, 'depth')).toBe('locked');
  expect(ruleOf(locked, 'forward')).toBeNull();
  expect(ruleOf(locked, 'constructor')).toBeNull();
});

test('what was kept and is not understood is no rule', () => {
  expect(rulesIn({ depth: 'locked' })).toEqual({ depth: 'locked' });
  for (const kept of [undefined, null, 'depth', ['depth'], { depth: 'gone' }, { 'a b': 'hidden' }])
    expect(rulesIn(kept)).toEqual({});
});

test('a lesson is named by its id or its number', () => {
  const entries = [
    { id: 'depth', number: '2.2' },
    { id: 'own-1', number: 'T1' },
  ];
  expect(named(entries, '2.2')?.id).toBe('depth');
  expect(named(entries, 'depth')?.id).toBe('depth');
  expect(named(entries, 't1')?.id).toBe('own-1');
  expect(named(entries, '')).toBeNull();
});
