import { describe, expect, test } from 'vitest';
import { graphOf } from '../../../core/graph/graph.ts';
import { stepsOf } from '../../../core/graph/steps.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { reachOf, sizes, type Figure } from './figure.ts';
import { flightOf, flightsOf } from './flights.ts';
import { figureIn, wholeFigure } from './layout.ts';

const deep: Plan = { ...presets.moons, network: chain([...Array<number>(49).fill(8), 1], 'tanh') };
const plans: [string, Plan][] = [
  ...Object.entries(presets),
  ['50 layers', deep],
  ['no layer', { ...presets.moons, network: [] }],
  ['a penalty', { ...presets.moons, weightDecay: 0.01 }],
  ['numbers', { ...presets.moons, weightDecay: 0.01, network: chain([2, 2, 1], 'relu') }],
  [
    'noise and dropout',
    { ...presets.moons, network: [{ type: 'noise', sigma: 1 }, { type: 'dropout', p: 0.5 }, ...chain([3, 1], 'relu')] },
  ],
];

/** No node lies on another, and none on words at another. */
function expectApart({ variables, operators, unit }: Figure): void {
  const boxes = [...variables, ...operators];
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b) => {
      const [p, q] = [reachOf(a, unit), reachOf(b, unit)];
      const apart = p.right <= q.left || q.right <= p.left || p.bottom <= q.top || q.bottom <= p.top;
      expect(apart, `${a.id} and ${b.id}`).toBe(true);
    }),
  );
}

describe.each(plans)('%s', (_, plan) => {
  const graph = graphOf(plan, shapeOf(plan));
  const figure = wholeFigure(graph, 4);

  test('every variable is drawn, and nothing touches', () => {
    expect(figure.variables.map(({ id }) => id).sort()).toEqual(graph.variables.map(({ name }) => name).sort());
    expectApart(figure);
    for (const box of [...figure.variables, ...figure.operators]) {
      const { left, right, top, bottom } = reachOf(box, 1);
      expect(Math.min(left, top), box.id).toBeGreaterThanOrEqual(0);
      expect(right, box.id).toBeLessThanOrEqual(figure.width);
      expect(bottom, box.id).toBeLessThanOrEqual(figure.height);
    }
  });

  test('input lower left, objective upper right', () => {
    const find = (name: string) => figure.variables.find(({ id }) => id === name);
    const [x, J] = [find('x'), find('J')];
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
  const still = wholeFigure(graphOf(plan, shapeOf(plan)), 4)
    .arrows.filter(({ backward }) => backward === Infinity)
    .map(({ from }) => from);
  expect(still.sort()).toEqual(['m2', 'x', 'y']);
});

// what is left of a window for the figure, at its type: L, M, S, a large screen, and with a projector
describe.each([
  [690, 530, 1],
  [545, 420, 1],
  [600, 200, 1],
  [680, 900, 1],
  [1880, 1700, 1],
  [540, 510, 16 / 13],
  [810, 480, 16 / 13],
  [640, 200, 16 / 13],
])('%i × %i px at %f', (width, height, unit) => {
  test.each(Array.from({ length: 20 }, (_, k) => k + 1))('%i layers: whole, whatever is looked at', (layers) => {
    for (const widths of [chain(Array<number>(layers).fill(8), 'tanh'), chain(Array<number>(layers).fill(2), 'relu')]) {
      const plan: Plan = { ...presets.moons, weightDecay: 0.01, network: widths };
      const graph = graphOf(plan, shapeOf(plan));
      const flights = flightsOf(graph);
      expect(flights).toHaveLength(layers + 1);
      for (const wanted of new Set([0, layers >> 1, layers - 1, layers])) {
        const figure = figureIn(
          graph,
          { width, height },
          { n: 10, unit, wanted: [wanted, (wanted + 3) % (layers + 1)] },
        );
        const name = `flight ${wanted}`;
        expect(figure.width, name).toBeLessThanOrEqual(width);
        expect(figure.height, name).toBeLessThanOrEqual(height);
        expect(figure.open.has(wanted), name).toBe(true);
        expectApart(figure);
        const { output } = flights[wanted] ?? { output: '' };
        expect(figure.variables.find(({ id }) => id === output)?.folded, name).toBeNull();
        expect(figure.variables.some(({ id }) => id === 'J')).toBe(true);
      }
    }
  });
});

test('a box has its size at every type, and grows with it', () => {
  const graph = graphOf(presets.vanishing, shapeOf(presets.vanishing));
  for (const unit of [1, 16 / 13]) {
    const { variables } = figureIn(graph, { width: 545, height: 420 }, { n: 10, unit, wanted: [3] });
    expect(variables.find(({ id }) => id === 'h4')?.hx).toBe(sizes.box.hx * unit);
  }
});

test('up to 2 × 2 a node has room for its numbers', () => {
  const plan: Plan = { ...presets.moons, network: chain([2, 2, 1], 'relu') };
  const graph = graphOf(plan, shapeOf(plan));
  const numbers = (n: number): string[] =>
    wholeFigure(graph, n).variables.flatMap(({ id, numbers }) => (numbers ? [id] : []));
  expect(numbers(4)).toEqual(['W1', 'b1', 'W2', 'b2', 'W3', 'b3', 'L', 'J']);
  expect(numbers(2)).toHaveLength(graph.variables.length);
});

test('a variable belongs to the layer that uses it, or made it', () => {
  const graph = graphOf(presets.dropout, shapeOf(presets.dropout));
  const flights = flightsOf(graph);
  const of = (name: string): number => flightOf(graph, flights, name);
  expect(['x', 'W1', 'b1', 'z1', 'h1', 'm3', "h1'"].map(of)).toEqual(Array(7).fill(0));
  expect(['W2', 'z2', 'W3', 'o', 'y', 'L', 'J'].map(of)).toEqual([1, 1, 2, 2, 3, 3, 3]);
});
