import type { DataSpec } from '../plan/schema.ts';

type TableSpec = Extract<DataSpec, { kind: 'table' }>;

/** How many columns of x an input is: one for numbers, one for each category, and one more where missing values are marked. */
export const widthOfInput = ({ categories, missing }: TableSpec['inputs'][number]): number =>
  (categories?.length ?? 1) + (missing === 'mark' ? 1 : 0);
