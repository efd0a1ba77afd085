import type { Matrix } from '../../view/matrix.ts';
import type { Column } from './columns.ts';

/** Dropout masks of the first example on show, for each column: one entry a unit, 0 or 1/(1 − p). */
export type Masks = readonly (readonly ArrayLike<number>[])[];

/** Every mask of the columns that is known. `get` has a variable of the step, an example a row: the first row is the example's
 *  on show, or of a batch its first. Nothing is copied: this is done at every step. */
export const masksOf = (columns: readonly Column[], get: (name: string) => Matrix | null): Masks =>
  columns.map(({ masks }) =>
    masks.length === 0 ? none : masks.map((name) => get(name)?.values).filter((mask) => mask !== undefined),
  );
const none: readonly ArrayLike<number>[] = [];

/** Whether a unit is dropped: it passes nothing on, and its edges are not there. [lecture, Fig. 5.6.1] */
export function isDropped(masks: Masks, column: number, unit: number): boolean {
  const own = masks[column];
  if (own === undefined) return false;
  for (const mask of own) if (mask[unit] === 0) return true;
  return false;
}

/** What the masks of a unit multiply it by: 0 where it is dropped; null where it has none. */
export const maskOf = (masks: Masks, column: number, unit: number): number | null =>
  masks[column]?.reduce<number | null>((product, mask) => (product ?? 1) * (mask[unit] ?? 1), null) ?? null;
