import type { ListRow } from '../../core/contract/runs.ts';

/** What is drawn before a branch at each depth: a line that goes on below, the corner of the last, or nothing. */
export type Guide = 'line' | 'tee' | 'corner' | 'none';

/** The levels that are drawn; branches of branches beyond stand as deep. */
const DEEPEST = 6;

/** The guides of a row, from the outermost in. @param at the rows at hand by their place */
export function guidesOf(row: ListRow, index: number, at: (index: number) => ListRow | null): Guide[] {
  if (row.kind !== 'run' || row.depth === 0) return [];
  const { depth } = row;
  const goesOn = (level: number): boolean => {
    for (let i = index + 1; ; i++) {
      const next = at(i);
      if (next?.kind !== 'run' || next.depth < level) return false;
      if (next.depth === level) return true;
    }
  };
  return Array.from({ length: Math.min(depth, DEEPEST) }, (_, i) => {
    const level = depth - Math.min(depth, DEEPEST) + i + 1;
    if (level < depth) return goesOn(level) ? 'line' : 'none';
    return goesOn(level) ? 'tee' : 'corner';
  });
}
