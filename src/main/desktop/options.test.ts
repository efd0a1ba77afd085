import { describe, expect, it } from 'vitest';
import { optionsOf, withData } from './options.ts';

describe('the arguments of a start', () => {
  it.each([
    [
      ['electron', '.', '--inspect=0', '--data', '/x', 'a.json', 'b.GOLDILOCKS', 'c.txt'],
      '/x',
      ['a.json', 'b.GOLDILOCKS'],
    ],
    [['goldilocks', 'a.json', '--data=/y'], '/y', ['a.json']],
    [['goldilocks', 'file:///home/a/my%20plan.goldilocks'], undefined, ['/home/a/my plan.goldilocks']],
    [['goldilocks'], undefined, []],
  ])('%j', (argv, data, files) => {
    expect(optionsOf(argv)).toEqual({ ...(data !== undefined && { data }), files });
  });

  it('are the same with another data folder', () => {
    expect(withData(['.', '--data', '/x', 'a.json'], '/y')).toEqual(['.', 'a.json', '--data', '/y']);
    expect(withData(['--data=/x', 'a.json'], '/y')).toEqual(['a.json', '--data', '/y']);
  });
});
