import { getLocale } from '../../core/words/m.ts';

/** A day as it is written on paper. @param at milliseconds since 1970 */
export const dayOf = (at: number): string =>
  new Intl.DateTimeFormat(getLocale(), { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
