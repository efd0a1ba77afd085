import type { Plan } from '../plan/schema.ts';

/** One number of a plan by its name: an entry of the examples that are written into it, or of a parameter that is given. */
const exact = /^(x|y|W\d{1,3}|b\d{1,3})\[(\d{1,5})\]\[(\d{1,5})\]$/;

interface Exact {
  name: string;
  row: number;
  column: number;
}

/** `x[1][2]`, `W1[2][1]`: row and column from 1; null for what is no such place. */
function exactAt(at: string): Exact | null {
  const [, name, row, column] = exact.exec(at) ?? [];
  return name === undefined ? null : { name, row: Number(row) - 1, column: Number(column) - 1 };
}

type Rows = number[] | number[][];
const entry = (rows: Rows, { row, column }: Exact): number | undefined => {
  const found = rows[row];
  if (Array.isArray(found)) return found[column];
  return row === 0 ? rows.flat()[column] : undefined; // one row may be written without its brackets
};
const withEntry = (rows: Rows, { row, column }: Exact, value: number): Rows =>
  Array.isArray(rows[0])
    ? (rows as number[][]).map((one, i) => (i === row ? one.with(column, value) : one))
    : (rows as number[]).with(column, value);

function rowsOf({ data, parameters }: Plan, name: string): Rows | undefined {
  if (name === 'x' || name === 'y') return data.kind === 'inline' ? data[name] : undefined;
  return parameters?.[name];
}

/** What a plan has there; undefined where it has no such number. */
export function exactValue(plan: Plan, at: string): number | undefined {
  const place = exactAt(at);
  const rows = place && rowsOf(plan, place.name);
  return place && rows ? entry(rows, place) : undefined;
}

/** The plan with another number there. */
export function withExact(plan: Plan, at: string, value: number): Plan {
  const place = exactAt(at);
  const rows = place && rowsOf(plan, place.name);
  if (!place || !rows || entry(rows, place) === undefined) return plan;
  const changed = withEntry(rows, place, value);
  const { name } = place;
  if (name !== 'x' && name !== 'y') return { ...plan, parameters: { ...plan.parameters, [name]: changed } };
  return { ...plan, data: { ...plan.data, [name]: changed } };
}

/** Its formula: `x_{12}`, and of one row alone `x_2`. */
export function exactTex(plan: Plan, at: string): string | null {
  const place = exactAt(at);
  if (!place || exactValue(plan, at) === undefined) return null;
  const { name, row, column } = place;
  const rows = rowsOf(plan, name);
  const letter = name.slice(0, 1).toLowerCase();
  const layer = name.slice(1);
  const places = rows && rows.length === 1 && Array.isArray(rows[0]) ? `${column + 1}` : `${row + 1}${column + 1}`;
  return layer === '' ? `${letter}_{${places}}` : `${letter}^{(${layer})}_{${row + 1}${column + 1}}`;
}
