import { useEffect, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { followLooking, looking, preferLooking } from '../state/looking.ts';
import { useStore } from '../state/store.ts';
import { Choice } from '../ui/choice.tsx';

const whens = ['loaded', 'idle', 'asked'] as const;

/** When the model looks at pictures by itself, and how far it is. */
export function Looking(): JSX.Element | null {
  const text = useText();
  const state = useStore(looking);
  useEffect(() => followLooking(), []);
  if (state === null) return null;
  const { when, looked, total } = state;
  const far = looked === total ? 'similar.all' : 'similar.looked';
  return (
    <>
      <Choice
        label={text('prefs.looking')}
        hint={text(`prefs.looking.${when}.hint`)}
        value={when}
        options={whens.map((value) => ({ value, label: text(`prefs.looking.${value}`) }))}
        onChange={preferLooking}
      />
      {total > 0 && <p className="text-13 text-soft">{text(far, { looked, total })}</p>}
    </>
  );
}
