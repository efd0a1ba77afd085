/** How often each class (row) was answered with each (column). */
export interface Confusion {
  classes: number;
  counts: ArrayLike<number>;
  /** Examples of each class. */
  totals: number[];
  examples: number;
  right: number;
}

/** A recorded matrix taken apart; null while nothing was measured. */
export function confusionFrom(counts: Float32Array): Confusion | null {
  const classes = Math.round(Math.sqrt(counts.length));
  const of = (row: number, column: number): number => counts[row * classes + column] ?? 0;
  const all = Array.from({ length: classes }, (_, i) => i);
  const totals = all.map((row) => all.reduce((sum, column) => sum + of(row, column), 0));
  const examples = totals.reduce((sum, total) => sum + total, 0);
  const right = all.reduce((sum, i) => sum + of(i, i), 0);
  return examples > 0 ? { classes, counts, totals, examples, right } : null;
}

const digitWords = ['zeros', 'ones', 'twos', 'threes', 'fours', 'fives', 'sixes', 'sevens', 'eights', 'nines'];

/** A cell in words: `12 of 98 sevens were taken for a 1`. */
export function cellSentence(
  { classes, counts, totals }: Confusion,
  row: number,
  column: number,
  digits: boolean,
): string {
  const count = counts[row * classes + column] ?? 0;
  const what = digits ? (digitWords[row] ?? '') : `examples of class ${row}`;
  const were = count === 1 ? 'was' : 'were';
  const as = row === column ? `${were} recognised` : `${were} taken for ${digits ? `a ${column}` : `class ${column}`}`;
  return `${count === 0 ? 'none' : count} of ${totals[row] ?? 0} ${what} ${as}`;
}
