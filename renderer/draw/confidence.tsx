import { useEffect, useMemo, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { sayable, summarise, unpackOdds, type Odds } from '../odds/odds.ts';
import type { OddsLayer } from '../odds/paint.ts';
import { useText } from '../state/language.ts';
import { prefer, preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Sure } from './live-canvas.tsx';

interface Props {
  /** Of the picture beside it, as far as they are known. */
  readonly odds?: Odds | null;
}

/** Lays how sure the model is over what is drawn, in one of two ways, and tells it as numbers. */
export function ConfidenceSwitch({ odds = null }: Props): JSX.Element {
  const shown = useStore(preferences).confidence;
  return (
    <span className="inline-flex items-center gap-2">
      <LayerSwitch layer="probability" icon="gauge" />
      <LayerSwitch layer="entropy" icon="spread" />
      {shown !== 'hidden' && odds && <SureNumber odds={odds} />}
    </span>
  );
}

/** Shows one of the two instead of the other; pressed again, neither. */
function LayerSwitch({ layer, icon }: { layer: OddsLayer; icon: IconName }): JSX.Element {
  const text = useText();
  const shown = useStore(preferences).confidence === layer;
  return (
    <button
      type="button"
      aria-pressed={shown}
      title={text(`making.${layer}.hint`)}
      className={`inline-flex items-center gap-1 rounded-control px-1 text-13 transition-colors ${shown ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`}
      onClick={() => {
        prefer({ confidence: shown ? 'hidden' : layer });
      }}
    >
      <Icon name={icon} />
      {text(`making.${layer}`)}
    </button>
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

/** The number that the overlay shows, over a corner of one picture among others. */
export function SureMark({ odds, layer }: Pick<Sure, 'odds' | 'layer'>): JSX.Element | null {
  const text = useText();
  const summary = summarise(odds, odds.probabilities.length);
  if (summary === null) return null;
  const { percent, bits } = sayable(summary);
  return (
    <span className="absolute right-0 bottom-0 flex items-center gap-1 bg-surface px-1 text-13">
      <Icon name={layer === 'entropy' ? 'spread' : 'gauge'} />
      {layer === 'entropy' ? text('stage.bits', { bits }) : text('score.percent', { percent })}
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
  const layer = useStore(preferences).confidence;
  const kept = useKeptOdds(layer !== 'hidden' && live === null ? saved : null);
  const odds = live ?? kept;
  const grid = Math.sqrt(total || (saved?.tokensTotal ?? 0));
  return useMemo(
    () => (layer !== 'hidden' && odds ? { odds, layer, grid } : null),
    [layer, odds, grid],
  );
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
