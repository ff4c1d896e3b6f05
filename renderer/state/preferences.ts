import { guessLocale, type Locale } from '../i18n/text.ts';
import type { OddsLayer } from '../odds/paint.ts';
import { createStore } from './store.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What may move: as the system says, or as little as can be. */
export type Motion = 'system' | 'reduced';

/** How much of the drawing time previews may take: none, a tenth, or what a decode of each row costs. */
export type Preview = 'off' | 'light' | 'rows';

/** What pictures in the Draw room show of how sure the model was. */
type Confidence = 'hidden' | OddsLayer;

/** What a person has chosen on this machine, kept by the browser. */
export interface Preferences {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly motion: Motion;
  readonly preview: Preview;
  readonly confidence: Confidence;
}

const KEY = 'janus-studio.preferences';

export const themes: readonly Theme[] = ['system', 'light', 'dark'];
export const motions: readonly Motion[] = ['system', 'reduced'];
export const previews: readonly Preview[] = ['off', 'light', 'rows'];
const layers: readonly OddsLayer[] = ['probability', 'entropy'];

const kept = recall<Record<keyof Preferences, string>>(KEY) ?? {};

export const preferences = createStore<Preferences>({
  // What was chosen before comes first; an unknown choice counts as none.
  locale: guessLocale([kept.locale ?? '', ...navigator.languages]),
  theme: themes.find((theme) => theme === kept.theme) ?? 'system',
  motion: motions.find((motion) => motion === kept.motion) ?? 'system',
  preview: previews.find((preview) => preview === kept.preview) ?? 'light',
  confidence: layers.find((layer) => layer === kept.confidence) ?? 'hidden',
});

export function prefer(change: Partial<Preferences>): void {
  preferences.set({ ...preferences.get(), ...change });
  remember(KEY, preferences.get());
}

/** Puts language, theme and motion where styles and screen readers look for them. */
export function showPreferences({ locale, theme, motion }: Preferences): void {
  const page = document.documentElement;
  page.lang = locale;
  if (theme === 'system') delete page.dataset['theme'];
  else page.dataset['theme'] = theme;
  if (motion === 'system') delete page.dataset['motion'];
  else page.dataset['motion'] = motion;
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
