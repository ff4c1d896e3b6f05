import { Suspense, useEffect, type JSX } from 'react';
import { locales, type Locale } from './i18n/text.ts';
import { lookForUnattended } from './state/drawing.ts';
import { useText } from './state/language.ts';
import { usePlace } from './state/place.ts';
import { prefer, preferences, themes } from './state/preferences.ts';
import { useStore } from './state/store.ts';
import { keepFresh } from './state/studio-state.ts';
import { roomOf, rooms, type Room, type RoomName } from './rooms.ts';
import { Icon } from './ui/icon.tsx';
import { Mark } from './ui/mark.tsx';

/** The house: a rail to walk between rooms, and the room. */
export function App(): JSX.Element {
  useEffect(() => keepFresh(), []);
  useEffect(() => lookForUnattended(), []);
  const here = roomOf(usePlace());
  const { Page } = rooms[here];
  return (
    <div className="flex h-dvh min-h-120 min-w-90">
      <Rail here={here} />
      <Suspense fallback={<main className="flex-1" />}>
        <Page />
      </Suspense>
    </div>
  );
}

function Rail({ here }: { here: RoomName }): JSX.Element {
  const text = useText();
  const { locale, theme } = useStore(preferences);
  const themeLabel = `${text('rail.theme')}: ${text(`theme.${theme}`)}`;
  return (
    <header className="flex w-18 shrink-0 flex-col items-center gap-4 border-r border-line py-4">
      <Mark className="size-8" />
      <nav aria-label={text('rail.label')} className="flex flex-col gap-1">
        {Object.entries<Room>(rooms).map(([name, { label, icon, accent, inner }]) => {
          if (inner) return null;
          const current = name === here;
          return (
            <a
              key={name}
              href={`#${name}`}
              aria-current={current ? 'page' : undefined}
              className={`flex w-16 flex-col items-center gap-1 rounded-control py-2 text-12 transition-colors ${current ? 'bg-stage text-ink' : 'text-soft hover:text-ink'}`}
            >
              <span className={current ? accent : ''}>
                <Icon name={icon} />
              </span>
              {text(label)}
            </a>
          );
        })}
      </nav>
      <span className="flex-1" />
      <button
        type="button"
        className="rounded-control p-2 text-soft transition-colors hover:text-ink"
        aria-label={themeLabel}
        title={themeLabel}
        onClick={() => {
          prefer({ theme: themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system' });
        }}
      >
        <Icon name={theme} />
      </button>
      <select
        aria-label={text('rail.language')}
        title={text('rail.language')}
        className="w-16 appearance-none rounded-control bg-transparent py-1 text-center text-12 text-soft transition-colors [text-align-last:center] hover:text-ink"
        value={locale}
        onChange={(event) => {
          prefer({ locale: event.currentTarget.value as Locale });
        }}
      >
        {Object.entries(locales).map(([code, { name }]) => (
          <option key={code} value={code} lang={code} className="bg-raised text-ink">
            {name}
          </option>
        ))}
      </select>
    </header>
  );
}
