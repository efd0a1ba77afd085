import { expect, test } from 'vitest';
import { memoryOf } from './memory.ts';
import { presets } from './presets.ts';
import type { Plan } from './schema.ts';
import { tensorKinds, tensorsOf } from './tensors.ts';

const variants: [string, Plan][] = [
  ...Object.entries(presets),
  ['Adam', { ...presets.moons, optimizer: { kind: 'adam', learningRate: 0.01 } }],
  ['early stopping', { ...presets.digits, earlyStopping: { patience: 3 } }],
  [
    'Adam that stops early',
    { ...presets.moons, optimizer: { kind: 'adam', learningRate: 0.01 }, earlyStopping: { patience: 3 } },
  ],
  ['a batch of 5', { ...presets.moons, batchSize: 5 }],
  [
    'dropout',
    {
      ...presets.moons,
      network: [...presets.moons.network.slice(0, -1), { type: 'dropout', p: 0.5 }, ...presets.moons.network.slice(-1)],
    },
  ],
];

test.each(variants)('%s: tensor by tensor it is what the plan was said to take', (_name, plan) => {
  const tensors = tensorsOf(plan);
  const memory = memoryOf(plan);
  for (const kind of tensorKinds)
    expect([kind, tensors.reduce((sum, one) => sum + (one.kind === kind ? one.bytes : 0), 0)]).toEqual([
      kind,
      memory[kind],
    ]);
  expect(new Set(tensors.map(({ name }) => name)).size).toBe(tensors.length);
});

test('what backpropagation reads is kept, gradients and the target’s partners are not', () => {
  const kept = tensorsOf(presets.moons).filter((one) => one.kept);
  expect(kept.map(({ name }) => name)).toContain('z1');
  expect(kept.map(({ name }) => name)).toContain('h1');
  expect(kept.every(({ kind, name }) => kind === 'intermediates' && !name.startsWith('d'))).toBe(true);
});
