import { unparse } from 'papaparse';
import { thin } from '../paint/series.ts';

/** What a plot shows, as numbers: read by screen readers, and saved as CSV. */
export interface Table {
  caption: string;
  head: string[];
  rows: (string | number)[][];
  /** Whether a screen reader is given every row: where each is one of few things, and not one of many steps. */
  whole?: true;
}

/** Rows a screen reader is given; a file has them all. */
const MOST_ROWS = 40;

/** A number as it is read out: six digits; what was not measured is a dash. */
export const cellText = (cell: string | number): string =>
  typeof cell === 'string'
    ? cell
    : Number.isNaN(cell)
      ? '–'
      : Number.isInteger(cell)
        ? String(cell)
        : Number.isFinite(cell)
          ? String(Number(cell.toPrecision(6)))
          : cell > 0
            ? '∞'
            : '−∞';

/** The table with at most 40 of its rows, evenly spread, the last among them. */
export const inBrief = (table: Table): Table =>
  table.whole ? table : { ...table, rows: thin(table.rows.length, MOST_ROWS).map((i) => table.rows[i] ?? []) };

/** Comma-separated values with every digit; text that a spreadsheet would take for a formula is quoted with an apostrophe.
 *  What was not measured is left empty. */
export const csvOf = ({ head, rows }: Table): string =>
  unparse(
    { fields: head, data: rows.map((row) => row.map((cell) => (Number.isNaN(cell) ? '' : cell))) },
    { escapeFormulae: true, newline: '\r\n' },
  ) + '\r\n';
