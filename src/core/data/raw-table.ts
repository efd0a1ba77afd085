import { dataLimits } from './limits.ts';

/** A table as it stands in a file: rows of cells, before anybody has said what they mean. */
export interface RawTable {
  /** Of the columns; made up where the file has no line of them. */
  names: string[];
  /** Whether the first line names the columns. */
  header: boolean;
  rows: string[][];
  /** The line of the file on which each row begins, counted from 1. */
  lines: number[];
  /** Rows with more or fewer cells than there are columns; they are in no other list. */
  uneven: { line: number; cells: number }[];
  /** Whether the file goes on after the last row that was taken. */
  more: boolean;
}

/** Never in two ways: a cell of millions of digits would be tried in each. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const WITH_COMMA = /^[+-]?\d+,\d+$/;
/** What stands for nothing, in lower case. */
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', 'nil', '?', '-', '.', '#n/a']);

export const isMissingText = (cell: string): boolean => MISSING.has(cell.trim().toLowerCase());

/** The number a cell says, with a point or a comma before its decimals; NaN where it says none. */
export function numberIn(cell: string): number {
  const text = cell.trim();
  if (NUMBER.test(text)) return Number(text);
  return WITH_COMMA.test(text) ? Number(text.replace(',', '.')) : NaN;
}

/** Whether a comma may as well set thousands apart. */
export const isThousands = (cell: string): boolean => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell.trim());

export const hasDecimalComma = (cell: string): boolean => WITH_COMMA.test(cell.trim());

/** Whether the first of some rows names the columns: all of it is text, each cell its own, and under some of it stand numbers.
 *  Tables of text alone have one as well where no cell of the first row comes again below it. */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...rest] = rows;
  if (first.length === 0 || rest.length === 0) return false;
  if (first.some((cell) => cell.trim() === '' || !Number.isNaN(numberIn(cell)))) return false;
  if (new Set(first.map((cell) => cell.trim())).size < first.length) return false;
  const below = rest.slice(0, 1000);
  if (first.some((_, j) => below.some((row) => !Number.isNaN(numberIn(row[j] ?? ''))))) return true;
  return !first.some((cell, j) => below.some((row) => row[j]?.trim() === cell.trim()));
}

/** A raw table of the rows that a parser found: as wide as most of them are, and not longer than a data set may be.
 *  @param given whether the first names the columns; null: as it looks */
export function rawTableOf(
  found: readonly { line: number; cells: string[] }[],
  given: boolean | null,
  more: boolean,
): RawTable {
  const width = usualWidth(found);
  const fitting = found.filter(({ cells }) => cells.length === width);
  const header = given ?? hasHeader(fitting.map(({ cells }) => cells));
  const all = header ? fitting.slice(1) : fitting;
  const rows = all.slice(0, dataLimits.rows);
  return {
    names: unique(Array.from({ length: width }, (_, j) => (header ? (fitting[0]?.cells[j]?.trim() ?? '') : ''))),
    header,
    rows: rows.map(({ cells }) => cells),
    lines: rows.map(({ line }) => line),
    uneven: found
      .filter(({ cells }) => cells.length !== width)
      .map(({ line, cells }) => ({ line, cells: cells.length })),
    more: more || all.length > rows.length,
  };
}

function usualWidth(found: readonly { cells: string[] }[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of found) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}

/** Names that are all there and all different. */
function unique(names: readonly string[]): string[] {
  const taken = new Set(['__metadata__', '__proto__']); // mean something else in the file that is stored
  const next = new Map<string, number>(); // thousands may have one name
  return names.map((name, j) => {
    const wanted = (name || `column ${j + 1}`).slice(0, 190);
    let own = wanted;
    for (let k = next.get(wanted) ?? 2; taken.has(own); k++) {
      own = `${wanted} (${k})`;
      next.set(wanted, k + 1);
    }
    taken.add(own);
    return own;
  });
}
