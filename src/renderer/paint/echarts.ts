import { CustomChart, LineChart, ParallelChart } from 'echarts/charts';
import { GridComponent, ParallelComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

// what we use of ECharts, and nothing else: the whole of it would double the window
use([LineChart, CustomChart, ParallelChart, GridComponent, ParallelComponent, CanvasRenderer, SVGRenderer]);

/** An ECharts instance that goes with its element. */
export function chartOn(element: HTMLElement): { chart: EChartsType; dispose: () => void } {
  const chart = init(element, null, { renderer: 'canvas' });
  return { chart, dispose: () => chart.dispose() };
}

/** The SVG of a chart of this size. */
export function chartSvg(width: number, height: number, options: readonly EChartsCoreOption[]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  for (const option of options) chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
