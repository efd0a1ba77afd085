import { m } from '../../../core/words/m.ts';

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

/** A cell in words: `12 of 98 sevens were taken for a 1`. */
export function cellSentence(
  { classes, counts, totals }: Confusion,
  row: number,
  column: number,
  digits: boolean,
): string {
  const count = counts[row * classes + column] ?? 0;
  const of = {
    row: String(row),
    n: count,
    shown: count === 0 ? m.plots_none_of() : String(count),
    total: String(totals[row] ?? 0),
    answer: String(column),
  };
  if (digits) return row === column ? m.plots_confusion_digit_recognised(of) : m.plots_confusion_digit_taken(of);
  return row === column ? m.plots_confusion_class_recognised(of) : m.plots_confusion_class_taken(of);
}
