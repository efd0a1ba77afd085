import { placeAt, valueAt } from './places.ts';
import type { Points } from './points.ts';
import type { Metrics, PointResult } from './results.ts';

/** A cell: a number, a text, or nothing where it was not measured. */
export type Cell = number | string | null;

/** What is known of each point, in order: the names of CSV columns, here and in the programs that a sweep leaves as. */
export const metricColumns = [
  'trainLoss',
  'testLoss',
  'gap',
  'trainAccuracy',
  'testAccuracy',
  'validationLoss',
  'validationAccuracy',
  'norm',
] as const satisfies (keyof Metrics)[];

/** The results of a sweep as a table, the head first: what varies, how each run ended, what it came to; and ‖W‖ of each dense
 *  layer, as many as the deepest network has. */
export function resultTable(points: Points, results: readonly PointResult[]): { head: string[]; rows: Cell[][] } {
  const known = new Map(results.map((result) => [result.point, result]));
  const layers = Math.max(0, ...results.map(({ metrics }) => metrics?.norms.length ?? 0));
  const fields = points.sweep.axes.flatMap(({ fields }) => fields.map(({ at }) => at));
  const norms = Array.from({ length: layers }, (_, i) => `norm W${i + 1}`);
  const head = ['point', ...fields, 'seed', 'status', 'steps', 'seconds', ...metricColumns, ...norms];
  const rows = Array.from({ length: points.total }, (_, point): Cell[] => {
    const { status, metrics } = known.get(point) ?? { status: 'queued', metrics: null };
    const plan = points.planAt(point);
    const moved = fields.map((at): Cell => {
      const place = placeAt(plan, at);
      return (place && valueAt(plan, place)) ?? null;
    });
    return [
      point,
      ...moved,
      plan.seed,
      status,
      metrics?.steps ?? null,
      metrics?.seconds ?? null,
      ...metricColumns.map((name) => metrics?.[name] ?? null),
      ...norms.map((_, i) => metrics?.norms[i] ?? null),
    ];
  });
  return { head: unique(head), rows };
}

/** An axis may move the seed as well. */
const unique = (head: string[]): string[] => head.map((name, i) => (head.indexOf(name) < i ? `${name} (run)` : name));

/** Lines of CSV. No cell has a comma or a quote in it: they are numbers, ids and places. */
export const csvOf = ({ head, rows }: ReturnType<typeof resultTable>): string =>
  [head, ...rows].map((cells) => cells.map((cell) => cell ?? '').join(',')).join('\n');
