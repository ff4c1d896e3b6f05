import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { dayForm } from './day-form.ts';
import { withRegion } from './region.ts';

/** Height of a day's name in CSS pixels. */
export const DAY = 44;

interface Props {
  /** ISO date. */
  readonly day: string;
  readonly count: number;
}

/** The name of a day in the person's language, and how many pictures it has. */
export function Day({ day, count }: Props): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  return (
    <div className="flex h-11 items-end gap-3 pb-2">
      <time dateTime={day} className="text-13 font-bold">
        {dayForm(withRegion(locale), day, new Date())}
      </time>
      <span className="text-12 text-soft">{text('gallery.count', { count })}</span>
    </div>
  );
}
