/** Rows of a fixed number of floats that can grow: a column of the recording. */
export class Growing {
  readonly width: number;
  length = 0;
  private data: Float64Array<ArrayBuffer>;

  constructor(width = 1) {
    this.width = width;
    this.data = new Float64Array(256 * width);
  }

  push(row: ArrayLike<number>): void {
    const start = this.length * this.width;
    if (start + this.width > this.data.length) {
      const larger = new Float64Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    for (let k = 0; k < this.width; k++) this.data[start + k] = row[k] ?? NaN;
    this.length++;
  }

  /** Entry k of row i; NaN outside. */
  at(i: number, k = 0): number {
    return i >= 0 && i < this.length ? (this.data[i * this.width + k] ?? NaN) : NaN;
  }

  /** All rows so far, as a view. */
  values(): Float64Array {
    return this.data.subarray(0, this.length * this.width);
  }
}

/** The last index of a rising list whose value is ≤ `value`; −1 when all are larger. */
export function lastAtMost(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
