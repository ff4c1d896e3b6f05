import { en, type Key, type Strings } from './en.ts';
import { ko } from './ko.ts';
import { zh } from './zh.ts';

export type { Key } from './en.ts';

/** Every language, by the name that its readers give it. */
export const locales = {
  en: { name: 'English', strings: en },
  ko: { name: '한국어', strings: ko },
  zh: { name: '中文', strings: zh },
} as const satisfies Record<string, { name: string; strings: Strings }>;

export type Locale = keyof typeof locales;

/** Values for the placeholders of a sentence. */
export type Values = Readonly<Record<string, string | number>>;

/** @param languages As the browser prefers them: 'ko-KR', 'en'. The first that we have wins. */
export function guessLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const code = language.toLowerCase().split('-', 1)[0] ?? '';
    if (Object.hasOwn(locales, code)) return code as Locale;
  }
  return 'en';
}

/** The sentence in a language, its `{placeholders}` filled in. */
export function say(locale: Locale, key: Key, values: Values = {}): string {
  const sentence: string = locales[locale].strings[key];
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Time left in words that people use: exact below 20 s, rounder the longer it takes. */
export function sayTime(locale: Locale, seconds: number): string {
  if (seconds < 20) return say(locale, 'time.seconds', { count: Math.max(1, Math.ceil(seconds)) });
  if (seconds < 90) return say(locale, 'time.seconds', { count: 5 * Math.ceil(seconds / 5) });
  if (seconds < 5400) return say(locale, 'time.minutes', { count: Math.round(seconds / 60) });
  return say(locale, 'time.hours', { count: Math.round(seconds / 3600) });
}
