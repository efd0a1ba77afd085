import { expect, test } from 'vitest';
import { layoutOf } from '../../core/frame/layout.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { plotRows, rowTemplate } from './registry.ts';

const rowsOf = (plan: Plan, low = false): string[] => {
  const shape = shapeOf(plan);
  const rows = plotRows(plan, layoutOf(plan, graphOf(plan, shape), shape), low);
  return rows.map((row) => row.plots.map(([id]) => id).join('|'));
};

test('points in the plane', () => {
  expect(rowsOf(presets.moons)).toEqual(['loss', 'boundary|flow', 'weights', 'preactivations']);
});
test('in a low window the least important yields', () => {
  expect(rowsOf(presets.moons, true)).toEqual(['loss', 'boundary|flow', 'preactivations']);
});
test('digits', () => {
  expect(rowsOf(presets.digits)).toEqual(['loss', 'digits|predictions', 'flow', 'weights']);
  expect(rowsOf(presets.digits, true)).toEqual(['loss', 'digits|predictions', 'flow']);
});
test('a network too large for its frames has no pre-activations', () => {
  const large = { ...presets.moons, network: chain([128, 128, 1], 'relu') };
  expect(rowsOf(large)).toEqual(['loss', 'boundary|flow', 'weights']);
});
test('a square plot gets no more height than it can use', () => {
  const shape = shapeOf(presets.moons);
  const rows = plotRows(presets.moons, layoutOf(presets.moons, graphOf(presets.moons, shape), shape), true);
  expect(rowTemplate(rows, 432, 664)).toBe('minmax(0, 27fr) 230px minmax(0, 21fr)');
});
