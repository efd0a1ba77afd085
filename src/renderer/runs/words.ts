import type { RunInfo } from '../../core/run.ts';
import { fixed } from '../marks/format.ts';

/** A loss in a column: three decimals while it is small. A run that diverged has NaN, one not measured a dash. */
export function lossText(value: number | null, { progress }: RunInfo): string {
  if (value === null) return progress.status === 'diverged' ? 'NaN' : '–';
  return Math.abs(value) < 100 ? fixed(value, 3) : fixed(value, 0);
}
