import type { EChartsCoreOption } from 'echarts/core';
import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import { int, short } from '../marks/format.ts';
import { lossText, tickText, type LossLines, type Point } from './loss.ts';
import type { Palette } from './palette.ts';

/** Room left of the axis, and right of it for the labels at the ends of the lines. */
export const margins = (p: Palette): { left: number; right: number; top: number; bottom: number } => ({
  left: 3.25 * p.tick,
  right: 7.2 * p.small,
  top: 6,
  bottom: p.tick + 9,
});

/** The axes of the loss and the look of its lines: what changes rarely. Data jumps, nothing is tweened. */
export function lossFrame(lines: LossLines, steps: number, log: boolean, p: Palette): EChartsCoreOption {
  const text = { color: p.ink2, fontSize: p.tick, fontFamily: p.font };
  const grid = { show: true, lineStyle: { color: p.rule, width: p.grid } };
  const line = (id: string, dash: boolean): object => ({
    id,
    name: id,
    type: 'line',
    showSymbol: false,
    silent: true,
    lineStyle: { color: p.ink, width: p.data, type: dash ? [5, 3] : 'solid', join: 'round' },
    itemStyle: { color: p.ink },
    emphasis: { disabled: true },
  });
  return {
    animation: false,
    grid: { ...margins(p), containLabel: false, outerBoundsMode: 'none' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      transitionDuration: 0,
      backgroundColor: p.ground,
      borderColor: p.edge,
      borderWidth: 1,
      borderRadius: 3,
      padding: [4, 8],
      shadowBlur: 0,
      shadowColor: 'transparent',
      textStyle: { ...text, color: p.ink, fontSize: p.small },
      axisPointer: { animation: false, lineStyle: { color: p.edge, type: 'solid', width: 1 } },
      formatter: (items: { seriesName?: string; value: Point }[]) => {
        const shown = items.filter(({ seriesName }) => seriesName !== 'gap');
        const step = shown[0]?.value[0];
        if (step === undefined) return '';
        return [
          `step ${int(step)}`,
          ...shown.map(({ seriesName, value }) => `${seriesName} ${lossText(value[1])}`),
        ].join('\n');
      },
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: steps,
      interval: steps / 4,
      axisLine: { onZero: false, lineStyle: { color: p.edge, width: p.hair } },
      axisTick: { length: 4, lineStyle: { color: p.edge, width: p.hair } },
      splitLine: { show: false },
      axisLabel: {
        ...text,
        margin: 6,
        alignMinLabel: 'left',
        hideOverlap: true,
        formatter: (v: number) => (v === 0 ? '0 step' : int(v)),
      },
    },
    yAxis: {
      type: log ? 'log' : 'value',
      min: log ? 10 ** Math.floor(Math.log10(lines.least)) : 0,
      max: log ? 10 ** Math.ceil(Math.log10(lines.axis.max)) : lines.axis.max,
      ...(!log && { interval: lines.axis.step }),
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: grid,
      axisLabel: { ...text, margin: 6, formatter: (v: number) => (log ? short(v) : tickText(v, lines.axis.decimals)) },
    },
    series: [
      { id: 'gap', name: 'gap', type: 'custom', silent: true, clip: true, z: 1, renderItem: () => null },
      line('train', false),
      line('test', true),
    ],
  };
}

/** The data of the loss: what changes with every frame. */
export const lossData = (lines: LossLines, p: Palette): EChartsCoreOption => ({
  series: [
    { id: 'gap', data: lines.test.length > 1 ? [[0, 0]] : [], renderItem: gapItem(lines, p) },
    { id: 'train', data: lines.train },
    { id: 'test', data: lines.test },
  ],
});

/** One polygon: forward along train, back along test, as far as both go. */
function gapItem({ train, test }: LossLines, p: Palette): CustomSeriesRenderItem {
  return (_params, api) => {
    const last = test.at(-1)?.[0] ?? 0;
    const outline = [...train.filter(([step]) => step <= last), ...test.toReversed()];
    return {
      type: 'polygon',
      shape: { points: outline.map((point) => api.coord(point)) },
      style: { fill: p.gap },
    };
  };
}
