/** A tensor as views show it: rows × columns, row after row. */
export interface Matrix {
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}
