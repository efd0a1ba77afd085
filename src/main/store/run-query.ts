import type { Database, Statement } from 'better-sqlite3';
import type { GroupRow, ListRow, RunFacts, RunQuery, RunRow } from '../../core/contract/runs.ts';
import type { Args } from '../../core/contract/window.ts';
import { type PlanFieldId } from '../../core/compare/plan-fields.ts';
import type { RunInfo } from '../../core/run.ts';
import { idsOf } from './run-list.ts';
import { RunSearch } from './run-search.ts';
import { sketched } from './run-sketch.ts';
import { asTree, groups, ordering, passing, sortKey, textWords, type Bound, type Piece } from './run-sql.ts';

interface GroupLine {
  key: number;
  runs: number;
  bytes: number;
  best: number | null;
  newest: number;
}

/** A stretch of rows: of a group its head, its runs, or one run that is no group's. */
type Stretch =
  { head: GroupLine; open: boolean } | { members: GroupLine; skip: number; take: number } | { runs: number[] };

/** What the list of runs is asked: a window of its rows, in SQL. */
export class RunQueries {
  private readonly db: Database;
  private readonly infoOf: (ids: readonly number[]) => Map<number, RunInfo>;
  private readonly search: RunSearch;
  private readonly prepared = new Map<string, Statement<Bound[]>>();

  /** @param infoOf the runs of these ids */
  constructor(db: Database, infoOf: RunQueries['infoOf']) {
    this.db = db;
    this.search = new RunSearch(db);
    this.infoOf = infoOf;
  }

  /** The rows of a window. */
  rows(asked: Args<'runs'>): ListRow[] {
    const args = this.grouped(asked);
    if (args.group === 'none') return this.runs(this.ids(args, args.count, args.from), args);
    return this.stretches(args, args.group).stretches.flatMap((stretch): ListRow[] => {
      if ('runs' in stretch) return this.runs(stretch.runs, args);
      if ('head' in stretch) return [this.head(stretch.head, stretch.open, args.group)];
      const { members, skip, take } = stretch;
      return this.runs(this.ids(args, take, skip, members.key), args);
    });
  }

  /** How many rows there are. @param found how many runs pass */
  total(asked: RunQuery, found: number): number {
    const query = this.grouped(asked);
    return query.group === 'none' ? found : this.stretches({ ...query, from: 0, count: 0 }, query.group).total;
  }

  /** The runs of a window in order, heads of groups left out. */
  runIds(asked: Args<'runIds'>): number[] {
    const args = this.grouped(asked);
    if (args.group === 'none') return this.ids(args, args.count, args.from);
    return this.stretches(args, args.group).stretches.flatMap((stretch) => {
      if ('runs' in stretch) return stretch.runs;
      return 'head' in stretch ? [] : this.ids(args, stretch.take, stretch.skip, stretch.members.key);
    });
  }

  /** Ids of the runs that pass, in order. @param group of which alone */
  ids(query: RunQuery, limit = -1, offset = 0, group?: number): number[] {
    const { sql, bound } = this.passing(query);
    const { join } = sortKey(query.sort.by);
    const of = group === undefined || query.group === 'none' ? '' : ` AND ${groups[query.group].key} = ?`;
    return this.all<{ run: number }>(
      `SELECT l.run FROM run_list l ${join.sql} WHERE ${sql}${of} ORDER BY ${ordering(query)} LIMIT ? OFFSET ?`,
      [...join.bound, ...bound, ...(of && group !== undefined ? [group] : []), limit, offset],
    ).map(({ run }) => run);
  }

  /** How many runs pass. */
  count(query: RunQuery): number {
    const { sql, bound } = this.passing(query);
    return this.all<{ n: number }>(`SELECT count(*) AS n FROM run_list l WHERE ${sql}`, bound)[0]?.n ?? 0;
  }

  /** The runs that have not ended. @param among of which alone */
  live(among?: readonly number[]): number[] {
    const of = among ? ' AND run IN (SELECT value FROM json_each(?))' : '';
    return this.all<{ run: number }>(
      `SELECT run FROM run_list WHERE standing = 'live' AND deleted_at IS NULL${of}`,
      among ? [JSON.stringify(among)] : [],
    ).map(({ run }) => run);
  }

  kept(run: number): boolean {
    return this.all('SELECT 1 FROM run_list WHERE run = ? AND deleted_at IS NULL', [run]).length > 0;
  }

  /** The runs that begin at a step of this one. */
  branchesOf(run: number): RunFacts['branches'] {
    return this.all(
      `SELECT id, name, json_extract(parent, '$.step') AS step FROM runs WHERE json_extract(parent, '$.run') = ?
       AND id IN (SELECT run FROM run_list WHERE root = (SELECT root FROM run_list WHERE run = ?) AND deleted_at IS NULL)
       ORDER BY id`,
      [run, run],
    );
  }

  /** What is stored of a run. */
  stored(run: number): RunFacts['stored'] {
    const sums = this.all<{ kind: string; n: number; bytes: number }>(
      'SELECT kind, count(*) AS n, sum(length(bytes)) AS bytes FROM frames WHERE run = ? GROUP BY kind',
      [run],
    );
    const [row] = this.all<{ other: number }>(
      `SELECT length(CAST(plan AS BLOB)) + length(CAST(layout AS BLOB)) + length(cadence) + length(progress) AS other
       FROM runs WHERE id = ?`,
      [run],
    );
    const of = (kind: string): { n: number; bytes: number } =>
      sums.find((sum) => sum.kind === kind) ?? { n: 0, bytes: 0 };
    const [frames, keyframes] = [of('frame'), of('keyframe')];
    return {
      frames: frames.n,
      frameBytes: frames.bytes,
      keyframes: keyframes.n,
      keyframeBytes: keyframes.bytes,
      other: row?.other ?? 0,
    };
  }

  /** Where there is no sweep, there is nothing to put together by it, and a list of single runs is quicker. */
  private grouped<Q extends RunQuery>(query: Q): Q {
    if (query.group !== 'sweep') return query;
    const any = this.all('SELECT 1 FROM run_list WHERE sweep IS NOT NULL LIMIT 1', []);
    return any.length > 0 ? query : { ...query, group: 'none' };
  }

  /** What fills a window of a grouped list. */
  private stretches(args: Args<'runIds'>, grouping: keyof typeof groups): { stretches: Stretch[]; total: number } {
    const { folded } = groups[grouping];
    const turned = new Set(args.turned);
    const end = args.from + args.count;
    const stretches: Stretch[] = [];
    let at = 0;
    const within = (): boolean => at >= args.from && at < end;
    for (const line of this.groupLines(args, grouping)) {
      if (line.key < 0) {
        const last = stretches.at(-1);
        if (within() && last && 'runs' in last) last.runs.push(-line.key);
        else if (within()) stretches.push({ runs: [-line.key] });
        at++;
        continue;
      }
      const open = turned.has(line.key) === folded;
      if (within()) stretches.push({ head: line, open });
      at++;
      if (!open) continue;
      const skip = Math.max(0, args.from - at);
      const take = Math.min(line.runs, end - at) - skip;
      if (take > 0) stretches.push({ members: line, skip, take });
      at += line.runs;
    }
    return { stretches, total: at };
  }

  /** The groups there are, each at the place of its first run. */
  private groupLines(query: RunQuery, grouping: keyof typeof groups): GroupLine[] {
    const { key, join } = sortKey(query.sort.by);
    const { sql, bound } = this.passing(query);
    const group = groups[grouping].key;
    const first = query.sort.down ? `max(${key})` : `min(${key})`;
    return this.all<GroupLine>(
      `SELECT ${group} AS key, count(*) AS runs, sum(l.bytes) AS bytes, min(l.test) AS best, max(l.created_at) AS newest,
       max(l.standing = 'live') AS live, ${first} AS first FROM run_list l ${join.sql} WHERE ${sql} GROUP BY 1
       ORDER BY live DESC, first IS NULL, first ${query.sort.down ? 'DESC' : 'ASC'}, key DESC`,
      [...join.bound, ...bound],
    );
  }

  private head({ key, runs, bytes, best, newest }: GroupLine, open: boolean, grouping: RunQuery['group']): GroupRow {
    const sql = grouping === 'none' ? 'SELECT NULL' : groups[grouping].name;
    const name = this.db.prepare<[{ key: number }], string | null>(sql).pluck().get({ key });
    return { kind: 'group', key, name: name ?? '', runs, bytes, best, newest, open };
  }

  /** The rows of these runs, in this order. */
  private runs(ids: readonly number[], args: Args<'runs'>): RunRow[] {
    const infos = this.infoOf(ids);
    const some = JSON.stringify(ids);
    const tags = new Map<number, string[]>();
    const tagged = 'SELECT run, tag FROM run_tags WHERE run IN (SELECT value FROM json_each(?)) ORDER BY tag';
    for (const { run, tag } of this.all<{ run: number; tag: string }>(tagged, [some]))
      tags.set(run, [...(tags.get(run) ?? []), tag]);
    const notes = new Map(
      this.all<{ run: number; note: string }>(
        'SELECT run, substr(note, 1, 200) AS note FROM run_notes WHERE run IN (SELECT value FROM json_each(?))',
        [some],
      ).map(({ run, note }) => [run, note]),
    );
    const values = this.values(some, args.columns);
    const above = asTree(args) ? this.above(some, args) : new Map<number, number[]>();
    return ids.flatMap((id) => {
      const info = infos.get(id);
      if (!info) return [];
      const ancestors = above.get(id) ?? [];
      return {
        kind: 'run',
        info: sketched(info),
        tags: tags.get(id) ?? [],
        note: notes.get(id) ?? '',
        depth: ancestors.length,
        above: ancestors,
        values: values.get(id) ?? {},
      };
    });
  }

  /** The settings of some runs. @param ids as JSON */
  values(ids: string, fields: readonly PlanFieldId[]): Map<number, RunRow['values']> {
    const found = new Map<number, RunRow['values']>();
    if (fields.length === 0) return found;
    const rows = this.all<{ run: number; field: PlanFieldId; value: string | number }>(
      `SELECT run, field, value FROM run_fields WHERE run IN (SELECT value FROM json_each(?))
       AND field IN (SELECT value FROM json_each(?))`,
      [ids, JSON.stringify(fields)],
    );
    for (const { run, field, value } of rows) found.set(run, { ...found.get(run), [field]: value });
    return found;
  }

  /** Of each run, those it branched from that are in the list as well. @param ids as JSON */
  private above(ids: string, query: RunQuery): Map<number, number[]> {
    const paths = this.all<{ run: number; path: string }>(
      'SELECT run, path FROM run_list WHERE run IN (SELECT value FROM json_each(?)) AND run <> root',
      [ids],
    ).map(({ run, path }) => ({ run, above: idsOf(path).filter((id) => id !== run) }));
    if (paths.length === 0) return new Map();
    const { sql, bound } = this.passing(query);
    const listed = new Set(
      this.all<{ run: number }>(`SELECT run FROM run_list l WHERE ${sql} AND run IN (SELECT value FROM json_each(?))`, [
        ...bound,
        JSON.stringify([...new Set(paths.flatMap(({ above }) => above))]),
      ]).map(({ run }) => run),
    );
    return new Map(paths.map(({ run, above }) => [run, above.filter((id) => listed.has(id))]));
  }

  /** Which runs `l` of run_list pass; to be asked with nothing in between. @param facets whether facets leave out */
  passing(query: RunQuery, facets = true): Piece {
    const words = textWords(query.search);
    if (words.length > 0) this.search.find(words);
    return passing(query, facets);
  }

  /** Runs a statement that is prepared once. */
  all<T>(sql: string, bound: readonly Bound[]): T[] {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement.all(...bound) as T[];
  }
}
