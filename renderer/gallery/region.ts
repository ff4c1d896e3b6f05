import type { Locale } from '../i18n/text.ts';

/** The language with the person's region, which says how dates are written: 'en' → 'en-GB'. */
export function withRegion(locale: Locale): string {
  return navigator.languages.find((each) => belongs(each, locale)) ?? locale;
}

/** A system without a language has a browser say `en-US@posix`, which names none. */
function belongs(tag: string, locale: string): boolean {
  try {
    return new Intl.Locale(tag).language === locale;
  } catch {
    return false;
  }
}
