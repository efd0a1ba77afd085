/** The largest error of a file, and where it was. */
export class Worst {
  error = 0;
  at = '';
  compared = 0;

  /** Takes an error in; one that is no number counts as infinite. */
  add(error: number, at: string): void {
    this.compared++;
    const size = Number.isNaN(error) ? Infinity : error;
    if (size < this.error || (size === this.error && this.at !== '')) return;
    this.error = size;
    this.at = at;
  }
}

/** max |got − want| ÷ max |want|: the error of a tensor relative to its largest entry; absolute where all are 0. */
export function tensorError(got: ArrayLike<number>, want: readonly number[]): number {
  if (got.length !== want.length) return Infinity;
  const largest = want.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return absoluteError(got, want) / (largest || 1);
}

/** max |got − want|. */
export function absoluteError(got: ArrayLike<number>, want: readonly number[]): number {
  if (got.length !== want.length) return Infinity;
  // Math.max hands NaN on
  return want.reduce((max, value, i) => Math.max(max, Math.abs((got[i] ?? NaN) - value)), 0);
}
