import { say, type Key, type Values } from '../i18n/text.ts';
import { preferences } from './preferences.ts';
import { useStore } from './store.ts';

/** The sentences of the page in the language that was chosen. */
export function useText(): (key: Key, values?: Values) => string {
  const { locale } = useStore(preferences);
  return (key, values) => say(locale, key, values);
}
