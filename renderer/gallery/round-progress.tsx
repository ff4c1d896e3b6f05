import type { JSX } from 'react';
import { sayTime } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Toast } from '../ui/toast.tsx';
import { ended, goOn, isGoing, rounds, stopRound, type Going, type RoundRoom } from './rounds.ts';

/** How far a round is, with the way to end it; afterwards for how many it made nothing. */
export function RoundProgress({ room }: { room: RoundRoom }): JSX.Element | null {
  const text = useText();
  const state = useStore(rounds[room]);
  const last = useStore(ended[room]);
  if (isGoing(state)) {
    const Now = state.state === 'paused' ? Paused : Working;
    return <Now room={room} state={state} />;
  }
  if (last === null || last.kept + last.skipped === 0) return null;
  const { kept, skipped, total } = last;
  return (
    <Toast
      closeLabel={text('gallery.close')}
      onClose={() => {
        ended[room].set(null);
      }}
    >
      {kept > 0 && <p>{text('scoring.kept', { count: kept, total })}</p>}
      {skipped > 0 && <p>{text(`${wordsOf[room]}.skipped`, { count: skipped, total })}</p>}
    </Toast>
  );
}

const wordsOf = { captions: 'caption', scoring: 'scoring' } as const;
const card =
  'flex w-96 max-w-full appear flex-col gap-2 rounded-card border border-edge bg-raised px-4 py-3 text-13 shadow-lg';

interface Props {
  readonly room: RoundRoom;
  readonly state: Going;
}

function Working({ room, state }: Props): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const words = wordsOf[room];
  const { made, kept, skipped, total, msLeft } = state;
  const done = made + kept + skipped;
  const said =
    state.state === 'waiting'
      ? text(`${words}.progress.waiting`)
      : text(`${words}.progress`, { at: Math.min(done + 1, total), total });
  const time =
    msLeft === null ? '' : text('progress.left', { time: sayTime(locale, msLeft / 1000) });
  return (
    <div className={card}>
      <div aria-live="off" className="flex items-center gap-3">
        <span className="min-w-0 flex-1">
          {said}
          {time !== '' && <span className="text-soft">{` · ${time}`}</span>}
        </span>
        <Button look="small" onClick={() => void stopRound(room)}>
          {text(`${words}.stop`)}
        </Button>
      </div>
      <Bar label={text(`${words}.title`)} share={done / total} valueText={said} />
    </div>
  );
}

/** A crash interrupted it: whether it goes on is the person's to say. */
function Paused({ room, state }: Props): JSX.Element {
  const text = useText();
  const words = wordsOf[room];
  return (
    <div className={card}>
      <p>{text(`${words}.paused`, { total: state.total })}</p>
      <div className="flex gap-2">
        <Button look="small" className="font-bold" onClick={() => void goOn(room)}>
          {text(`${words}.goOn`)}
        </Button>
        <Button look="small" onClick={() => void stopRound(room)}>
          {text(`${words}.stop`)}
        </Button>
      </div>
    </div>
  );
}
