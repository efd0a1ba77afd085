import type { Grouping, RunQuery, SortId } from '../../core/contract/runs.ts';
import { wordsOf } from './run-text.ts';

export type Bound = string | number;

/** A piece of SQL and what is bound in it, by place. */
export interface Piece {
  sql: string;
  bound: Bound[];
}

const isNumber = /^#\d{1,15}$/;
const facetColumns = { status: 'standing', data: 'data', init: 'init' } as const;

/** The words that are looked for in texts: all of a search but numbers of runs. */
export const textWords = (search: string): string[] => wordsOf(search).filter((one) => !isNumber.test(one));

/** Which runs `l` of run_list pass. Those with the words of the search are taken from `found`.
 *  @param facets whether what the facets leave out is left out */
export function passing({ search, hidden, tags }: RunQuery, facets = true): Piece {
  const parts = ['l.deleted_at IS NULL'];
  const bound: Bound[] = [];
  for (const word of wordsOf(search).filter((one) => isNumber.test(one))) {
    parts.push('l.run = ?');
    bound.push(Number(word.slice(1)));
  }
  if (textWords(search).length > 0) parts.push('l.run IN (SELECT run FROM found)');
  for (const tag of tags) {
    parts.push('l.run IN (SELECT run FROM run_tags WHERE tag = ?)');
    bound.push(tag);
  }
  for (const facet of ['status', 'data', 'init'] as const) {
    if (!facets || hidden[facet].length === 0) continue;
    parts.push(`l.${facetColumns[facet]} NOT IN (SELECT value FROM json_each(?))`);
    bound.push(JSON.stringify(hidden[facet]));
  }
  return { sql: parts.join(' AND '), bound };
}

const results: Partial<Record<SortId, string>> = {
  name: 'l.name_key',
  started: 'l.created_at',
  train: 'l.train',
  test: 'l.test',
  gap: 'l.test - l.train',
  accuracy: 'l.accuracy',
  step: 'l.step',
  seconds: 'l.seconds',
  bytes: 'l.bytes',
};

/** What is sorted by: the value, and the table it comes from beside run_list. */
export function sortKey(by: SortId): { key: string; join: Piece } {
  const own = results[by];
  if (own) return { key: own, join: { sql: '', bound: [] } };
  return { key: 'f.key', join: { sql: 'LEFT JOIN run_fields f ON f.run = l.run AND f.field = ?', bound: [by] } };
}

/** Trees stand as they are but where sweeps are put together: a branch has its own place there. */
export const asTree = ({ tree, sort, group }: RunQuery): boolean => tree && sort.by === 'started' && group !== 'sweep';

/** The order of the list: what is live first, what has no value last, equals by the newest; trees by their newest run. */
export function ordering(query: RunQuery): string {
  const way = query.sort.down ? 'DESC' : 'ASC';
  if (asTree(query)) {
    const live = `l.root IN (SELECT root FROM run_list WHERE standing = 'live' AND deleted_at IS NULL)`;
    return `${live} DESC, l.tree_at ${way}, l.root ${way}, l.path`;
  }
  const { key } = sortKey(query.sort.by);
  return `l.standing = 'live' DESC, ${key} IS NULL, ${key} ${way}, l.run DESC`;
}

/** How runs are put together: by a number each, and what that is called; below zero, it is the run of that number alone. */
interface Group {
  key: string;
  name: string;
  /** Folded until it is opened. */
  folded: boolean;
}
export const groups: Record<Exclude<Grouping, 'none'>, Group> = {
  experiment: {
    key: 'l.experiment',
    name: `SELECT COALESCE((SELECT json_extract(plan, '$.name') FROM experiments WHERE id = @key),
           (SELECT name FROM runs WHERE experiment = @key ORDER BY id LIMIT 1))`,
    folded: false,
  },
  sweep: {
    key: 'COALESCE(l.sweep, -l.run)',
    name: 'SELECT name FROM sweeps WHERE id = @key',
    folded: true,
  },
};
