import { baseLocale, locales, overwriteGetLocale, type Locale } from '../../core/words/m.ts';

/** The language of the window. Messages read it, so whatever shows one is drawn again when it changes. One: `language`. */
class Language {
  now = $state<Locale>(baseLocale);
  /** Where a choice is kept; set once the lab is there. */
  save: (value: Locale) => void = () => undefined;

  constructor() {
    overwriteGetLocale(() => this.now);
  }

  /** Takes over what the lab had kept. */
  restore(settings: Record<string, unknown>): void {
    const kept = locales.find((locale) => locale === settings['language']);
    this.set(kept ?? baseLocale);
  }

  choose(locale: Locale): void {
    this.set(locale);
    this.save(locale);
  }

  private set(locale: Locale): void {
    this.now = locale;
    document.documentElement.lang = locale;
  }
}

export const language = new Language();

/** What a language calls itself: `English`, `한국어`. */
export const nameOf = (locale: Locale): string =>
  new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale;
