/** How one locale writes numbers. */
export interface Notation {
  decimal: string;
  /** Between groups of digits; empty where there are no groups. */
  group: string;
  /** The digits of a whole number in their groups: lakhs in India, by threes elsewhere. */
  grouped: (digits: string) => string;
  /** The same for a number, where the locale sets so few digits apart at all. */
  whole: Intl.NumberFormat;
}

const made = new Map<string, Notation>();

/** The notation of a locale; in Latin digits unless others are asked for, since all other numbers of the window have them. */
export function notationOf(locale: string, numberingSystem = 'latn'): Notation {
  const key = `${locale} ${numberingSystem}`;
  const known = made.get(key);
  if (known) return known;
  const always = new Intl.NumberFormat(locale, { numberingSystem, useGrouping: 'always' });
  const parts = always.formatToParts(1234567.5);
  const sign = (type: 'decimal' | 'group'): string => plainText(parts.find((part) => part.type === type)?.value ?? '');
  const notation: Notation = {
    decimal: sign('decimal'),
    group: sign('group'),
    grouped: (digits) => plainText(always.format(BigInt(digits))),
    whole: new Intl.NumberFormat(locale, { numberingSystem }),
  };
  made.set(key, notation);
  return notation;
}

/** Every way of setting decimals and groups apart that is in wide use, each by a locale that has it: how a person may write
 *  who does not write as the locale of the window does. */
export const otherNotations = (): Notation[] => [
  ...['en', 'de', 'fr', 'de-CH', 'hi'].map((locale) => notationOf(locale)),
  notationOf('ar-EG', 'arab'),
];

/** The locale of the window; some systems name one that the platform itself refuses. */
export function windowLocale(): string {
  try {
    return new Intl.NumberFormat(navigator.language).resolvedOptions().locale;
  } catch {
    return new Intl.NumberFormat().resolvedOptions().locale;
  }
}

/** The same text in one kind of digits, minus, space and apostrophe; marks of writing direction are dropped. Nothing else is
 *  changed: compatibility forms such as ² are no digits. */
export const plainText = (text: string): string =>
  text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\uff01-\uff5e]/g, (c) => c.normalize('NFKC')) // full width
    .replace(/[^\P{Nd}0-9]/gu, (c) => digits().get(c) ?? c)
    .replace(/[−﹣]/g, '-')
    .replace(/\p{Zs}/gu, ' ')
    .replaceAll('’', "'");

let known: Map<string, string> | undefined;
/** Every digit that the platform can write. */
function digits(): Map<string, string> {
  known ??= new Map(
    Intl.supportedValuesOf('numberingSystem').flatMap((numberingSystem) =>
      Array.from(
        new Intl.NumberFormat('en', { numberingSystem, useGrouping: false }).format(9876543210),
        (c, at): [string, string] => [c, String(9 - at)],
      ),
    ),
  );
  return known;
}
