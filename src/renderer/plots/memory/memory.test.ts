import { expect, test } from 'vitest';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { memoryOf } from '../../../core/plan/memory.ts';
import { groupsOf, predictionNeeds, rowsOf, type MemoryRow } from './memory.ts';

const deep: Plan = { ...presets.moons, network: chain([...Array<number>(49).fill(20), 1], 'tanh') };
const bytes = (rows: readonly MemoryRow[]): number =>
  rows.reduce((sum, row) => sum + (row.is === 'head' ? 0 : row.is === 'rest' ? row.bytes : row.tensor.bytes), 0);

test('groups are complete, largest first', () => {
  const groups = groupsOf(presets.digits);
  const memory = memoryOf(presets.digits);
  expect(groups.map((group) => group.bytes)).toEqual([
    memory.parameters,
    memory.gradients,
    memory.intermediates,
    memory.optimizer,
  ]);
  for (const { tensors } of groups) expect(tensors).toEqual([...tensors].sort((a, b) => b.bytes - a.bytes));
  expect(groups[3]?.title).toContain('has none');
});

test('few tensors have a line each', () => {
  const rows = rowsOf(groupsOf(presets.moons), 1000);
  expect(rows.some(({ is }) => is === 'rest')).toBe(false);
});

test.each([12, 16, 30, 60])('in %i lines nothing is lost', (room) => {
  const groups = groupsOf(deep);
  const rows = rowsOf(groups, room);
  expect(rows.length).toBeLessThanOrEqual(room);
  expect(rows.length).toBeGreaterThan(room - 2);
  expect(bytes(rows)).toBe(groups.reduce((sum, group) => sum + group.bytes, 0));
});

test('where there is no room, every group still has its largest', () => {
  const rows = rowsOf(groupsOf(deep), 1);
  expect(rows.map(({ is }) => is)).toEqual([
    'head',
    'tensor',
    'rest',
    'head',
    'tensor',
    'rest',
    'head',
    'tensor',
    'rest',
    'head',
  ]);
});

test('prediction needs the parameters and one layer', () => {
  const { parameters } = memoryOf(presets.moons);
  expect(predictionNeeds(presets.moons)).toBe(parameters + 4 * presets.moons.batchSize * (6 + 3));
});
