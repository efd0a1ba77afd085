import { describe, expect, it } from 'vitest';
import { optionsOf, withData } from './options.ts';

describe('the arguments of a start', () => {
  it.each<[argv: string[], data: string | undefined, files: string[], lesson?: string]>([
    [
      ['electron', '.', '--inspect=0', '--data', '/x', 'a.json', 'b.GOLDILOCKS', 'c.txt'],
      '/x',
      ['a.json', 'b.GOLDILOCKS'],
    ],
    [['goldilocks', 'a.json', '--data=/y'], '/y', ['a.json']],
    [['goldilocks', 'file:///home/a/my%20plan.goldilocks'], undefined, ['/home/a/my plan.goldilocks']],
    [['goldilocks'], undefined, []],
    [['goldilocks', '--open', 'a.lesson.json', 'b.json'], undefined, ['b.json', 'a.lesson.json']],
    [['goldilocks', '--open', 'depth'], undefined, [], 'depth'],
    [['goldilocks', '--open=2.2'], undefined, [], '2.2'],
  ])('%j', (argv, data, files, lesson) => {
    expect(optionsOf(argv)).toEqual({
      ...(data !== undefined && { data }),
      files,
      ...(lesson !== undefined && { lesson }),
    });
  });

  it('are the same with another data folder', () => {
    expect(withData(['.', '--data', '/x', 'a.json'], '/y')).toEqual(['.', 'a.json', '--data', '/y']);
    expect(withData(['--data=/x', 'a.json'], '/y')).toEqual(['a.json', '--data', '/y']);
  });
});
