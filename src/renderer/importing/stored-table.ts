import type { Column, TableSet } from '../../core/data/data-set.ts';
import type { TableSpec } from '../../core/data/parts.ts';
import type { Role } from '../../core/data/proposal.ts';
import type { RawTable } from '../../core/data/raw-table.ts';
import type { Reading } from '../../core/data/reading.ts';

/** Rows whose cells are shown of a table that is in the lab already. */
const SHOWN = 30;

function cellOf(column: Column, row: number): string {
  if (column.kind === 'category') return column.categories[column.values[row] ?? -1] ?? '';
  const v = column.values[row] ?? NaN;
  return Number.isNaN(v) ? '' : String(v);
}

/** A stored table as if it stood in a file: its first rows as cells, of the others their number alone. Nothing in it is odd any more. */
export function rawOf(set: TableSet): RawTable {
  const nothing: string[] = [];
  const cells = (row: number): string[] => set.columns.map((column) => cellOf(column, row));
  return {
    names: set.columns.map(({ name }) => name),
    header: true,
    rows: Array.from({ length: set.rows }, (_, row) => (row < SHOWN ? cells(row) : nothing)),
    lines: Array.from({ length: set.rows }, (_, row) => row + 1),
    uneven: [],
    more: false,
  };
}

/** What its columns were read as is settled; columns of text are not in it. */
export const readingOf = ({ columns }: TableSet): Reading => ({
  oddities: [],
  columns: columns.map((column) => ({
    name: column.name,
    kind: column.kind,
    kinds: [column.kind],
    categories: column.kind === 'category' ? column.categories : [],
    column,
  })),
});

/** What a plan uses each column for. */
export const rolesIn = ({ columns }: TableSet, { target, inputs, parts }: TableSpec): Role[] =>
  columns.map(({ name }) => {
    if (name === target.column) return 'target';
    if (name === parts?.column) return 'part';
    return inputs.some(({ column }) => column === name) ? 'input' : 'out';
  });
