import { expect, test } from 'vitest';
import { chain } from '../../../core/plan/presets.ts';
import { moveOf } from './connect.ts';

const network = chain([6, 3, 1], 'relu'); // d a d a d

test('a wire from a to b means: b right after a', () => {
  expect(moveOf(network, 0, 4)).toEqual({ from: 4, gap: 1 });
  expect(moveOf(network, 3, 0)).toEqual({ from: 0, gap: 4 });
});

test('from the data: first of all; into the loss: last of all', () => {
  expect(moveOf(network, -1, 2)).toEqual({ from: 2, gap: 0 });
  expect(moveOf(network, 1, 5)).toEqual({ from: 1, gap: 5 });
});

test('what is so already, or makes no chain, or bends the data, is no connection', () => {
  for (const [a, b] of [
    [0, 1], // is so
    [4, 5],
    [-1, 0],
    [2, 2],
    [-1, 5], // would leave out everything
    [5, 0], // the loss has no output
    [0, -1], // the data has no input
    [-1, 1], // an activation without a dense layer before it
    [NaN, 1],
  ] as const)
    expect(moveOf(network, a, b), `${a} to ${b}`).toBeNull();
});
