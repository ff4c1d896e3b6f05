import { guessLocale, type Locale } from '../i18n/text.ts';
import { createStore } from './store.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What a person has chosen on this machine, kept by the browser. */
export interface Preferences {
  readonly locale: Locale;
  readonly theme: Theme;
}

const KEY = 'janus-studio.preferences';

export const themes: readonly Theme[] = ['system', 'light', 'dark'];

const kept = recall<Record<keyof Preferences, string>>(KEY) ?? {};

export const preferences = createStore<Preferences>({
  // What was chosen before comes first; an unknown choice counts as none.
  locale: guessLocale([kept.locale ?? '', ...navigator.languages]),
  theme: themes.find((theme) => theme === kept.theme) ?? 'system',
});

export function prefer(change: Partial<Preferences>): void {
  preferences.set({ ...preferences.get(), ...change });
  remember(KEY, preferences.get());
}

/** Puts language and theme where styles and screen readers look for them. */
export function showPreferences({ locale, theme }: Preferences): void {
  const page = document.documentElement;
  page.lang = locale;
  if (theme === 'system') delete page.dataset['theme'];
  else page.dataset['theme'] = theme;
}

/** Keeps a value for the next visit; a browser that refuses storage only forgets. */
export function remember(
  key: string,
  value: unknown,
  storage: 'local' | 'session' = 'local',
): void {
  try {
    const store = storage === 'local' ? localStorage : sessionStorage;
    if (value === null) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or switched off. Nothing that matters is kept here.
  }
}

/** @returns What was kept, or null. Written by an older page, it may lack fields. */
export function recall<Value>(
  key: string,
  storage: 'local' | 'session' = 'local',
): Partial<Value> | null {
  try {
    const text = (storage === 'local' ? localStorage : sessionStorage).getItem(key);
    return text === null ? null : (JSON.parse(text) as Partial<Value>);
  } catch {
    return null;
  }
}
