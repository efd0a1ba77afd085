import type { TableSpec } from './parts.ts';
import type { ReadColumn } from './reading.ts';

/** What a column is for. */
export type Role = 'target' | 'input' | 'part' | 'out';

const USUAL_TARGETS = [
  'target',
  'class',
  'label',
  'species',
  'digit',
  'cultivar',
  'y',
  'output',
  'diagnosis',
  'quality',
  'price',
];
const PARTS = ['split', 'part', 'set', 'subset', 'fold', 'partition'];
/** Numbers of rows, not of what the rows are about. */
const COUNTERS = ['id', 'index', 'rowid', 'row', 'nr', 'no', 'unnamed: 0', 'column 1'];

/** What columns are probably for: a target by its usual names, else the last column of categories, else the last one; all
 *  others inputs, but for text, counters of rows, and what says which part a row is in. */
export function proposedRoles(columns: readonly ReadColumn[]): Role[] {
  const usable = columns.map(({ kind }) => kind !== 'text');
  const named = (names: readonly string[]) => (column: ReadColumn, j: number) =>
    usable[j] === true && names.includes(column.name.trim().toLowerCase());
  const last = (test: (column: ReadColumn, j: number) => boolean): number => columns.findLastIndex(test);
  const counts = (column: ReadColumn, j: number): boolean => named(COUNTERS)(column, j) && countsRows(column);
  const part = columns.findIndex((column, j) => named(PARTS)(column, j) && partWords(column.categories) !== null);
  const free = (j: number): boolean => usable[j] === true && j !== part;
  let target = last((column, j) => free(j) && named(USUAL_TARGETS)(column, j));
  if (target < 0) target = last(({ kind, categories }, j) => free(j) && kind === 'category' && categories.length > 1);
  if (target < 0) target = last((_, j) => free(j));
  return columns.map((column, j) =>
    j === target ? 'target' : j === part ? 'part' : free(j) && !counts(column, j) ? 'input' : 'out',
  );
}

/** Whether a column of numbers goes up by one from row to row. */
function countsRows({ column }: ReadColumn): boolean {
  if (column?.kind !== 'number') return false;
  return column.values.every((v, i) => i === 0 || v === (column.values[i - 1] ?? NaN) + 1);
}

/** Which categories say that a row is to train, validate or test with; null where none says train or none says test. */
export function partWords(categories: readonly string[]): NonNullable<TableSpec['parts']> | null {
  const word = (test: RegExp): string | undefined => categories.find((category) => test.test(category.trim()));
  const [train, test] = [word(/^(train|training|0)$/i), word(/^(test|testing|1)$/i)];
  const validation = word(/^(val|valid|validation|dev)$/i);
  if (train === undefined || test === undefined) return null;
  return { column: '', train, test, ...(validation !== undefined && { validation }) };
}
