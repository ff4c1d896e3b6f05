import type { Locale } from '../i18n/text.ts';

/** The language with the person's region, which says how dates are written: 'en' → 'en-GB'. */
export function withRegion(locale: Locale): string {
  return navigator.languages.find((each) => each.split('-', 1)[0] === locale) ?? locale;
}
