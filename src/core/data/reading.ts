import type { Column, TableSet } from './data-set.ts';
import { dataLimits } from './limits.ts';
import { hasDecimalComma, isMissingText, isThousands, numberIn, type RawTable } from './raw-table.ts';

/** What a column of a file is read as. `text`: neither numbers nor few enough categories; it can only be left out. */
export type ReadKind = 'number' | 'category' | 'text';

/** What was found in one cell that is not plainly what its column is made of. */
export interface Oddity {
  kind: 'missing' | 'no number' | 'decimal comma' | 'spelling';
  row: number;
  column: number;
  /** As it stands in the file, and as it is read; '' for nothing. */
  cell: string;
  read: string;
}

export interface ReadColumn {
  name: string;
  kind: ReadKind;
  /** What it could be read as. */
  kinds: readonly ReadKind[];
  /** Of a column of categories, in order: numbers by size, text by the alphabet. */
  categories: readonly string[];
  column: Column | null;
}

/** A raw table with each column read, and what is odd about it, in the order of the rows: of each column at most so many. */
export interface Reading {
  columns: ReadColumn[];
  oddities: Oddity[];
}

/** Oddities of a column that are kept: a person reads no more. */
const MOST_ODD = 500;
const noted = (oddities: Oddity[], before: number, oddity: Oddity): void => {
  if (oddities.length - before < MOST_ODD) oddities.push(oddity);
};

/** The share of cells that must be numbers for a column to be one of numbers. */
const MOSTLY = 0.8;
/** A column of whole numbers with so few different ones can as well be categories. */
const FEW = 20;

const CLASSES = /^(class|label|species|digit|target|cultivar|diagnosis)$/i;

/** Reads the columns of a table. Numbers may have a decimal comma; a cell of a column of numbers that is none is missing; spellings of a
 *  category that differ in case and spaces alone are the one that is most frequent. Nothing of it is silent: see `oddities`.
 *  @param kinds what the person wants columns read as @param apart columns in which spellings stay apart */
export function readTable(
  raw: RawTable,
  kinds: Readonly<Partial<Record<number, ReadKind>>> = {},
  apart: readonly number[] = [],
): Reading {
  const read = raw.names.map((_, j) => readColumn(raw, j, kinds[j], apart.includes(j)));
  const oddities = read.flatMap((one) => one.oddities);
  oddities.sort((a, b) => a.row - b.row || a.column - b.column);
  return { columns: read.map(({ column }) => column), oddities };
}

/** Reads one column after the other, as it looks, so that `readTable` has them at hand: between two of them others have their turn. */
export function* readingAhead(raw: RawTable): Generator<void, void> {
  for (const j of raw.names.keys()) {
    readColumn(raw, j, undefined, false);
    yield;
  }
}

interface OneRead {
  column: ReadColumn;
  oddities: readonly Oddity[];
}
/** Columns that were read, by place and by what was wanted: a hundred thousand cells take a tenth of a second. */
const kept = new WeakMap<RawTable, Map<string, OneRead>>();

function readColumn(raw: RawTable, j: number, wanted: ReadKind | undefined, apart: boolean): OneRead {
  const known = kept.get(raw) ?? new Map<string, OneRead>();
  kept.set(raw, known);
  const key = `${j} ${wanted ?? ''} ${apart}`;
  const found = known.get(key);
  if (found) return found;
  const read = readCells(raw, j, wanted, apart);
  known.set(key, read);
  return read;
}

function readCells(raw: RawTable, j: number, wanted: ReadKind | undefined, apart: boolean): OneRead {
  const oddities: Oddity[] = [];
  const name = raw.names[j] ?? '';
  const cells = raw.rows.map((row) => row[j] ?? '');
  const kinds = kindsOf(cells, name);
  const kind = wanted !== undefined && kinds.includes(wanted) ? wanted : (kinds[0] ?? 'text');
  if (kind === 'text') return { column: { name, kind, kinds, categories: [], column: null }, oddities };
  if (kind === 'number') {
    const values = readNumbers(cells, j, oddities);
    return { column: { name, kind, kinds, categories: [], column: { name, kind, values } }, oddities };
  }
  const { categories, values } = readCategories(cells, j, apart, oddities);
  return { column: { name, kind, kinds, categories, column: { name, kind, categories, values } }, oddities };
}

/** What cells can be read as, the likeliest first. */
function kindsOf(cells: readonly string[], name: string): readonly ReadKind[] {
  let [present, numbers] = [0, 0];
  const different = new Set<string>();
  for (const cell of cells) {
    if (isMissingText(cell)) continue;
    present++;
    if (!Number.isNaN(numberIn(cell))) numbers++;
    if (different.size <= dataLimits.categories) different.add(cell.trim()); // more are too many
  }
  const can: ReadKind[] = [];
  if (present > 0 && numbers >= MOSTLY * present) can.push('number');
  const few = different.size >= 1 && different.size <= (can.length > 0 ? FEW : dataLimits.categories);
  const repeats = can.length > 0 || different.size <= Math.max(FEW, present / 2);
  if (few && repeats && [...different].every((text) => text.length <= 200)) can.push('category');
  if (can.length === 2 && CLASSES.test(name.trim())) can.reverse(); // whole numbers that name classes
  return can.length > 0 ? can : ['text'];
}

function readNumbers(cells: readonly string[], column: number, oddities: Oddity[]): Float64Array {
  const before = oddities.length;
  // “1,234” among numbers with a point is a thousand or more, or nobody knows: it is no number here
  const points = cells.some((cell) => cell.includes('.') && !Number.isNaN(numberIn(cell)));
  return Float64Array.from(cells, (cell, row) => {
    const missing = isMissingText(cell);
    const v = missing || (points && isThousands(cell)) ? NaN : numberIn(cell);
    const bad = Number.isNaN(v) || !Number.isFinite(v);
    if (missing) noted(oddities, before, { kind: 'missing', row, column, cell, read: '' });
    else if (bad) noted(oddities, before, { kind: 'no number', row, column, cell, read: '' });
    else if (hasDecimalComma(cell))
      noted(oddities, before, { kind: 'decimal comma', row, column, cell, read: String(v) });
    return bad ? NaN : v;
  });
}

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

function readCategories(
  cells: readonly string[],
  column: number,
  apart: boolean,
  oddities: Oddity[],
): { categories: string[]; values: Int32Array } {
  const before = oddities.length;
  const spelled = new Map<string, Map<string, number>>();
  for (const cell of cells) {
    if (isMissingText(cell)) continue;
    const key = apart ? cell.trim() : folded(cell);
    const spellings = spelled.get(key) ?? new Map<string, number>();
    spellings.set(cell.trim(), (spellings.get(cell.trim()) ?? 0) + 1);
    spelled.set(key, spellings);
  }
  const usual = new Map([...spelled].map(([key, spellings]) => [key, mostFrequent(spellings)]));
  const categories = [...usual.values()].sort(byName);
  const code = new Map(categories.map((category, k) => [category, k]));
  const values = Int32Array.from(cells, (cell, row) => {
    if (isMissingText(cell)) {
      noted(oddities, before, { kind: 'missing', row, column, cell, read: '' });
      return -1;
    }
    const read = usual.get(apart ? cell.trim() : folded(cell)) ?? '';
    if (read !== cell.trim()) noted(oddities, before, { kind: 'spelling', row, column, cell, read });
    return code.get(read) ?? -1;
  });
  return { categories, values };
}

const mostFrequent = (counts: ReadonlyMap<string, number>): string =>
  [...counts].reduce<[string, number]>((best, one) => (one[1] > best[1] ? one : best), ['', 0])[0];

/** Numbers by size, before text, that by code points: the same order everywhere. */
export function byName(a: string, b: string): number {
  const [x, y] = [numberIn(a), numberIn(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows of a reading as a set to be stored; columns of text are not in it. */
export function tableSetOf(reading: Reading, rows: number): TableSet {
  return { kind: 'table', rows, columns: reading.columns.flatMap(({ column }) => (column ? [column] : [])) };
}
