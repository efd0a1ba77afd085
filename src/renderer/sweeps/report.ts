import { differencesOf } from '../../core/compare.ts';
import { m } from '../../core/words/m.ts';
import { fixed, int } from '../../core/words/numbers.ts';
import { attachedSweep } from '../report/attached.ts';
import { dayOf } from '../report/day.ts';
import type { Fact, Report, SheetTable } from '../report/report.ts';
import { valueOf } from './cells.ts';
import { metricOf, metricsFor, metricText, type MetricId } from './metrics.ts';
import { axisTitle, axisValue } from './names.ts';
import type { OpenSweep } from './open.svelte.ts';

/** Places that are listed, the best first. */
const LISTED = 10;

/** A place on the axes: its runs, one for each seed. */
interface Spot {
  values: string[];
  points: number[];
}

function spotsOf({ points }: OpenSweep): Spot[] {
  const spots = new Map<string, Spot>();
  for (let point = 0; point < points.total; point++) {
    const { values } = points.at(point);
    const key = JSON.stringify(values);
    const spot = spots.get(key) ?? {
      values: points.lines.map((line, i) => axisValue(line, values[i] ?? NaN)),
      points: [],
    };
    spot.points.push(point);
    spots.set(key, spot);
  }
  return [...spots.values()];
}

/** Mean and standard deviation (divided by n) of what was measured; null where nothing was. */
function meanOf(found: readonly number[]): { mean: number; deviation: number; count: number } | null {
  if (found.length === 0) return null;
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  return {
    mean,
    deviation: Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / found.length),
    count: found.length,
  };
}

/** The places of the lowest metric, with every other metric that was measured. */
export function bestTable(open: OpenSweep, metric: MetricId): SheetTable {
  const { points, results } = open;
  const shown = [metric, ...metricsFor(points).filter((id) => id !== metric)];
  const read = (spot: Spot, id: MetricId): ReturnType<typeof meanOf> =>
    meanOf(spot.points.flatMap((point) => valueOf(results, point, id) ?? []));
  const measured = spotsOf(open).flatMap((spot) => {
    const found = read(spot, metric);
    return found ? [{ spot, found }] : [];
  });
  measured.sort((a, b) => a.found.mean - b.found.mean);
  const seeded = points.seeds !== null && points.seeds.length > 1;
  const cell = (id: MetricId, value: ReturnType<typeof meanOf>): string => {
    if (!value) return '–';
    const text = metricText(id, value.mean);
    if (!seeded) return text;
    if (value.count < points.seeds.length) return m.report_sweep_few({ text, n: int(value.count) });
    return metricOf(id).share
      ? `${text} ± ${fixed(100 * value.deviation, 1)}`
      : `${text} ± ${metricText(id, value.deviation)}`;
  };
  const runs = ({ points: own }: Spot): string => {
    const all = own.flatMap((point) => results[point]?.run ?? []);
    return all.length > 4 ? `${all.slice(0, 3).join(', ')}, …` : all.join(', ');
  };
  const about = { metric: metricOf(metric).title(), n: int(measured.length) };
  return {
    title: seeded ? m.report_sweep_over_seeds(about) : m.report_sweep_lowest(about),
    head: [...points.lines.map(axisTitle), ...shown.map((id) => metricOf(id).title()), m.report_sweep_runs()],
    rows: measured
      .slice(0, LISTED)
      .map(({ spot }) => [...spot.values, ...shown.map((id) => cell(id, read(spot, id))), runs(spot)]),
  };
}

/** What the sweep goes through, and what of its plan stays. */
function factsOf({ points }: OpenSweep): Fact[] {
  const { plan, axes } = points.sweep;
  const axisFacts = points.lines.map((line, i): Fact => {
    const all = line.values.map((value) => axisValue(line, value));
    const value =
      all.length <= 4
        ? all.join('; ')
        : m.report_range({ first: all[0] ?? '', last: all.at(-1) ?? '', n: int(all.length) });
    return { field: `axis ${i}`, title: axisTitle(line), value };
  });
  const seeds: Fact[] = points.seeds
    ? [
        {
          field: 'seeds',
          title: m.report_sweep_seeds(),
          value:
            points.seeds.length > 4
              ? m.report_range({
                  first: String(points.seeds[0]),
                  last: String(points.seeds.at(-1)),
                  n: int(points.seeds.length),
                })
              : points.seeds.join('; '),
        },
      ]
    : [];
  const moved = new Set([...points.lines.map(axisTitle), ...(points.seeds ? ['seed'] : [])]);
  const places = new Set(axes.flatMap(({ fields }) => fields.map(({ at }) => at.replace(/^.*\./, ''))));
  const same = differencesOf([plan]).same.filter(
    ({ field, title }) => !moved.has(title) && !moved.has(field) && !places.has(field),
  );
  return [...axisFacts, ...seeds, ...same];
}

/** A sweep as a report says it. */
export async function sweepReport(open: OpenSweep, metric: MetricId): Promise<Report> {
  const { info, sweep } = open;
  const { hash, ...attached } = await attachedSweep(sweep, info.name);
  const values = { name: info.name, n: int(info.total), hash };
  return {
    about: m.report_about_sweep({ n: int(info.total) }),
    title: info.name,
    measured: open.stored ? dayOf(info.createdAt) : '',
    facts: factsOf(open),
    tables: [bestTable(open, metric)],
    again: [
      open.stored ? m.report_sweep_made({ ...values, sweep: String(info.id) }) : m.report_sweep_brought(values),
      m.report_sweep_again({ command: '`lab sweep FILE`' }),
    ],
    foot: [m.report_foot_sweep({ hash }), m.report_replay({ command: 'lab sweep FILE' })],
    attached: [attached],
  };
}
