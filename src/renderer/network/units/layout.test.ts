import { describe, expect, test } from 'vitest';
import { graphOf } from '../../../core/graph/graph.ts';
import { chain, presets, type PresetId } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { columnsOf } from './columns.ts';
import { dock } from './dock.ts';
import { Held } from './held.ts';
import { idOf, nextUnit, spotAt, spotOf, type Spot } from './hits.ts';
import { into, layoutOf, outOf, smooth, type Units } from './layout.ts';
import { countsOf, EDGE_BUDGET, sampled, sampledPixels } from '../../view/sampling.ts';

const stage = { width: 698, height: 588 };
const place = (plan: Plan, size = stage, picked: { variable: string; index: number } | null = null): Units =>
  layoutOf(plan, graphOf(plan, shapeOf(plan)), size, picked);

describe('columns', () => {
  test('one for the input and one for each dense layer, which shows what follows its activation', () => {
    const columns = columnsOf(presets.moons, graphOf(presets.moons, shapeOf(presets.moons)));
    expect(columns.map(({ variable, W, b, title, width }) => [variable, W, b, title, width])).toEqual([
      ['x', null, null, 'input', 2],
      ['h1', 'W1', 'b1', 'ReLU', 6],
      ['h2', 'W2', 'b2', 'ReLU', 3],
      ['o', 'W3', 'b3', 'output', 1],
    ]);
  });

  test('dropout and noise are said in the head of the column before them', () => {
    const [first, relu, ...rest] = presets.moons.network;
    if (!first || !relu) throw new Error('the preset has changed');
    const plan: Plan = { ...presets.moons, network: [first, relu, { type: 'dropout', p: 0.5 }, ...rest] };
    const [, column] = columnsOf(plan, graphOf(plan, shapeOf(plan)));
    expect(column).toMatchObject({ variable: 'h1', extras: ['dropout 0.5'], variables: ['z1', 'h1', "h1'"] });
  });
});

describe('sampling', () => {
  test('a layer that fits is drawn whole; of a large one 16 units are', () => {
    expect(countsOf([2, 6, 3, 1], 20)).toEqual([2, 6, 3, 1]);
    expect(countsOf([2, 300, 1], 20)).toEqual([2, 16, 1]);
  });

  test('edges stay within the budget, whatever the network', () => {
    for (const widths of [
      [784, 300, 300, 300, 300, 10],
      [784, 64, 10],
      [2, 24, 24, 24, 1],
      [2, 8192, 8192, 1],
    ]) {
      const counts = countsOf(widths, 20);
      const edges = counts.reduce((sum, count, c) => sum + (c > 0 ? count * (counts[c - 1] ?? 0) : 0), 0);
      expect(edges).toBeLessThanOrEqual(EDGE_BUDGET);
      counts.forEach((count, c) => expect(count).toBeLessThanOrEqual(widths[c] ?? 0));
    }
  });

  test('units are spread evenly, all different, and the selected one is among them', () => {
    for (const of of [sampled(300, 16, 123), sampledPixels(12, 100), sampledPixels(7, 500)]) {
      expect(new Set(of).size).toBe(of.length);
    }
    expect(sampled(300, 16, 123)).toContain(123);
    expect(sampled(300, 16, 123)).toHaveLength(16);
    expect(sampledPixels(12, 100)).toContain(100);
    expect(sampled(6, 6)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sampled(300, 16).filter((i) => !sampled(300, 16, 123).includes(i))).toHaveLength(1);
  });

  test('a layout is the same whenever it is made anew', () => {
    expect(place(presets.exercise2)).toEqual(place(presets.exercise2));
  });
});

describe('places', () => {
  test.each(Object.keys(presets) as PresetId[])('%s: everything lies in the drawing, nothing on each other', (id) => {
    const small = [
      { width: 500, height: 460 },
      { width: 683, height: 204 },
      { width: 280, height: 160 },
    ];
    for (const size of [stage, { width: 960, height: 900 }, ...small]) {
      const { columns, size: world } = place(presets[id], size);
      columns.forEach((column, c) => {
        column.ys.forEach((y, k) => {
          expect(y - column.r).toBeGreaterThanOrEqual(18);
          expect(y + column.r).toBeLessThanOrEqual(world.height);
          if (k > 0 && column.shape !== 'pixel') expect(y - (column.ys[k - 1] ?? 0)).toBeGreaterThan(2 * column.r);
          const before = columns[c - 1];
          if (before) expect(into(column, k)).toBeGreaterThan(Math.max(...before.xs.map((_, f) => outOf(before, f))));
        });
      });
    }
  });

  test('a card in the corner moves units of the last column up, but never closer to each other', () => {
    for (const size of [stage, { width: 1096, height: 860 }, { width: 683, height: 204 }]) {
      const hidden = place({ ...presets.moons, network: chain([6, 6, 6], 'tanh') }, size).columns.slice(1);
      expect(new Set(hidden.map(({ pitch }) => pitch)).size).toBe(1);
    }
  });

  test('counts all edges, and those that are drawn', () => {
    expect(place(presets.moons)).toMatchObject({ unitCount: 10, edgeCount: 33, drawn: 33 });
    const large = place(presets.digits);
    expect(large.edgeCount).toBe(784 * 64 + 64 * 10);
    expect(large.drawn).toBeLessThanOrEqual(EDGE_BUDGET);
    expect(place({ ...presets.moons, network: chain([16, 20, 8, 1], 'relu') }, { width: 698, height: 588 }).drawn).toBe(
      520,
    );
  });
});

describe('what lies at a point', () => {
  const units = place(presets.moons);
  const columns = units.columns;

  test('an edge, in its middle and near its ends', () => {
    const [before, column] = [columns[1], columns[2]];
    if (!before || !column) throw new Error('no columns');
    for (const t of [0.1, 0.5, 0.9]) {
      const x = outOf(before, 5) + t * (into(column, 0) - outOf(before, 5));
      const y = (before.ys[5] ?? 0) + ((column.ys[0] ?? 0) - (before.ys[5] ?? 0)) * smooth(t);
      expect(spotAt(units, x, y)).toMatchObject({ kind: 'edge', column: 2, unit: 0, from: 5 });
    }
    expect(spotAt(units, 5, 5)).toBeNull();
  });

  test('ids and back', () => {
    const spots: Spot[] = [
      { kind: 'unit', column: 1, unit: 3 },
      { kind: 'bias', column: 2, unit: 0 },
      { kind: 'edge', column: 1, unit: 3, from: 1 },
    ];
    for (const spot of spots) expect(spotOf(idOf(spot))).toEqual(spot);
    expect(spotOf('no-such')).toBeNull();
  });

  test('arrow keys stay in a column or go to the nearest unit of the next', () => {
    const at: Spot = { kind: 'unit', column: 1, unit: 0 };
    expect(nextUnit(units, at, 'ArrowUp')).toBeNull();
    expect(nextUnit(units, at, 'ArrowDown')).toMatchObject({ column: 1, unit: 1 });
    expect(nextUnit(units, at, 'ArrowRight')).toMatchObject({ column: 2, unit: 0 });
    expect(nextUnit(units, { ...at, unit: 5 }, 'ArrowLeft')).toMatchObject({ column: 0, unit: 1 });
  });
});

test('a scale grows at once, and shrinks only for another run or when asked to', () => {
  const held = new Held();
  expect(held.of(1, 'a')).toBe(1);
  expect(held.of(3, 'a')).toBe(3);
  expect(held.of(2, 'a')).toBe(3);
  expect(held.of(2, 'a', 1)).toBe(2);
  expect(held.of(1, 'a', 1)).toBe(2);
  expect(held.of(1, 'b', 1)).toBe(1);
});

test('a card never lies on what it tells of', () => {
  const card = { width: 316, height: 204 };
  const about = { x: 500, y: 480, width: 50, height: 50 };
  const there = dock(card, about, stage);
  expect(there.y + there.height).toBeLessThanOrEqual(about.y);
  expect(dock(card, { ...about, x: 20, y: 100 }, stage)).toMatchObject({ x: 698 - 16 - 316, y: 588 - 14 - 204 });
});
