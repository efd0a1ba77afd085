import type { RawTable } from '../../core/data/raw-table.ts';
import type { Oddity } from '../../core/data/reading.ts';

/** Rows at the beginning, and lines with something odd, that are shown. */
const FIRST = 6;
const FIRST_OF_PLAIN = 30;
const MOST_ODD = 40;

/** A row on show; `gap`: rows before it are not. */
export interface ShownRow {
  row: number;
  gap: boolean;
}

/** The first rows, and those with something odd between their neighbours. */
export function shownRows({ rows }: RawTable, oddities: readonly Oddity[]): ShownRow[] {
  const wanted = new Set<number>();
  const first = oddities.length > 0 ? FIRST : FIRST_OF_PLAIN;
  for (let row = 0; row < Math.min(first, rows.length); row++) wanted.add(row);
  const odd = [...new Set(oddities.map(({ row }) => row))].slice(0, MOST_ODD);
  for (const row of odd)
    for (const near of [row - 1, row, row + 1]) if (near >= 0 && near < rows.length) wanted.add(near);
  const sorted = [...wanted].sort((a, b) => a - b);
  return sorted.map((row, i) => ({ row, gap: i > 0 && row !== (sorted[i - 1] ?? 0) + 1 }));
}

/** One line of the list of what is odd. */
export interface OddLine {
  line: number;
  oddities: Oddity[];
  /** Cells of a line that has another number of them than there are columns. */
  cells: number | null;
}

/** What is odd, line by line, in columns that count. */
export function oddLines(raw: RawTable, oddities: readonly Oddity[]): OddLine[] {
  const lines = new Map<number, OddLine>();
  for (const { line, cells } of raw.uneven) lines.set(line, { line, oddities: [], cells });
  for (const oddity of oddities) {
    const line = raw.lines[oddity.row] ?? 0;
    const of = lines.get(line) ?? { line, oddities: [], cells: null };
    of.oddities.push(oddity);
    lines.set(line, of);
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}

/** How many of some values lie in each of `bins` equal stretches from the least to the most. */
export function histogram(values: Float64Array, bins: number): number[] {
  let [least, most] = [Infinity, -Infinity];
  for (const v of values) {
    if (v < least) least = v;
    if (v > most) most = v;
  }
  const counts = Array.from({ length: bins }, () => 0);
  const width = most > least ? (most - least) / bins : 1;
  for (const v of values) {
    if (Number.isNaN(v)) continue;
    const k = Math.min(bins - 1, Math.floor((v - least) / width));
    counts[k] = (counts[k] ?? 0) + 1;
  }
  return counts;
}

/** How many rows are of each category. */
export function countsOf(codes: Int32Array | Uint32Array, categories: number): number[] {
  const counts = Array.from({ length: categories }, () => 0);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
