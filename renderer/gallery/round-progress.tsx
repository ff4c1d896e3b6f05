import { useState, type JSX } from 'react';
import { sayTime } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Toast } from '../ui/toast.tsx';
import { captioning, isGoing, stopDescribing, type Describing } from './captions.ts';

/** How far describing is, with the way to end it; afterwards of how many nothing was said. */
export function CaptionProgress(): JSX.Element | null {
  const text = useText();
  const state = useStore(captioning);
  const [read, setRead] = useState(0);
  if (isGoing(state)) return <Going state={state} />;
  if (state === null || state.skipped === 0 || read === state.id) return null;
  return (
    <Toast
      closeLabel={text('gallery.close')}
      onClose={() => {
        setRead(state.id);
      }}
    >
      <p>{text('caption.skipped', { count: state.skipped, total: state.total })}</p>
    </Toast>
  );
}

function Going({ state }: { state: Describing }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const { made, skipped, total, msLeft } = state;
  const done = made + skipped;
  const said =
    state.state === 'waiting'
      ? text('caption.progress.waiting')
      : text('caption.progress', { at: Math.min(done + 1, total), total });
  const time =
    msLeft === null ? '' : text('progress.left', { time: sayTime(locale, msLeft / 1000) });
  return (
    <div className="flex w-96 max-w-full appear flex-col gap-2 rounded-card border border-edge bg-raised px-4 py-3 text-13 shadow-lg">
      <div aria-live="off" className="flex items-center gap-3">
        <span className="min-w-0 flex-1">
          {said}
          {time !== '' && <span className="text-soft">{` · ${time}`}</span>}
        </span>
        <Button look="small" onClick={() => void stopDescribing()}>
          {text('caption.stop')}
        </Button>
      </div>
      <Bar label={text('caption.title')} share={done / total} valueText={said} />
    </div>
  );
}
