import type { Points } from '../../core/sweep/points.ts';
import { m } from '../../core/words/m.ts';
import type { Table } from '../frames/table.ts';
import { statusOf, type Results } from './cells.ts';
import { metricOf, metricsFor, readMetric } from './metrics.ts';
import { axisTitle } from './names.ts';
import { statusWord } from './words.ts';

/** Every run of a sweep with all its numbers, one a row, in the order of the axes. */
export function resultTable(name: string, points: Points, results: Results): Table {
  const shown = metricsFor(points);
  const rows = Array.from({ length: points.total }, (_, point) => {
    const { values, seed } = points.at(point);
    const result = results[point];
    return [
      ...values,
      ...(points.seeds ? [seed] : []),
      statusWord(statusOf(results, point)),
      ...shown.map((id) => readMetric(id, result?.metrics ?? null) ?? NaN),
      result?.run ?? NaN,
    ];
  });
  return {
    caption: m.sweep_table_caption({ name }),
    head: [
      ...points.lines.map(axisTitle),
      ...(points.seeds ? [m.sweep_table_seed()] : []),
      m.sweep_table_state(),
      ...shown.map((id) => metricOf(id).title()),
      m.sweep_table_run(),
    ],
    rows,
  };
}
