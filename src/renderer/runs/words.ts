import type { RunInfo } from '../../core/run.ts';
import { fixed } from '../marks/format.ts';

const DAY = 24 * 3600 * 1000;

/** When a run began: `10:42` today, `Fri 15:58` this week, `3 Mar` this year, else with the year. */
export function when(at: number, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === today.toDateString()) return time;
  if (now - at < 6 * DAY) return `${date.toLocaleDateString('en-GB', { weekday: 'short' })} ${time}`;
  const year = date.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year });
}

/** A loss in a column: three decimals while it is small. A run that diverged has NaN, one not measured a dash. */
export function lossText(value: number | null, { progress }: RunInfo): string {
  if (value === null) return progress.status === 'diverged' ? 'NaN' : '–';
  return Math.abs(value) < 100 ? fixed(value, 3) : fixed(value, 0);
}
