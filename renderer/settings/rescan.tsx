import { useState, type JSX } from 'react';
import type { Rescanned } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import type { Outcome } from '../state/models.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Trouble } from '../ui/trouble.tsx';

/** Looks through the folder of pictures once more, and says what that came to. */
export function Rescan(): JSX.Element {
  const text = useText();
  const [looking, setLooking] = useState(false);
  const [result, setResult] = useState<Rescanned | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const look = async (): Promise<void> => {
    setLooking(true);
    setResult(null);
    setOutcome(null);
    try {
      setResult(await studio.ask('gallery:rescan', {}));
    } catch (thrown) {
      setOutcome(toFailure(thrown));
    }
    setLooking(false);
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          look="plain"
          disabled={looking}
          aria-describedby="rescan-hint"
          onClick={() => void look()}
        >
          {text('prefs.rescan')}
        </Button>
        <p role="status" className="text-13">
          {looking && text('prefs.rescan.looking')}
          {result && <Result {...result} />}
        </p>
      </div>
      <p id="rescan-hint" className="text-12 text-soft">
        {text('prefs.rescan.hint')}
      </p>
      {outcome && (
        <Trouble
          sentence={text(`failure.${outcome.code}`)}
          detailsLabel={text('failed.details')}
          details={outcome.message}
        />
      )}
    </div>
  );
}

function Result({ found, lost, unreadable }: Rescanned): JSX.Element {
  const text = useText();
  const sentences = [
    found > 0 && text('prefs.rescan.found', { count: found }),
    lost > 0 && text('prefs.rescan.lost', { count: lost }),
    unreadable > 0 && text('prefs.rescan.unreadable', { count: unreadable }),
  ].filter((sentence) => sentence !== false);
  return <>{sentences.length === 0 ? text('prefs.rescan.same') : sentences.join(' ')}</>;
}
