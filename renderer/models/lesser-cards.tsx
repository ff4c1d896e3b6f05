import { useState, type JSX } from 'react';
import type { ModelShelf, RemovedModel } from '../../preload/contract/library.ts';
import { sayBytes } from '../i18n/amounts.ts';
import { sayTime } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { changeModel, type Outcome } from '../state/models.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { FailureLine } from './failure-line.tsx';
import { focusNext, useFocusName } from './focus.ts';

/** A folder among the models that cannot be used: why, and the way out. */
export function BrokenCard({ id, reason }: ModelShelf['broken'][number]): JSX.Element {
  const text = useText();
  const [outcome, setOutcome] = useState<Outcome>(null);
  return (
    <article
      aria-labelledby={`model-${id}`}
      className="flex flex-col gap-2 rounded-card border border-line p-4"
    >
      <div className="flex items-baseline justify-between gap-4">
        <h2 id={`model-${id}`} className="text-16 font-bold [overflow-wrap:anywhere]">
          {id}
        </h2>
        <Button
          look="quiet"
          className="-mr-1"
          aria-label={text('models.remove.of', { id })}
          onClick={() => {
            focusNext(`removed:${id}`);
            void changeModel('model:remove', id).then(setOutcome);
          }}
        >
          {text('models.remove')}
        </Button>
      </div>
      <p className="text-14">
        <strong className="font-bold">{text('models.broken')}</strong> {text('models.broken.text')}
      </p>
      <details className="text-13">
        <summary className="w-fit rounded-control text-soft">{text('models.why')}</summary>
        <p lang="en" className="mt-1 [overflow-wrap:anywhere]">
          {reason}
        </p>
      </details>
      {outcome && <FailureLine failure={outcome} />}
    </article>
  );
}

/** A removed model, for as long as it can be brought back. */
export function RemovedCard({ id, sizeBytes, deletedAt }: RemovedModel): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const restoreButton = useFocusName<HTMLButtonElement>(`removed:${id}`);
  // As of the last news of it; to the minute that is enough.
  const [now] = useState(() => Date.now());
  const secondsLeft = Math.max(0, (Date.parse(deletedAt) - now) / 1000);
  const time = sayTime(locale, secondsLeft);
  return (
    <div className="flex flex-col gap-2 border-t border-line py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h3 className="text-14 font-bold [overflow-wrap:anywhere]">{id}</h3>
          <p className="text-13 text-soft">
            {text('models.removed.text', { time, size: sayBytes(sizeBytes) })}
          </p>
        </div>
        <div className="flex items-center gap-3">
          <Button
            ref={restoreButton}
            look="plain"
            aria-label={text('models.restore.of', { id })}
            onClick={() => {
              focusNext(`card:${id}`);
              void changeModel('model:restore', id).then(setOutcome);
            }}
          >
            {text('models.restore')}
          </Button>
          <Button
            look="quiet"
            aria-label={text('models.purge.of', { id })}
            onClick={() => void changeModel('model:purge', id).then(setOutcome)}
          >
            {text('models.purge')}
          </Button>
        </div>
      </div>
      {outcome && <FailureLine failure={outcome} />}
    </div>
  );
}
