import { wantsLog } from './scales.ts';
import type { OpenSweep } from './open.svelte.ts';
import type { MetricId } from './metrics.ts';

/** How a sweep of two axes is drawn. */
export const twoWays = ['map', 'lines'] as const;
export type TwoWay = (typeof twoWays)[number];

/** How the figure looks at a sweep: which metrics, by ratios or not, and of two axes which goes across. */
export class FigureLooks {
  metric = $state<MetricId>('testLoss');
  under = $state<MetricId>('norm');
  logY = $state(false);
  /** null: by the values of the axis. */
  logX = $state<boolean | null>(null);
  way = $state<TwoWay>('map');
  /** The axis that goes across where the other makes the lines. */
  across = $state<0 | 1>(0);

  /** Whether the axis across is by ratios now. */
  isLogX(sweep: OpenSweep): boolean {
    const values = sweep.points.lines[sweep.points.lines.length === 2 ? this.across : 0]?.values ?? [];
    return this.logX ?? wantsLog(values);
  }

  /** Whether an axis can be by ratios at all. */
  canLogX(sweep: OpenSweep): boolean {
    const values = sweep.points.lines[sweep.points.lines.length === 2 ? this.across : 0]?.values ?? [];
    return values.length > 1 && values.every((v) => typeof v === 'number' && v > 0);
  }
}
