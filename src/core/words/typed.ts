import { getLocale, m } from './m.ts';

/** Why what a person typed is not taken for a number. */
export const unreadReasons = ['no-number', 'two-meanings', 'beyond', 'vanishes'] as const;
export type Unread = (typeof unreadReasons)[number];

/** The sentence for it: what is wrong and how to write it, in the notation that `write` has. */
export function unreadSentence(
  reason: Unread,
  write: (value: number) => string,
  meanings: readonly number[] = [],
): string {
  const either = new Intl.ListFormat(getLocale(), { type: 'disjunction' }).format(meanings.map(write));
  switch (reason) {
    case 'no-number':
      return m.problems_typed_no_number({ large: write(1000), small: write(0.001), tiny: write(1e-7) });
    case 'two-meanings':
      return m.problems_typed_two_meanings({ either });
    case 'beyond':
      return m.problems_typed_beyond({ most: write(Number.MAX_VALUE) });
    case 'vanishes':
      return m.problems_typed_vanishes({ least: write(Number.MIN_VALUE) });
  }
}

/** What is said when a field was left with something in it that was not taken. */
export const notTaken = (text: string, sentence: string): string =>
  m.problems_typed_not_taken({ text: text.length > 24 ? `${text.slice(0, 23)}…` : text, sentence });
