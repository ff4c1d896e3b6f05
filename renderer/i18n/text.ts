import type { FailureCode } from '../../preload/contract/failure.ts';
import { ask } from './ask.ts';
import { captions } from './captions.ts';
import { draw } from './draw.ts';
import { exporting } from './export.ts';
import { failure } from './failure.ts';
import { gallery } from './gallery.ts';
import { making } from './making.ts';
import { models } from './models.ts';
import { queue } from './queue.ts';
import { settings } from './settings.ts';
import { scoring } from './scoring.ts';
import { several } from './several.ts';
import { shell } from './shell.ts';
import { vary } from './vary.ts';
import { similar } from './similar.ts';
import { viewer } from './viewer.ts';

/** Every sentence of the page, room by room. */
const strings = {
  en: {
    ...shell.en,
    ...draw.en,
    ...queue.en,
    ...several.en,
    ...scoring.en,
    ...ask.en,
    ...gallery.en,
    ...viewer.en,
    ...captions.en,
    ...similar.en,
    ...exporting.en,
    ...making.en,
    ...vary.en,
    ...models.en,
    ...settings.en,
    ...failure.en,
  },
  ko: {
    ...shell.ko,
    ...draw.ko,
    ...queue.ko,
    ...several.ko,
    ...scoring.ko,
    ...ask.ko,
    ...gallery.ko,
    ...viewer.ko,
    ...captions.ko,
    ...similar.ko,
    ...exporting.ko,
    ...making.ko,
    ...vary.ko,
    ...models.ko,
    ...settings.ko,
    ...failure.ko,
  },
  zh: {
    ...shell.zh,
    ...draw.zh,
    ...queue.zh,
    ...several.zh,
    ...scoring.zh,
    ...ask.zh,
    ...gallery.zh,
    ...viewer.zh,
    ...captions.zh,
    ...similar.zh,
    ...exporting.zh,
    ...making.zh,
    ...vary.zh,
    ...models.zh,
    ...settings.zh,
    ...failure.zh,
  },
} satisfies Record<string, Record<`failure.${FailureCode}`, string>>;

export type Key = keyof (typeof strings)['en'];

/** Every language, by the name that its readers give it. */
export const locales = {
  en: { name: 'English', strings: strings.en },
  ko: { name: '한국어', strings: strings.ko },
  zh: { name: '中文', strings: strings.zh },
} as const satisfies Record<
  string,
  { readonly name: string; readonly strings: Readonly<Record<Key, string>> }
>;

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

/** The sentence in a language, its `{placeholders}` filled in; `{count|picture|pictures}` chooses. */
export function say(locale: Locale, key: Key, values: Values = {}): string {
  const sentence: string = locales[locale].strings[key];
  return sentence
    .replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, more: string) =>
      values[name] === 1 ? one : more,
    )
    .replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Time left in words that people use: exact below 20 s, rounder the longer it takes. */
export function sayTime(locale: Locale, seconds: number): string {
  if (seconds < 20) return say(locale, 'time.seconds', { count: Math.max(1, Math.ceil(seconds)) });
  if (seconds < 90) return say(locale, 'time.seconds', { count: 5 * Math.ceil(seconds / 5) });
  if (seconds < 5400) return say(locale, 'time.minutes', { count: Math.round(seconds / 60) });
  return say(locale, 'time.hours', { count: Math.round(seconds / 3600) });
}
