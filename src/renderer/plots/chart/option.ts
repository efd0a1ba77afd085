import type { EChartsCoreOption } from 'echarts/core';
import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import { m } from '../../../core/words/m.ts';
import { int, power, tickText } from '../../../core/words/numbers.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Axis, Line, Point } from './lines.ts';

/** What is drawn under the lines: the gap between two of them, and a zone of values. */
export interface Ground {
  gap?: readonly [train: string, test: string] | undefined;
  zone?: readonly [low: number, high: number] | undefined;
}

/** Room around the axes; to the right for labels of so many px. */
export const margins = (p: Palette, labels: number): { left: number; right: number; top: number; bottom: number } => ({
  left: 3.25 * p.tick,
  right: labels,
  top: 6,
  bottom: p.tick + 9,
});

/** Axes, and the look of lines: what changes rarely. Data jumps, nothing is tweened. */
export function frameOption(
  lines: readonly Line[],
  axis: Axis,
  steps: number,
  labels: number,
  p: Palette,
  width: number,
): EChartsCoreOption {
  const { left, right } = margins(p, labels);
  /** So many parts of the axis that their ends are readable. */
  const parts = width - left - right < 22 * p.tick ? 2 : 4;
  // ECharts writes the name into an SVG as it is, between double quotes
  const text = { color: p.ink2, fontSize: p.tick, fontFamily: p.font.replaceAll('"', "'") };
  const { exponent = 0 } = axis;
  return {
    animation: false,
    grid: { ...margins(p, labels), containLabel: false, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: 0,
      max: steps,
      interval: steps / parts,
      name: m.plots_axis_step(),
      nameLocation: 'end',
      nameGap: 5,
      nameTextStyle: { ...text, color: p.ink3, align: 'left', verticalAlign: 'top', padding: [6, 0, 0, 0] },
      axisLine: { onZero: false, lineStyle: { color: p.edge, width: p.hair } },
      axisTick: { length: 4, lineStyle: { color: p.edge, width: p.hair } },
      splitLine: { show: false },
      axisLabel: {
        ...text,
        margin: 6,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
        hideOverlap: true,
        formatter: int,
      },
    },
    yAxis: {
      type: axis.log ? 'log' : 'value',
      min: axis.least,
      max: axis.most,
      ...((!axis.log || axis.step > 1) && { interval: axis.step }),
      name: exponent === 0 ? '' : `×${power(exponent)}`, // said anew: an axis keeps a name that it is not told to drop
      nameLocation: 'end',
      nameGap: 0,
      nameTextStyle: { ...text, align: 'left', verticalAlign: 'top', padding: [2, 0, 0, 4] },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: p.rule, width: p.grid } },
      axisLabel: {
        ...text,
        margin: 6,
        hideOverlap: true,
        formatter: (v: number) =>
          axis.log ? power(Math.round(Math.log10(v))) : tickText(v / 10 ** exponent, axis.decimals),
      },
    },
    series: [
      { id: 'ground', type: 'custom', silent: true, clip: true, z: 1, renderItem: () => null },
      ...lines.map(({ id, dash, faint, thin }) => ({
        id,
        name: id,
        type: 'line',
        showSymbol: false,
        silent: true,
        lineStyle: {
          color: faint ? p.ink3 : p.ink,
          width: faint ? p.hair : thin ? (p.hair + p.line) / 2 : p.data,
          type: dash ? [...dash] : 'solid',
          join: 'round',
        },
        emphasis: { disabled: true },
      })),
    ],
  };
}

/** The data: what changes with every frame. */
export const dataOption = (
  lines: readonly Line[],
  ground: Ground,
  axis: Axis,
  steps: number,
  p: Palette,
): EChartsCoreOption => ({
  series: [
    { id: 'ground', data: [[0, axis.least]], renderItem: groundItem(lines, ground, axis, steps, p) },
    ...lines.map(({ id, points }) => ({ id, data: axis.log ? points.map(positive) : points })),
  ],
});

/** What has no place on a log axis leaves a gap in the line. */
const positive = (point: Point): Point => (point[1] > 0 && Number.isFinite(point[1]) ? point : [point[0], NaN]);

/** The zone as a rectangle, and the gap as one polygon: forward along train, back along test, as far as both go. */
function groundItem(
  lines: readonly Line[],
  { gap, zone }: Ground,
  axis: Axis,
  steps: number,
  p: Palette,
): CustomSeriesRenderItem {
  const of = (id: string | undefined): Line['points'] => lines.find((line) => line.id === id)?.points ?? [];
  const within = (v: number): number => Math.max(axis.least, Math.min(axis.most, v));
  return (_params, api) => {
    const polygon = (points: (readonly [number, number])[], fill: string): object => ({
      type: 'polygon',
      shape: { points: points.map(([step, value]) => api.coord([step, within(value)])) },
      style: { fill },
    });
    const children: object[] = [];
    if (zone) {
      const [low, high] = zone;
      children.push(polygon([[0, low], [steps, low], [steps, high], [0, high]], p.zone)); // prettier-ignore
    }
    const test = of(gap?.[1]);
    if (test.length > 1) {
      const last = test.at(-1)?.[0] ?? 0;
      children.push(polygon([...of(gap?.[0]).filter(([step]) => step <= last), ...test.toReversed()], p.gap));
    }
    return { type: 'group', children } as ReturnType<CustomSeriesRenderItem>;
  };
}
