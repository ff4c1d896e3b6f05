import type { Locale } from '../i18n/text.ts';

/** A day as one says it: "Today", "Yesterday", "Tuesday 3 June", and the year when it is another. */
export function dayForm(locale: Locale, day: string, now: Date): string {
  const date = new Date(`${day}T12:00:00`);
  const noon = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 12);
  const ago = Math.round((noon.getTime() - date.getTime()) / 86_400_000);
  if (ago === 0 || ago === 1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day');
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
  }).format(date);
}
