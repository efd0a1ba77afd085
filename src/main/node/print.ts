/** Prints JSON on one line. NaN and ∞, which JSON does not know, become null. */
export const json = (value: unknown): void => console.log(JSON.stringify(value));

/** A number in few digits; what was not measured is a dash. */
export const number = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '–' : Number.isInteger(value) ? String(value) : value.toPrecision(5);

export const percent = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '–' : `${(100 * value).toFixed(1)} %`;

/** Rows as a table: the first is the head, columns are as wide as their widest cell. */
export function table(rows: string[][]): string {
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
