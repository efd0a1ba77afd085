/** A variable's value or gradient at the step on show, row after row. */
export interface Matrix {
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}
