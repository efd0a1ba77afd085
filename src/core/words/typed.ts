/** Why what a person typed is not taken for a number. */
export const unreadReasons = ['no-number', 'two-meanings', 'beyond', 'vanishes'] as const;
export type Unread = (typeof unreadReasons)[number];

/** The sentence for it: what is wrong and how to write it, in the notation that `write` has. */
export function unreadSentence(
  reason: Unread,
  write: (value: number) => string,
  meanings: readonly number[] = [],
): string {
  const either = meanings.map(write).join(' or ');
  switch (reason) {
    case 'no-number':
      return `This is not a finite number. Write one as ${write(1000)}, ${write(0.001)} or ${write(1e-7)}.`;
    case 'two-meanings':
      return `This may mean ${either}. Write ${either}, with nothing between thousands.`;
    case 'beyond':
      return `This is larger than any number here. The most is ${write(Number.MAX_VALUE)}.`;
    case 'vanishes':
      return `This is so near to 0 that it would become 0. Give 0, or at least ${write(Number.MIN_VALUE)}.`;
  }
}

/** What is said when a field was left with something in it that was not taken. */
export const notTaken = (text: string, sentence: string): string =>
  `“${text.length > 24 ? `${text.slice(0, 23)}…` : text}” was not taken. ${sentence}`;
