import { LabError } from '../errors.ts';
import { at } from '../floats.ts';
import type { DataSpec } from '../plan/schema.ts';
import type { DataPart } from '../plan/shape.ts';
import { m } from '../words/m.ts';
import type { Column, DataSet, ImageSet, TableSet } from './data-set.ts';
import { splitOrder } from './split.ts';

export type TableSpec = Extract<DataSpec, { kind: 'table' }>;
export type ImageSpec = Extract<DataSpec, { kind: 'images' }>;

/** Numbers of rows, for each part of the data. */
export type Parts = Record<DataPart, Uint32Array>;

/** The column of a table that a plan names, as the plan says it is. @throws LabError data-unfit */
export function columnOf(set: TableSet, name: string, categories: readonly string[] | undefined): Column {
  const column = set.columns.find((one) => one.name === name);
  if (!column) throw unfit(m.data_no_column({ column: name }));
  const own = column.kind === 'category' ? column.categories : undefined;
  if (own?.length !== categories?.length || categories?.some((category, i) => category !== own?.[i]))
    throw unfit(m.data_other_column({ column: name }));
  return column;
}

/** The class of each row of a set that fits a plan; null where its target is a number. */
export function classesIn(data: TableSpec | ImageSpec, set: DataSet): ArrayLike<number> | null {
  if (set.kind === 'images') return set.labels;
  if (data.kind !== 'table') return null;
  const target = columnOf(set, data.target.column, data.target.categories);
  return target.kind === 'category' ? target.values : null;
}

const unfit = (reason: string): LabError => new LabError('data-unfit', { reason });

const isMissing = (column: Column, row: number): boolean =>
  column.kind === 'number' ? Number.isNaN(column.values[row]) : column.values[row] === -1;

/** Which rows each part takes: in an order drawn by the seed, classes in the shares that they have, what is trained with first,
 *  then what is tested with, then what is validated with. More rows of a later part leave the earlier ones as they are.
 *  Rows without a target, and those without an input that is not made up for, are in none.
 *  @throws LabError data-unfit where the set is not what the plan says, or has too few rows */
export function partsOf(data: TableSpec | ImageSpec, set: DataSet, seed: number): Parts {
  if (data.kind === 'images') {
    const same = set.kind === 'images' && data.names.join('\n') === set.classes.join('\n');
    if (!same) throw unfit(m.data_no_images());
    return imageParts(data, set, seed);
  }
  if (set.kind !== 'table') throw unfit(m.data_no_table());
  const target = columnOf(set, data.target.column, data.target.categories);
  const needed = data.inputs
    .map(({ column, categories, missing }) => ({ column: columnOf(set, column, categories), missing }))
    .filter(({ missing }) => missing === undefined)
    .map(({ column }) => column);
  const order = splitOrder(set.rows, seed, target.kind === 'category' ? target.values : null);
  const usable = order.filter((row) => !isMissing(target, row) && !needed.some((column) => isMissing(column, row)));
  if (!data.parts) return inTurn(data, usable);
  const said = set.columns.find(({ name }) => name === data.parts?.column);
  if (said?.kind !== 'category') throw unfit(m.data_no_column({ column: data.parts.column }));
  const of = (category: string | undefined): Uint32Array => {
    const code = category === undefined ? -2 : said.categories.indexOf(category);
    return usable.filter((row) => said.values[row] === code);
  };
  const { train, validation, test } = data.parts;
  return byPart(data, { train: of(train), validation: of(validation), test: of(test) });
}

function imageParts(data: ImageSpec, set: ImageSet, seed: number): Parts {
  const order = splitOrder(set.rows, seed, set.labels);
  const { parts } = set;
  if (!parts) return inTurn(data, order);
  const [train, test] = [0, 1].map((part) => order.filter((row) => at(parts, row) === part));
  const first = train ?? new Uint32Array();
  return byPart(data, { train: first, validation: first.subarray(data.train), test: test ?? new Uint32Array() });
}

type Counts = Pick<TableSpec, 'train' | 'test'> & { validation?: number };

function inTurn({ train, test, validation = 0 }: Counts, order: Uint32Array): Parts {
  const asked = train + test + validation;
  if (asked > order.length) throw unfit(m.data_too_few({ asked, have: order.length }));
  return {
    train: order.subarray(0, train),
    test: order.subarray(train, train + test),
    validation: order.subarray(train + test, asked),
  };
}

function byPart(counts: Counts, { train, validation, test }: Parts): Parts {
  const some = (rows: Uint32Array, asked: number, part: string): Uint32Array => {
    if (asked > rows.length) throw unfit(m.data_too_few_part({ part, asked, have: rows.length }));
    return rows.subarray(0, asked);
  };
  return {
    train: some(train, counts.train, m.data_part_train()),
    validation: some(validation, counts.validation ?? 0, m.data_part_validation()),
    test: some(test, counts.test, m.data_part_test()),
  };
}

/** How many rows a table can be split into under a plan's choices, whatever its parts are now.
 *  @throws LabError data-unfit */
export function usableRows(data: TableSpec, set: TableSet): number {
  const { parts: _, ...rest } = data;
  const columns = [
    columnOf(set, data.target.column, data.target.categories),
    ...rest.inputs
      .filter(({ missing }) => missing === undefined)
      .map(({ column, categories }) => columnOf(set, column, categories)),
  ];
  let rows = 0;
  for (let row = 0; row < set.rows; row++) if (!columns.some((column) => isMissing(column, row))) rows++;
  return rows;
}
