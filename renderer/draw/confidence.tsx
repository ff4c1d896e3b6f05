import { useEffect, useMemo, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { sayable, summarise, unpackOdds, type Odds } from '../odds/odds.ts';
import { useText } from '../state/language.ts';
import { prefer, preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { Icon } from '../ui/icon.tsx';
import type { Sure } from './live-canvas.tsx';

interface Props {
  /** Of the picture beside it, as far as they are known. */
  readonly odds?: Odds | null;
}

/** Lays how sure the model is over what is drawn, and tells it as a number. */
export function ConfidenceSwitch({ odds = null }: Props): JSX.Element {
  const text = useText();
  const shown = useStore(preferences).confidence === 'shown';
  return (
    <span className="inline-flex items-center gap-2">
      <button
        type="button"
        aria-pressed={shown}
        title={text('making.probability.hint')}
        className={`inline-flex items-center gap-1 rounded-control px-1 text-13 transition-colors ${shown ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`}
        onClick={() => {
          prefer({ confidence: shown ? 'hidden' : 'shown' });
        }}
      >
        <Icon name="gauge" />
        {text('making.probability')}
      </button>
      {shown && odds && <SureNumber odds={odds} />}
    </span>
  );
}

function SureNumber({ odds }: { odds: Odds }): JSX.Element | null {
  const text = useText();
  const summary = summarise(odds, odds.probabilities.length);
  if (summary === null) return null;
  return (
    <span title={text('making.summary', sayable(summary))} data-testid="sureness">
      {text('stage.sure', sayable(summary))}
    </span>
  );
}

/** The same number over a corner of one picture among others. */
export function SureMark({ odds }: { odds: Odds }): JSX.Element | null {
  const text = useText();
  const summary = summarise(odds, odds.probabilities.length);
  if (summary === null) return null;
  return (
    <span className="absolute right-0 bottom-0 flex items-center gap-1 bg-surface px-1 text-13">
      <Icon name="gauge" />
      {text('score.percent', { percent: sayable(summary).percent })}
    </span>
  );
}

/**
 * What is to be laid over a picture: null while nobody wants it, and where nothing is known.
 * @param live Its odds as they came while it was drawn; null where nobody saw that.
 * @param total Tokens of the whole picture.
 */
export function useSure(
  live: Odds | null,
  total: number,
  saved: Picture | null = null,
): Sure | null {
  const wanted = useStore(preferences).confidence === 'shown';
  const kept = useKeptOdds(wanted && live === null ? saved : null);
  const odds = live ?? kept;
  const grid = Math.sqrt(total || (saved?.tokensTotal ?? 0));
  return useMemo(() => (wanted && odds ? { odds, grid } : null), [wanted, odds, grid]);
}

/** The odds of a picture that was drawn before; null until they are here, or where none were kept. */
function useKeptOdds(picture: Picture | null): Odds | null {
  const id = picture !== null && picture.tokensDone > 0 ? picture.id : null;
  const [kept, setKept] = useState<{ readonly id: string; readonly odds: Odds | null } | null>(
    null,
  );
  useEffect(() => {
    if (id === null) return;
    let here = true;
    studio
      .ask('making:of', { id })
      .then(({ odds, given }) => {
        if (here) setKept({ id, odds: odds && unpackOdds(odds, given) });
      })
      .catch(() => undefined); // an extra: without it the picture is only seen as it is
    return () => {
      here = false;
    };
  }, [id]);
  return kept !== null && kept.id === id ? kept.odds : null;
}
