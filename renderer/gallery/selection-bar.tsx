import { useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Where } from './address.ts';
import { change, isFavourite } from './changes.ts';
import { findSimilar } from './find-similar.ts';
import { ExportButton } from './export/button.tsx';
import { known } from './known.ts';
import { Purge } from './purge.tsx';
import { describe, score } from './rounds.ts';
import { all, nothing } from './selection.ts';
import { found, selection } from './shelf.ts';
import { TagField } from './tag-field.tsx';

interface Props {
  readonly where: Where;
  readonly onCompare: () => void;
}

/** What can be done with the pictures that are chosen. */
export function SelectionBar({ where, onCompare }: Props): JSX.Element {
  const text = useText();
  const { chosen } = useStore(selection);
  const total = useStore(found)?.numbers.length ?? 0;
  const numbers = [...chosen];
  return (
    <div
      role="toolbar"
      aria-label={text('gallery.actions')}
      className="flex min-h-26 flex-wrap content-center items-center justify-end gap-2 px-4 pt-4 pb-2"
    >
      <Button
        look="quiet"
        className="size-9"
        aria-label={text('gallery.choose.none')}
        title={text('gallery.choose.none')}
        onClick={() => {
          selection.set(nothing);
        }}
      >
        <Icon name="close" />
      </Button>
      <span className="mr-2 text-20 font-bold" aria-live="polite">
        {text('gallery.chosen', { count: chosen.size })}
      </span>
      {chosen.size < total && (
        <Button
          look="quiet"
          onClick={() => {
            selection.set(all(found.get()?.numbers ?? new Uint32Array()));
          }}
        >
          {text('gallery.choose.all')}
        </Button>
      )}
      <span className="flex-1" />
      {chosen.size === 2 && (
        <Button look="plain" onClick={onCompare}>
          <Icon name="compare" />
          {text('gallery.compare')}
        </Button>
      )}
      {where.shelf === 'trash' ? (
        <>
          <Button look="plain" onClick={() => void change({ numbers, trashed: false })}>
            <Icon name="reset" />
            {text('gallery.restore')}
          </Button>
          <Purge numbers={numbers} count={chosen.size} label={text('gallery.purge')} />
        </>
      ) : (
        <Kept numbers={numbers} />
      )}
    </div>
  );
}

/** What can be done outside the trash. */
function Kept({ numbers }: { numbers: readonly number[] }): JSX.Element {
  const text = useText();
  const [tagging, setTagging] = useState(false);
  useStore(known);
  const favourite = isFavourite(numbers);
  return (
    <>
      <Button
        look="plain"
        onClick={() => void change({ numbers: [...numbers], favourite: !favourite })}
      >
        <Icon name="heart" filled={favourite} />
        {text(favourite ? 'gallery.unlike' : 'gallery.like')}
      </Button>
      <Button
        look="plain"
        aria-expanded={tagging}
        onClick={() => {
          setTagging(!tagging);
        }}
      >
        <Icon name="tag" />
        {text('gallery.tag')}
      </Button>
      {tagging && (
        <TagField
          onAdd={(tag) => void change({ numbers: [...numbers], addTags: [tag] })}
          onLeave={() => {
            setTagging(false);
          }}
          autoFocus
        />
      )}
      {numbers.length === 1 && (
        <Button
          look="plain"
          onClick={() => {
            findSimilar(numbers[0]);
          }}
        >
          <Icon name="search" />
          {text('similar.find')}
        </Button>
      )}
      <Button
        look="plain"
        title={text('caption.describe.hint')}
        onClick={() => void describe(numbers, text('ask.preset.describe.text'))}
      >
        <Icon name="bubble" />
        {text('caption.describe')}
      </Button>
      <Button look="plain" title={text('scoring.score.hint')} onClick={() => void score(numbers)}>
        <Icon name="target" />
        {text('scoring.score')}
      </Button>
      <ExportButton />
      <Button look="plain" onClick={() => void change({ numbers: [...numbers], trashed: true })}>
        <Icon name="trash" />
        {text('gallery.toTrash')}
      </Button>
    </>
  );
}
