import type { Database } from 'better-sqlite3';
import {
  facetIds,
  UNDO_MS,
  type Counts,
  type Deletion,
  type FacetId,
  type RunQuery,
  type RunsSummary,
  type StorageUsed,
} from '../../core/contract/runs.ts';
import { planFieldIds, type PlanFieldId } from '../../core/compare/plan-fields.ts';
import type { RunQueries } from './run-query.ts';

type Combination = Record<FacetId, string> & { n: number; best: number | null };

/** What stands around the rows: counts, settings that differ, what is stored. */
export function summaryOf(db: Database, queries: RunQueries, query: RunQuery): RunsSummary {
  const { sql, bound } = queries.passing(query, false);
  // one pass over the runs; a few dozen lines, from which each facet is counted under what the others leave out
  const lines = queries.all<Combination>(
    `SELECT standing AS status, data, init, count(*) AS n, min(test) AS best FROM run_list l
     WHERE ${sql} GROUP BY standing, data, init`,
    bound,
  );
  const all = db
    .prepare<[], { kept: number; bytes: number }>(
      'SELECT count(*) AS kept, COALESCE(sum(bytes), 0) AS bytes FROM run_list WHERE deleted_at IS NULL',
    )
    .get();
  const passed = lines.filter((line) => facetIds.every((id) => !query.hidden[id].includes(line[id])));
  const found = passed.reduce((sum, { n }) => sum + n, 0);
  const best = passed.reduce((least, line) => Math.min(least, line.best ?? Infinity), Infinity);
  return {
    ...(all ?? { kept: 0, bytes: 0 }),
    total: queries.total(query, found),
    found,
    best: best === Infinity ? null : best,
    facets: {
      status: countsOf(lines, query, 'status'),
      data: countsOf(lines, query, 'data'),
      init: countsOf(lines, query, 'init'),
    },
    tags: tagCounts(db, query.tags),
    varying: varying(db),
    deleted: lastDeletion(db),
  };
}

/** How many runs have each value of a facet; what is left out counts, so that it can be ticked again. */
function countsOf(lines: readonly Combination[], { hidden }: RunQuery, facet: FacetId): Counts {
  const counts = new Map<string, number>(hidden[facet].map((value) => [value, 0]));
  for (const line of lines) {
    const others = facetIds.every((id) => id === facet || !hidden[id].includes(line[id]));
    counts.set(line[facet], (counts.get(line[facet]) ?? 0) + (others ? line.n : 0));
  }
  const rank = (value: string, n: number): number => (value === 'live' ? Infinity : n);
  return [...counts].sort(([a, n], [b, m]) => rank(b, m) - rank(a, n) || (a < b ? -1 : 1));
}

/** The tags there are, most used first. @param asked those that are ticked, which are among them however few have them */
function tagCounts(db: Database, asked: readonly string[]): Counts {
  const counts = db
    .prepare<[], [string, number]>(
      `SELECT tag, count(*) FROM run_tags JOIN run_list USING (run) WHERE deleted_at IS NULL
       GROUP BY tag ORDER BY 2 DESC, 1`,
    )
    .raw()
    .all();
  const missing = asked.filter((tag) => !counts.some(([one]) => one === tag));
  return [...counts, ...missing.map((tag) => [tag, 0] as const)];
}

/** The settings that are not the same in all runs: the least and the greatest of an index. */
function varying(db: Database): PlanFieldId[] {
  const least = db.prepare<[string]>('SELECT min(key) FROM run_fields WHERE field = ?').pluck();
  const most = db.prepare<[string]>('SELECT max(key) FROM run_fields WHERE field = ?').pluck();
  return planFieldIds.filter((id) => least.get(id) !== most.get(id));
}

/** The newest deletion that can still be undone. */
export function lastDeletion(db: Database): Deletion | null {
  const at = db
    .prepare<[number], number | null>('SELECT max(deleted_at) FROM run_list WHERE deleted_at > ?')
    .pluck()
    .get(Date.now() - UNDO_MS);
  if (at === null || at === undefined) return null;
  return (
    db
      .prepare<[number], Deletion>(
        `SELECT deleted_at AS at, count(*) AS runs, min(name) AS name FROM run_list JOIN runs ON id = run WHERE deleted_at = ?`,
      )
      .get(at) ?? null
  );
}

/** Where the bytes went. @param file bytes of the whole @param most experiments */
export function storageUsed(db: Database, file: number, most = 6): StorageUsed {
  const sum = (deleted: string): number =>
    db.prepare<[], number>(`SELECT COALESCE(sum(bytes), 0) FROM run_list WHERE deleted_at ${deleted}`).pluck().get() ??
    0;
  const experiments = db
    .prepare<[number], StorageUsed['experiments'][number]>(
      `SELECT experiment, COALESCE((SELECT json_extract(plan, '$.name') FROM experiments WHERE id = experiment),
              (SELECT name FROM runs r WHERE r.experiment = l.experiment ORDER BY id LIMIT 1)) AS name, runs, bytes
       FROM (SELECT experiment, count(*) AS runs, sum(bytes) AS bytes FROM run_list WHERE deleted_at IS NULL
             GROUP BY experiment ORDER BY bytes DESC LIMIT ?) l`,
    )
    .all(most);
  return { file, frames: sum('IS NULL'), deleted: sum('IS NOT NULL'), experiments };
}
