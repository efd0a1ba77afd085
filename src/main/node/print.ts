import { escaped } from '../../core/plan/text.ts';

/** Prints JSON on one line. NaN and ∞, which JSON does not know, become null. */
export const json = (value: unknown): void => line(JSON.stringify(value));

/** Prints one line; what is not seen, or would command the terminal, is escaped. */
export const line = (text: string): void => console.log(escaped(text));

/** A number in few digits; what was not measured is a dash. */
export const number = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '–' : Number.isInteger(value) ? String(value) : value.toPrecision(5);

export const percent = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '–' : `${(100 * value).toFixed(1)} %`;

/** Rows as a table: the first is the head, columns are as wide as their widest cell. */
export function table(foreign: string[][]): string {
  const rows = foreign.map((row) => row.map((cell) => escaped(cell)));
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
