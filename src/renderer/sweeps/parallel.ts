import type { EChartsCoreOption } from 'echarts/core';
import { short } from '../../core/words/numbers.ts';
import type { Points } from '../../core/sweep/points.ts';
import type { Palette } from '../paint/palette.ts';
import { valueOf, type Results } from './cells.ts';
import { metricIds, metricOf, metricText, type MetricId } from './metrics.ts';
import { axisTitle, axisValue } from './names.ts';
import { upwardOf, wantsLog } from './scales.ts';

/** One upright axis: an axis of the sweep, or a metric. */
export interface Upright {
  title: string;
  /** The texts of choices, or the ends of an axis of numbers. */
  categories?: string[];
  least: number;
  most: number;
  log: boolean;
  metric: MetricId | null;
}

/** One finished run as a line across all axes. */
export interface Strand {
  point: number;
  values: number[];
}

/** A sweep of many axes as lines across upright ones: its own, then what came of it. */
export interface ParallelModel {
  uprights: Upright[];
  strands: Strand[];
}

/** The metrics beside the chosen one, as far as there is room for them. */
const alsoShown = (metric: MetricId): MetricId[] =>
  [...new Set<MetricId>(['trainLoss', 'testLoss', metric])].filter((id) => metricIds.includes(id));

/** What ECharts' parallel coordinates show of a sweep. The chosen metric is the last axis. @param log it by ratios */
export function parallelModel(points: Points, results: Results, metric: MetricId, log: boolean): ParallelModel {
  const shown = alsoShown(metric).sort((a, b) => Number(a === metric) - Number(b === metric));
  const strands: Strand[] = [];
  for (let point = 0; point < points.total; point++) {
    const read = shown.map((id) => valueOf(results, point, id));
    if (read.some((value) => value === null)) continue;
    const { index, values } = points.at(point);
    const along = points.lines.map((_, i) => {
      const value = values[i];
      return typeof value === 'number' && !isOrdinal(points, i) ? value : (index[i] ?? 0);
    });
    strands.push({ point, values: [...along, ...read.map((value) => value ?? NaN)] });
  }
  const own = points.lines.map((line, i): Upright => {
    const numbers = line.values.filter((v) => typeof v === 'number');
    const title = axisTitle(line);
    if (isOrdinal(points, i))
      return {
        title,
        categories: line.values.map((v) => axisValue(line, v)),
        least: 0,
        most: line.values.length - 1,
        log: false,
        metric: null,
      };
    return {
      title,
      least: Math.min(...numbers),
      most: Math.max(...numbers),
      log: wantsLog(line.values),
      metric: null,
    };
  });
  const came = shown.map((id, k): Upright => {
    const {
      least,
      most,
      log: byRatio,
    } = upwardOf(
      strands.map(({ values }) => values[own.length + k] ?? NaN),
      log && !metricOf(id).signed,
      metricOf(id).share,
    );
    return { title: metricOf(id).title(), least, most, log: byRatio, metric: id };
  });
  return { uprights: [...own, ...came], strands };
}

/** Values that are few, or choices: each has a place of its own. */
const isOrdinal = (points: Points, axis: number): boolean => {
  const values = points.lines[axis]?.values ?? [];
  return values.length <= 12 || values.some((v) => typeof v !== 'number');
};

/** The intervals that are brushed, by number of the axis. */
export type Brushed = ReadonlyMap<number, readonly (readonly [number, number])[]>;

export const noneBrushed: Brushed = new Map();
/** The same with other intervals on one axis. */
export const withBrushed = (
  brushed: Brushed,
  axis: number,
  intervals: readonly (readonly [number, number])[],
): Brushed => new Map([...brushed, [axis, intervals]]);

/** Whether a run lies in what is brushed on every axis. */
export const isWithin = ({ values }: Strand, brushed: Brushed): boolean =>
  [...brushed].every(
    ([axis, intervals]) =>
      intervals.length === 0 ||
      intervals.some(([a, b]) => {
        const value = values[axis] ?? NaN;
        return value >= Math.min(a, b) - 1e-12 && value <= Math.max(a, b) + 1e-12;
      }),
  );

const INACTIVE = 0.03;

/** The chart: upright axes and a line for each run; the run that is looked at is drawn over them in the accent.
 *  @param brushed for a picture: what a chart on screen knows by itself */
export function parallelOption(
  model: ParallelModel,
  selected: number | null,
  p: Palette,
  brushed: Brushed = noneBrushed,
): EChartsCoreOption {
  const text = { color: p.ink2, fontSize: p.tick, fontFamily: p.font.replaceAll('"', "'") };
  const chosen = model.strands.filter(({ point }) => point === selected);
  const faint = Math.max(0.12, Math.min(0.6, 24 / Math.max(1, model.strands.length)));
  return {
    animation: false,
    parallel: {
      left: 4 * p.tick,
      right: 5 * p.tick,
      top: 3.2 * p.tick,
      bottom: 1.6 * p.tick,
      parallelAxisDefault: {
        nameLocation: 'end',
        nameGap: 14,
        nameTextStyle: { ...text, color: p.ink, fontSize: p.small },
        nameTruncate: { maxWidth: 11 * p.small },
        axisLine: { lineStyle: { color: p.edge, width: p.hair } },
        axisTick: { lineStyle: { color: p.edge, width: p.hair } },
        axisLabel: { ...text, textBorderColor: p.ground, textBorderWidth: 3 },
        minorTick: { show: false },
        areaSelectStyle: {
          width: 1.6 * p.tick,
          borderWidth: p.line,
          borderColor: p.accent,
          color: p.accent,
          opacity: 0.2,
        },
      },
    },
    parallelAxis: model.uprights.map((upright, dim) => ({
      id: `axis${dim}`,
      dim,
      name: upright.title,
      ...(upright.categories
        ? { type: 'category', data: upright.categories, boundaryGap: false }
        : {
            type: upright.log ? 'log' : 'value',
            min: upright.least,
            max: upright.most,
            axisLabel: { ...text, formatter: (v: number) => numberText(upright.metric, v), hideOverlap: true },
          }),
    })),
    series: [
      {
        id: 'runs',
        type: 'parallel',
        smooth: 0,
        lineStyle: { color: p.ink, width: p.hair, opacity: faint },
        inactiveOpacity: INACTIVE,
        activeOpacity: Math.min(1, 2 * faint),
        emphasis: { disabled: true },
        progressive: 500,
        data: model.strands.map((strand) =>
          isWithin(strand, brushed) ? strand.values : { value: strand.values, lineStyle: { opacity: INACTIVE } },
        ),
      },
      {
        id: 'selected',
        type: 'parallel',
        z: 5,
        silent: true,
        lineStyle: { color: p.accent, width: 1.5 * p.select, opacity: 1 },
        inactiveOpacity: 1,
        emphasis: { disabled: true },
        data: chosen.map(({ values }) => values),
      },
    ],
  };
}

/** The chart with another run that is looked at. */
export const selectedOption = ({ strands }: ParallelModel, selected: number | null): EChartsCoreOption => ({
  series: [{ id: 'selected', data: strands.filter(({ point }) => point === selected).map(({ values }) => values) }],
});

const numberText = (metric: MetricId | null, v: number): string =>
  metric && metricOf(metric).share ? metricText(metric, v) : short(v, 3);
