import type { JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { ScoreFacts } from '../score/score-facts.tsx';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Part } from './part.tsx';
import { rounds, score, turnOf } from './rounds.ts';

/** How well a picture fits its prompt, and the way to have a model say so; nothing without a prompt. */
export function FitPart({ picture }: { picture: Picture }): JSX.Element | null {
  const text = useText();
  const now = turnOf(useStore(rounds.scoring), picture.number);
  const { score: known, trashedAt } = picture;
  if (picture.prompt.trim() === '' || (known === null && trashedAt !== null)) return null;
  return (
    <Part title={text('score.title')}>
      <div aria-live="polite">
        {now !== null || known === null ? (
          <p className="text-14 text-soft">{text(`scoring.${now ?? 'none'}`)}</p>
        ) : (
          <ScoreFacts score={known} />
        )}
      </div>
      {trashedAt === null && (
        <Button
          look="small"
          className="self-start"
          title={text('scoring.score.hint')}
          disabled={now !== null}
          onClick={() => void score([picture.number], known !== null)}
        >
          <span className="text-indigo [&_svg]:size-4">
            <Icon name="target" />
          </span>
          {text(known === null ? 'scoring.score' : 'scoring.again')}
        </Button>
      )}
    </Part>
  );
}
