import type { Points } from '../../core/sweep/points.ts';
import {
  cellCount,
  cellSpread,
  hasFailed,
  isAtWork,
  pointsOf,
  statusOf,
  valueOf,
  type Results,
  type Spread,
} from './cells.ts';
import { besideOf, type MetricId } from './metrics.ts';
import { axisValue } from './names.ts';
import { alongOf, upwardOf, type Along, type Upward } from './scales.ts';

/** One line of a figure over an axis: of a sweep with one axis, or for one value of its second. */
export interface Series {
  label: string;
  /** The setting at each value of the axis. */
  cells: number[];
  spreads: (Spread | null)[];
}

/** A run in the figure: at which value of the axis, of which line, and its number where it has one. */
export interface Dot {
  point: number;
  column: number;
  series: number;
  value: number | null;
  state: 'done' | 'work' | 'failed';
}

/** A metric over one axis of a sweep. */
export interface LineModel {
  metric: MetricId;
  along: Along;
  /** What each value along it is called. */
  names: string[];
  upward: Upward;
  series: Series[];
  /** The median of the training set at each value; none where there are several lines. */
  beside: (number | null)[];
  dots: Dot[];
  /** At which values of the axis runs wait. */
  queued: number[];
}

/** What a figure over an axis shows. @param axis which of the sweep's; where it has two, the other makes the lines */
export function lineModel(
  points: Points,
  results: Results,
  metric: MetricId,
  axis: number,
  logs: { x: boolean | null; y: boolean },
  share: boolean,
): LineModel {
  const across = points.lines[axis];
  const other = points.lines[1 - axis];
  const inner = points.lines[1]?.values.length ?? 1;
  const columns = across?.values ?? [];
  const series = (other?.values ?? [null]).map((value, k): Series => {
    const cells = columns.map((_, i) => (axis === 0 ? i * inner + k : k * inner + i));
    return {
      label: other && value !== null ? axisValue(other, value) : '',
      cells,
      spreads: cells.map((cell) => cellSpread(points, results, cell, metric)),
    };
  });
  const companion = series.length === 1 ? besideOf(metric) : null;
  const beside = companion
    ? (series[0]?.cells.map((cell) => cellSpread(points, results, cell, companion)?.median ?? null) ?? [])
    : [];
  const { dots, queued } = dotsOf(points, results, metric, series);
  const shown = series.flatMap(({ spreads }) => spreads.flatMap((one) => (one ? [one.low, one.high] : [])));
  return {
    metric,
    names: columns.map((v) => (across ? axisValue(across, v) : String(v))),
    along: alongOf(columns, logs.x, (v) => (across ? axisValue(across, v) : String(v))),
    upward: upwardOf([...shown, ...beside.filter((v) => v !== null)], logs.y, share),
    series,
    beside,
    dots,
    queued,
  };
}

function dotsOf(
  points: Points,
  results: Results,
  metric: MetricId,
  series: readonly Series[],
): Pick<LineModel, 'dots' | 'queued'> {
  const dots: Dot[] = [];
  const queued = new Set<number>();
  if (cellCount(points) === 0) return { dots, queued: [] };
  series.forEach(({ cells }, k) => {
    cells.forEach((cell, column) => {
      for (const point of pointsOf(points, cell)) {
        const status = statusOf(results, point);
        if (status === 'queued') queued.add(column);
        else if (isAtWork(status)) dots.push({ point, column, series: k, value: null, state: 'work' });
        else if (hasFailed(status)) dots.push({ point, column, series: k, value: null, state: 'failed' });
        else dots.push({ point, column, series: k, value: valueOf(results, point, metric), state: 'done' });
      }
    });
  });
  return { dots, queued: [...queued] };
}
