import { Suspense, useEffect, type JSX } from 'react';
import { locales, type Locale } from './i18n/text.ts';
import { Notices } from './notices.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { followQueue } from './state/drawing.ts';
import { useText } from './state/language.ts';
import { openOnQuestionMark } from './state/shortcut-sheet.ts';
import { usePlace } from './state/place.ts';
import { prefer, preferences } from './state/preferences.ts';
import { watchQueue } from './state/queue.ts';
import { useStore } from './state/store.ts';
import { keepFresh } from './state/studio-state.ts';
import { roomOf, rooms, type Room, type RoomName } from './rooms.ts';
import { Icon } from './ui/icon.tsx';
import { refuseStrayFiles } from './ui/intake.tsx';
import { keepFocus } from './ui/keep-focus.ts';
import { Mark } from './ui/mark.tsx';

/** The house: a rail to walk between rooms, and the room. */
export function App(): JSX.Element {
  useEffect(() => keepFresh(), []);
  useEffect(() => openOnQuestionMark(), []);
  useEffect(() => followQueue(), []);
  useEffect(() => watchQueue(), []);
  useEffect(refuseStrayFiles, []);
  useEffect(keepFocus, []);
  const here = roomOf(usePlace());
  const { Page } = rooms[here];
  return (
    <div className="flex h-dvh min-h-120 min-w-90">
      <Rail here={here} />
      <div className="flex min-w-0 flex-1 flex-col">
        <Notices />
        <div className="flex min-h-0 flex-1">
          <Suspense fallback={<main className="flex-1" />}>
            <Page />
          </Suspense>
        </div>
      </div>
      <ShortcutSheet />
    </div>
  );
}

function Rail({ here }: { here: RoomName }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  return (
    <header className="flex w-18 shrink-0 flex-col items-center gap-4 border-r border-line py-4">
      <Mark className="size-8" />
      <nav aria-label={text('rail.label')} className="flex flex-1 flex-col gap-1">
        {Object.entries<Room>(rooms).map(
          ([name, room]) =>
            !room.inner && <Door key={name} name={name} room={room} current={name === here} />,
        )}
      </nav>
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

interface DoorProps {
  readonly name: string;
  readonly room: Room;
  readonly current: boolean;
}

function Door({ name, room, current }: DoorProps): JSX.Element {
  const text = useText();
  const look = current ? 'bg-stage text-ink forced-colors:border' : 'text-soft hover:text-ink';
  return (
    <a
      href={`#${name}`}
      aria-current={current ? 'page' : undefined}
      className={`flex w-16 flex-col items-center gap-1 rounded-control py-2 text-12 transition-colors ${look} ${room.atFoot ? 'mt-auto' : ''}`}
    >
      <span className={current ? room.accent : ''}>
        <Icon name={room.icon} />
      </span>
      {text(room.label)}
    </a>
  );
}
