import { useState, type JSX } from 'react';
import type { ModelShelf, ShelfModel } from '../../preload/contract/library.ts';
import { sayBytes } from '../i18n/amounts.ts';
import { sayTime, type Key } from '../i18n/text.ts';
import { check, checks } from '../state/checks.ts';
import { useText } from '../state/language.ts';
import { changeModel, type Outcome } from '../state/models.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { CheckLine } from './check-line.tsx';
import { FitMeter } from './fit-meter.tsx';
import { focusNext, useFocusName } from './focus.ts';
import { FailureLine } from './failure-line.tsx';

interface Props {
  readonly model: ShelfModel;
  readonly machine: ModelShelf['machine'];
  readonly chosen: boolean;
}

/** One model: what it is for, what it takes here, and what can be done with it. */
export function ModelCard({ model, machine, chosen }: Props): JSX.Element {
  const text = useText();
  const [outcome, setOutcome] = useState<Outcome>(null);
  const { id } = model.card;
  const checking = useStore(checks)[id]?.kind === 'running';
  const removeButton = useFocusName<HTMLButtonElement>(`card:${id}`);
  return (
    <article
      aria-labelledby={`model-${id}`}
      className="flex flex-col gap-3 rounded-card border border-line bg-raised p-4"
    >
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 id={`model-${id}`} className="text-16 font-bold [overflow-wrap:anywhere]">
            {id}
          </h2>
          <Purpose card={model.card} />
        </div>
        {chosen ? (
          <p className="flex h-9 shrink-0 items-center gap-1 px-2 text-14 text-soft">
            <Icon name="check" />
            {text('models.inUse')}
          </p>
        ) : (
          <Button
            look="plain"
            className="shrink-0"
            aria-label={text('models.use.of', { id })}
            onClick={() => void changeModel('model:choose', id).then(setOutcome)}
          >
            {text('models.use')}
          </Button>
        )}
      </div>
      <Facts model={model} />
      <FitMeter id={id} need={model.needs.memoryBytes} have={machine.memoryBytes} />
      <div className="flex min-h-6 flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <CheckLine id={id} verification={model.verification} />
        <div className="-mr-1 ml-auto flex gap-3">
          <Button
            look="quiet"
            disabled={checking}
            aria-label={text('models.verify.of', { id })}
            onClick={() => void check(id)}
          >
            {text('models.verify')}
          </Button>
          <Button
            ref={removeButton}
            look="quiet"
            aria-label={text('models.remove.of', { id })}
            onClick={() => {
              focusNext(`removed:${id}`);
              void changeModel('model:remove', id).then(setOutcome);
            }}
          >
            {text('models.remove')}
          </Button>
        </div>
      </div>
      {outcome && <FailureLine failure={outcome} />}
    </article>
  );
}

function Facts({ model: { card, msPerToken } }: { model: ShelfModel }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const { pictureSide: side, tokensPerPicture } = card;
  const speed =
    msPerToken === null
      ? text('models.speed.none')
      : text('models.speed', {
          time: sayTime(locale, (msPerToken * tokensPerPicture) / 1000),
          ms: msPerToken < 9.5 ? msPerToken.toFixed(1) : Math.round(msPerToken),
        });
  const facts = [
    card.precision,
    sayBytes(card.sizeBytes),
    text('models.facts.side', { side }),
    speed,
    text('models.licence', { licence: card.licence }),
    ...(card.adapted ? [text('models.adapted')] : []),
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-13 text-soft">
      {facts.map((fact) => (
        <li key={fact} className="[overflow-wrap:anywhere]">
          {fact}
        </li>
      ))}
    </ul>
  );
}

/** The model that ships with the studio. */
const starterId = 'starter';

/** What it is for: as its maker says, in English; who reads another language has our words before. */
function Purpose({ card: { id, family, purpose } }: { card: ShelfModel['card'] }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const ours: Key = id === starterId ? 'models.purpose.starter' : `models.purpose.${family}`;
  return (
    <>
      {(purpose === undefined || locale !== 'en') && <p className="text-14">{text(ours)}</p>}
      {purpose !== undefined && (
        <p
          lang="en"
          className={`[overflow-wrap:anywhere] ${locale === 'en' ? 'text-14' : 'text-13 text-soft'}`}
        >
          {purpose}
        </p>
      )}
    </>
  );
}
