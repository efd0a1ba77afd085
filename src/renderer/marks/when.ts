import { language } from '../theme/language.svelte.ts';

const DAY = 24 * 3600 * 1000;

const shapes = {
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  week: { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  year: { day: 'numeric', month: 'short' },
  ever: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const made = new Map<string, Intl.DateTimeFormat>(); // making one costs more than using it
/** Each keeps the time zone that it was made in, which is another one after a journey. */
function formatOf(shape: keyof typeof shapes, date: Date): Intl.DateTimeFormat {
  const key = `${language.now} ${shape} ${date.getTimezoneOffset()}`;
  const format = made.get(key) ?? new Intl.DateTimeFormat(language.now, shapes[shape]);
  made.set(key, format);
  return format;
}

/** When something was, in the window's language: `10:42` today, `Fri 15:58` this week, `Mar 3` this year, else with the year. What a
 *  clock that was wrong has put into the future is as far from now as the same time past. */
export function when(at: number, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return formatOf('time', date).format(date);
  if (Math.abs(now - at) < 6 * DAY) return formatOf('week', date).format(date);
  return formatOf(date.getFullYear() === today.getFullYear() ? 'year' : 'ever', date).format(date);
}
