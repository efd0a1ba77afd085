import { describe, expect, test } from 'vitest';
import { graphOf } from '../../../core/graph/graph.ts';
import { stepsOf } from '../../../core/graph/steps.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { figureOf, type Box } from './layout.ts';

const deep: Plan = { ...presets.moons, network: chain([...Array<number>(49).fill(8), 1], 'tanh') };
const plans: [string, Plan][] = [
  ...Object.entries(presets),
  ['50 layers', deep],
  ['no layer', { ...presets.moons, network: [] }],
  ['a penalty', { ...presets.moons, weightDecay: 0.01 }],
  [
    'noise and dropout',
    { ...presets.moons, network: [{ type: 'noise', sigma: 1 }, { type: 'dropout', p: 0.5 }, ...chain([3, 1], 'relu')] },
  ],
];

describe.each(plans)('%s', (_, plan) => {
  const graph = graphOf(plan, shapeOf(plan));
  const figure = figureOf(graph);
  const boxes: Box[] = [...figure.variables, ...figure.operators];

  test('every variable is drawn, and no two nodes touch', () => {
    expect(figure.variables.map(({ id }) => id).sort()).toEqual(graph.variables.map(({ name }) => name).sort());
    boxes.forEach((a, i) =>
      boxes.slice(i + 1).forEach((b) => {
        const apart = Math.abs(a.x - b.x) >= a.hx + b.hx || Math.abs(a.y - b.y) >= a.hy + b.hy;
        expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }),
    );
  });

  test('everything lies in the figure; the input lower left of the objective', () => {
    for (const { x, y, hx, hy, id } of boxes) {
      expect(x - hx, id).toBeGreaterThanOrEqual(0);
      expect(y - hy, id).toBeGreaterThanOrEqual(0);
      expect(x + hx, id).toBeLessThanOrEqual(figure.width);
      expect(y + hy, id).toBeLessThanOrEqual(figure.height);
    }
    const [x, J] = ['x', 'J'].map((name) => boxes.find(({ id }) => id === name));
    expect(J?.x).toBeGreaterThan(x?.x ?? NaN);
    expect(J?.y).toBeLessThan(x?.y ?? NaN);
  });

  test('every arrow runs straight along rows and columns, forward and back in order', () => {
    const steps = stepsOf(graph).length;
    for (const { points, from, to, forward, backward } of figure.arrows) {
      const name = `${from} → ${to}`;
      expect(points.length, name).toBeGreaterThan(1);
      points.slice(1).forEach(([x, y], i) => {
        const [px, py] = points[i] ?? [NaN, NaN];
        expect(Math.min(Math.abs(x - px), Math.abs(y - py)), name).toBeLessThan(0.5);
      });
      expect(forward, name).toBeGreaterThan(0);
      expect(backward, name).toBeGreaterThan(forward);
      if (backward < Infinity) expect(backward, name).toBeLessThanOrEqual(steps);
    }
  });
});

test('arrows with no gradient never turn: X, y and masks', () => {
  const plan: Plan = {
    ...presets.moons,
    network: [
      { type: 'dense', units: 4, init: { kind: 'he' }, bias: true },
      { type: 'dropout', p: 0.5 },
      ...chain([1], 'relu'),
    ],
  };
  const still = figureOf(graphOf(plan, shapeOf(plan)))
    .arrows.filter(({ backward }) => backward === Infinity)
    .map(({ from }) => from);
  expect(still.sort()).toEqual(['m2', 'x', 'y']);
});
