/**
 * A day as one says it: "Today", "Yesterday", "Tuesday 3 June", and the year when it is another.
 *
 * @param locale With its region: 'en-GB'.
 */
export function dayForm(locale: string, day: string, now: Date): string {
  const date = new Date(`${day}T12:00:00`);
  const noon = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 12);
  const ago = Math.round((noon.getTime() - date.getTime()) / 86_400_000);
  if (ago === 0 || ago === 1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day');
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
  }).format(date);
}
