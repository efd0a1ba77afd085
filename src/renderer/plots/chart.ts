import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// what we use of ECharts, and nothing else: the whole of it would double the window
use([LineChart, CustomChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** An ECharts instance that goes with its element. */
export function chartOn(element: HTMLElement): { chart: EChartsType; dispose: () => void } {
  const chart = init(element, null, { renderer: 'canvas' });
  return { chart, dispose: () => chart.dispose() };
}
