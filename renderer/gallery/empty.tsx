import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { everything, isNarrowed, type Where } from './address.ts';

interface Props {
  readonly where: Where;
  readonly onGo: (change: Partial<Where>) => void;
  readonly onBring: () => void;
}

const icons = {
  similar: 'search',
  nothing: 'search',
  all: 'gallery',
  favourites: 'heart',
  trash: 'trash',
} as const;

function kindOf(where: Where): keyof typeof icons {
  if (!isNarrowed(where)) return where.shelf;
  return isNarrowed({ ...where, similar: null }) ? 'nothing' : 'similar';
}

/** Why there is nothing here, and the one thing to do about it. */
export function Empty({ where, onGo, onBring }: Props): JSX.Element {
  const text = useText();
  const narrowed = isNarrowed(where);
  const kind = kindOf(where);
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3 p-8 pb-24 text-center">
      <span className="mb-1 text-soft [&_svg]:size-8">
        <Icon name={icons[kind]} />
      </span>
      <h2 className="text-20 font-bold">{text(`gallery.empty.${kind}`)}</h2>
      <p className="max-w-96 text-14 text-soft">{text(`gallery.empty.${kind}.text`)}</p>
      {narrowed && (
        <Button
          look="plain"
          className="mt-2"
          onClick={() => {
            onGo({ ...everything, shelf: where.shelf });
          }}
        >
          {text('gallery.showAll')}
        </Button>
      )}
      {kind === 'all' && (
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          <a
            href="#draw"
            className="inline-flex h-9 items-center rounded-control bg-amber px-4 text-14 font-bold text-on-amber"
          >
            {text('gallery.toDraw')}
          </a>
          <Button look="plain" onClick={onBring}>
            {text('gallery.bring')}
          </Button>
        </div>
      )}
    </div>
  );
}
