import { expect, test } from 'vitest';
import '../theme/tokens.css';
import { presets } from '../../core/plan/presets.ts';
import type { Metrics, PointResult, PointStatus } from '../../core/sweep/results.ts';
import { Points } from '../../core/sweep/points.ts';
import { sweepSchema, type SweepInput } from '../../core/sweep/schema.ts';
import { bestPoint, cellSpread, medianMetrics, spreadOf, type Results } from './cells.ts';
import { boxFor, dotPlace, drawLines, nearestDot } from './draw-lines.ts';
import { endsRoom } from './ends.ts';
import { farCell } from './far.ts';
import { drawHeatMap, heatBoxOf, heatCellAt, heatModel, shadeOf } from './heat.ts';
import { lineModel } from './line-model.ts';
import { figureMetrics, metricIds, metricText, readMetric } from './metrics.ts';
import { pointName } from './names.ts';
import { isWithin, parallelModel, parallelOption, withBrushed, noneBrushed } from './parallel.ts';
import { drawQueue, stretches } from './queue-draw.ts';
import { alongOf, upwardAt, upwardOf, wantsLog } from './scales.ts';
import { resultTable } from './table.ts';
import { palette } from '../paint/palette.ts';
import { chartSvg } from '../paint/echarts.ts';

const sweepOf = (more: Partial<SweepInput>): Points =>
  new Points(
    sweepSchema.parse({
      name: 'S',
      plan: presets.moons,
      axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.01, 0.1, 1] } }],
      ...more,
    }),
  );
const metrics = (testLoss: number | null, more: Partial<Metrics> = {}): Metrics => ({
  trainLoss: testLoss === null ? null : testLoss / 2,
  testLoss,
  gap: testLoss === null ? null : testLoss / 2,
  trainAccuracy: 1,
  testAccuracy: 0.75,
  validationLoss: testLoss,
  validationAccuracy: 0.75,
  norm: 5,
  norms: [3, 4],
  steps: 100,
  seconds: 1,
  ...more,
});
const result = (point: number, testLoss: number, status: PointStatus = 'finished'): PointResult => ({
  point,
  run: 100 + point,
  status,
  metrics: status === 'queued' || status === 'running' ? null : metrics(testLoss),
});
const ofAll = (points: Points, loss: (point: number) => number): Results =>
  Array.from({ length: points.total }, (_, point) => result(point, loss(point)));

test('the spread is from best to worst, the median of an even count the mean of the middle two', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, count: 3 });
  expect(spreadOf([4, 1, 2, 3])?.median).toBe(2.5);
  expect(spreadOf([])).toBeNull();
});

test('a run counts in a figure when it is finished and its number is one', () => {
  const points = sweepOf({ seeds: 3 });
  const results: Results = [result(0, 4), result(1, 2), result(2, 9, 'diverged'), undefined, result(4, NaN)];
  expect(cellSpread(points, results, 0, 'testLoss')).toEqual({ median: 3, low: 2, high: 4, count: 2 });
  expect(cellSpread(points, results, 1, 'testLoss')).toBeNull();
  expect(bestPoint(results, 'testLoss')).toBe(1);
  expect(medianMetrics(points, results, 0)).toMatchObject({ testLoss: 3, trainLoss: 1.5, norms: [3, 4] });
  expect(medianMetrics(points, results, 2)).toBeNull();
});

test('every metric has words and reads a number, or says that there is none', () => {
  for (const id of metricIds) {
    expect(figureMetrics[id].title()).not.toBe('');
    expect(metricText(id, readMetric(id, metrics(0.5)))).toMatch(/\d/);
    expect(metricText(id, readMetric(id, null))).toBe('–');
  }
  expect(metricText('testError', readMetric('testError', metrics(1)))).toBe('25.0 %');
});

test('an axis is by ratios where its values are, choices have places of their own', () => {
  expect(wantsLog([0.01, 0.1, 1])).toBe(true);
  expect(wantsLog([1, 2, 3])).toBe(false);
  expect(wantsLog([0, 1, 100])).toBe(false);
  expect(wantsLog(['relu', 'tanh'])).toBe(false);
  const [a = 0, b = 0, c = 0] = alongOf([0.01, 0.1, 1], null, String).places;
  expect(b - a).toBeCloseTo(c - b, 12);
  const linear = alongOf([1, 2, 5], null, String).places;
  expect((linear[2] ?? 0) - (linear[1] ?? 0)).toBeCloseTo(3 * ((linear[1] ?? 0) - (linear[0] ?? 0)), 12);
  const ordinal = alongOf(['relu', 'tanh'], true, String);
  expect([ordinal.kind, ...ordinal.places]).toEqual(['ordinal', 0.25, 0.75]);
  // values in any order keep their places
  expect(alongOf([1, 0.01, 0.1], null, String).places).toEqual([c, a, b]);
});

test('an upward axis holds all values, from 0 or by decades', () => {
  const up = upwardOf([0.2, 0.7], false);
  expect(up.least).toBe(0);
  expect(upwardAt(up, up.most)).toBe(1);
  expect(up.ticks.map(({ text }) => text)).toContain('0.0');
  const log = upwardOf([0.003, 0.7, 0, NaN], true);
  expect([log.least, log.most]).toEqual([0.001, 1]);
  expect(upwardAt(log, 0.001 ** 0.5)).toBeCloseTo(0.5, 12);
  expect(upwardAt(log, 0)).toBe(0);
  expect(upwardOf([-1, 3], false).least).toBeLessThanOrEqual(-1);
  expect(upwardOf([], false).ticks).toEqual([]);
});

test('one axis: a line through medians, a ring for each run, what runs, waits and failed at the axis', () => {
  const points = sweepOf({ seeds: 2 });
  const results: Results = [
    result(0, 1),
    result(1, 3),
    result(2, 2),
    result(3, 0, 'running'),
    result(4, 0, 'diverged'),
  ];
  const model = lineModel(points, results, 'testLoss', 0, { x: null, y: false }, false);
  expect(model.series).toHaveLength(1);
  expect(model.series[0]?.spreads.map((one) => one?.median)).toEqual([2, 2, undefined]);
  expect(model.beside).toEqual([1, 1, null]);
  expect(model.queued).toEqual([2]);
  expect(model.dots.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'work', 'failed']);

  const box = boxFor(600, 400, palette(), 'main');
  for (const dot of model.dots) {
    const [x, y] = dotPlace(model, box, dot);
    expect(nearestDot(model, box, x, y)).toEqual(dot);
    expect(y).toBeGreaterThanOrEqual(box.top);
    expect(y).toBeLessThanOrEqual(box.bottom);
  }
});

test.each([700, 420, 240, 150])('at %i px no number at the end of a line is cut', (width) => {
  const points = sweepOf({});
  const results: Results = [0, 1, 2].map((point) => ({
    ...result(point, 0.339),
    metrics: metrics(0.339, { trainLoss: 4.5e-10 }),
  }));
  const model = lineModel(points, results, 'testLoss', 0, { x: null, y: false }, false);
  const c = document.createElement('canvas').getContext('2d');
  if (!c) throw new Error('no canvas');
  const texts: string[] = [];
  c.fillText = (text: string, x: number) => {
    texts.push(text);
    if (c.textAlign === 'left') expect(x + c.measureText(text).width, text).toBeLessThanOrEqual(width);
  };
  drawLines(c, width, 300, model, 'main', null, palette(), endsRoom(model, 'main', palette()));
  if (width > 200) expect(texts).toContain('train 4.5×10⁻¹⁰');
});

test('two axes: lines by the other axis, whichever goes across; and a map', () => {
  const points = sweepOf({
    axes: [
      { fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.1, 1] } },
      { fields: [{ at: 'network[*].fn' }], values: { list: ['relu', 'tanh', 'sigmoid'] } },
    ],
    seeds: 2,
  });
  const results = ofAll(points, (point) => point);
  const across = lineModel(points, results, 'testLoss', 0, { x: null, y: false }, false);
  expect(across.series.map(({ label, cells }) => [label, cells])).toEqual([
    ['ReLU', [0, 3]],
    ['tanh', [1, 4]],
    ['Sigmoid', [2, 5]],
  ]);
  const other = lineModel(points, results, 'testLoss', 1, { x: null, y: false }, false);
  expect(other.series.map(({ label, cells }) => [label, cells])).toEqual([
    ['0.1', [0, 1, 2]],
    ['1', [3, 4, 5]],
  ]);
  expect(pointName(points, 3)).toContain('tanh, seed 15');

  const map = heatModel(points, results, 'testLoss', false);
  expect(map.cells.map(({ value }) => value)).toEqual([0.5, 2.5, 4.5, 6.5, 8.5, 10.5]);
  expect([map.best, map.low, map.high]).toEqual([0, 0.5, 10.5]);
  expect([shadeOf(map, 0.5), shadeOf(map, 10.5)]).toEqual([0, 1]);
  const box = heatBoxOf(500, 400, palette());
  const [w, h] = [(box.right - box.left) / 2, (box.bottom - box.top) / 3];
  for (const cell of map.cells)
    expect(heatCellAt(map, box, box.left + (cell.column + 0.5) * w, box.bottom - (cell.row + 0.5) * h)).toEqual(cell);
  expect(heatCellAt(map, box, box.left - 5, box.top)).toBeNull();
});

test('three axes: a line for each finished run, and what is brushed', () => {
  const points = sweepOf({
    axes: [
      { fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.1, 1] } },
      { fields: [{ at: 'network[*].fn' }], values: { list: ['relu', 'tanh'] } },
      { fields: [{ at: 'batchSize' }], values: { from: 1, to: 20, count: 20 } },
    ],
  });
  const results = ofAll(points, (point) => 1 + point).map((one, i) => (i === 5 ? result(5, 1, 'failed') : one));
  const model = parallelModel(points, results, 'testLoss', false);
  expect(model.strands).toHaveLength(79);
  expect(model.uprights.map(({ metric }) => metric)).toEqual([null, null, null, 'trainLoss', 'testLoss']);
  expect(model.strands.at(-1)?.values).toEqual([1, 1, 20, 40, 80]);
  const within = (axis: number, from: number, to: number): number =>
    model.strands.filter((strand) => isWithin(strand, withBrushed(noneBrushed, axis, [[from, to]]))).length;
  expect(within(2, 1, 3)).toBe(12);
  expect(within(4, 79, 80)).toBe(2);
  const faint = JSON.stringify(parallelOption(model, null, palette(), withBrushed(noneBrushed, 4, [[79, 80]])));
  expect(faint.match(/"value":/g)).toHaveLength(77);
  const svg = chartSvg(600, 400, [parallelOption(model, 3, palette())]);
  expect(svg).toContain('tanh');
  expect(svg.match(/<(path|polyline)/g)?.length).toBeGreaterThan(79);
});

test('the far end is that of the largest numbers, wherever a list has them', () => {
  const points = sweepOf({
    axes: [
      { fields: [{ at: 'optimizer.learningRate' }], values: { list: [1, 0.1] } },
      { fields: [{ at: 'network[*].fn' }], values: { list: ['relu', 'tanh'] } },
    ],
  });
  expect(points.at(farCell(points)).values).toEqual([1, 'tanh']);
});

test('the queue names its seeds where it goes seed by seed', () => {
  expect(stretches(sweepOf({ seeds: 2 }))).toEqual([
    { from: 0, text: 'seed 14' },
    { from: 3, text: 'seed 15' },
  ]);
  expect(stretches(sweepOf({ seeds: 2, order: 'listed' }))).toEqual([]);
});

test('the table has a row for every run, and tells numbers that were not measured', () => {
  const { head, rows } = resultTable('S', sweepOf({ seeds: 2 }), [result(0, 1), result(1, 1, 'diverged')]);
  expect(rows).toHaveLength(6);
  for (const row of rows) expect(row).toHaveLength(head.length);
  expect(rows[0]?.slice(0, 4)).toEqual([0.01, 14, 'finished', 1]);
  expect(rows[5]?.[2]).toBe('queued');
});

test('1,000 runs are drawn, whatever state they are in', () => {
  const points = sweepOf({
    axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { from: 0.001, to: 1, count: 250, log: true } }],
    seeds: 4,
  });
  const states: PointStatus[] = ['finished', 'running', 'queued', 'diverged', 'failed', 'paused'];
  const results = Array.from({ length: 1000 }, (_, i) => result(i, i % 7, states[i % states.length]));
  const canvas = new OffscreenCanvas(700, 500).getContext('2d') as unknown as CanvasRenderingContext2D;
  const model = lineModel(points, results, 'testLoss', 0, { x: null, y: true }, false);
  for (const part of ['main', 'under'] as const) drawLines(canvas, 700, 500, model, part, 17, palette());
  drawHeatMap(canvas, 700, 500, heatModel(points, results, 'gap', false), 3, palette());
  drawQueue(canvas, 300, 48, points.order(), results, stretches(points), palette());
  const pixels = canvas.getImageData(0, 0, 700, 500).data;
  expect(pixels.some((byte) => byte > 0)).toBe(true);
});
