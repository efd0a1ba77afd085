import type { RunInfo } from '../../core/run.ts';
import { fixed, int } from '../../core/words/numbers.ts';

/** Three decimals while it is small, a whole number when it is large. */
export const numberText = (value: number): string => (Math.abs(value) < 100 ? fixed(value, 3) : int(value));

/** A loss in a column. A run that diverged has NaN, one not measured a dash. */
export function lossText(value: number | null, { progress }: RunInfo): string {
  if (value === null) return progress.status === 'diverged' ? 'NaN' : '–';
  return numberText(value);
}
