import { expect, test } from 'vitest';
import { atStart, type Parent, type RunInfo, type RunStatus } from '../run.ts';
import { divergenceSentence } from './divergence.ts';

const info = (status: RunStatus, step: number, parent: Parent | null = null): RunInfo => ({
  id: 3,
  experiment: 1,
  name: 'Run 3',
  createdAt: 0,
  steps: 3000,
  frames: 1,
  bytes: 1,
  architecture: '2-6-3-1',
  activation: 'relu',
  data: 'moons',
  init: 'appropriate',
  parent,
  progress: { ...atStart(status), step },
});
const parent = (changes: Parent['changes']): Parent => ({ run: 1, name: 'Run 1', step: 40, changes });
const changed = parent([{ name: 'W1', index: 0, value: 1e30 }]);

test.each<[string, RunInfo, string | null]>([
  [
    'a step that was too long',
    info('diverged', 2),
    'The loss became infinite at step 2: the learning rate is too large for these weights.',
  ],
  ['weights as drawn', info('diverged', 0), 'The loss is infinite at step 0: the initial weights are too large.'],
  [
    'a weight set by hand',
    info('diverged', 40, changed),
    'The loss is infinite at step 40: a number that was set by hand is too large.',
  ],
  [
    'a branch, later',
    info('diverged', 41, changed),
    'The loss became infinite at step 41: the learning rate is too large for these weights.',
  ],
  [
    'a branch from where its parent ended',
    info('diverged', 40, parent([])),
    'The loss became infinite at step 40: the learning rate is too large for these weights.',
  ],
  ['a run that did not', info('finished', 3000), null],
])('%s', (_name, run, sentence) => {
  expect(divergenceSentence(run, String)).toBe(sentence);
});
