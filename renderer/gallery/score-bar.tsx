import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { isGoing, rounds, score } from './rounds.ts';
import { facets, found } from './shelf.ts';

/** How many of the pictures in order of score have one, and the way to have the rest scored. */
export function ScoreBar({ inTrash }: { inTrash: boolean }): JSX.Element | null {
  const text = useText();
  const numbers = useStore(found)?.numbers;
  const scored = useStore(facets)?.scored;
  const going = isGoing(useStore(rounds.scoring));
  if (numbers === undefined || scored === undefined || numbers.length === 0) return null;
  const total = numbers.length;
  const all = scored >= total;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-3 px-4 pb-2 text-13 text-soft">
      {text(all ? 'scoring.all' : 'scoring.some', { scored, total })}
      {!all && !going && !inTrash && (
        <Button
          look="small"
          className="text-ink"
          title={text('scoring.score.hint')}
          // Those without a score come last.
          onClick={() => void score([...numbers.subarray(scored)])}
        >
          <span className="text-indigo [&_svg]:size-4">
            <Icon name="target" />
          </span>
          {text('scoring.rest')}
        </Button>
      )}
    </div>
  );
}
