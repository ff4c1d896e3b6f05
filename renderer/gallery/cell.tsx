import { memo, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { percentOf } from '../score/words.ts';
import { useText } from '../state/language.ts';
import { inDesktop, thumbnailAddress } from '../studio.ts';
import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly number: number;
  /** Its place in what was found. */
  readonly at: number;
  /** Undefined until the studio has told it. */
  readonly picture: Picture | undefined;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly active: boolean;
  readonly chosen: boolean;
  /** Whether any is chosen: then a press chooses. */
  readonly choosing: boolean;
  /** Whether pictures are in order of score: then it is shown, else only to who points there. */
  readonly byScore: boolean;
}

const ring =
  'group-focus-visible/grid:z-1 group-focus-visible/grid:outline-3 group-focus-visible/grid:outline-offset-1 group-focus-visible/grid:outline-amber-strong';

/** One picture of the grid: itself, and what is known of it at a glance. The grid hears presses. */
export const Cell = memo(function Cell(props: Props): JSX.Element {
  const { number, at, picture, width, height, active, chosen, choosing, byScore } = props;
  const text = useText();
  return (
    <div
      id={`picture-${number}`}
      data-at={at}
      data-hand={active || undefined}
      role="gridcell"
      aria-selected={chosen}
      aria-label={picture && sayPicture(picture, byScore, text)}
      title={picture?.prompt}
      draggable={inDesktop}
      className={`group relative shrink-0 cursor-pointer bg-stage ${active ? ring : ''}`}
      style={{ width, height }}
    >
      {picture && (
        <img
          src={thumbnailAddress(picture.id)}
          alt=""
          draggable={false}
          decoding="async"
          className={`size-full object-cover transition-transform ${chosen ? 'scale-88' : ''}`}
        />
      )}
      <span
        aria-hidden="true"
        data-tick
        className={`absolute top-2 left-2 flex size-6 items-center justify-center rounded-full border transition-opacity [&_svg]:size-4 ${chosen ? 'border-ink bg-ink text-surface' : `border-white/80 bg-black/45 text-transparent ${choosing ? '' : 'opacity-0 group-hover:opacity-100'}`}`}
      >
        <Icon name="check" />
      </span>
      {picture && <Marks picture={picture} byScore={byScore} />}
    </div>
  );
});

function sayPicture(
  { prompt, score }: Picture,
  byScore: boolean,
  text: ReturnType<typeof useText>,
): string {
  const said = prompt || text('gallery.noPrompt');
  if (!byScore || score === null) return said;
  return text('scoring.tile', { prompt: said, percent: percentOf(score.value) });
}

interface MarksProps {
  readonly picture: Picture;
  readonly byScore: boolean;
}

function Marks({ picture, byScore }: MarksProps): JSX.Element {
  const text = useText();
  const { favourite, tokensDone, tokensTotal, score } = picture;
  return (
    <>
      {score && (
        <span
          aria-hidden="true"
          data-score
          className={`absolute top-2 right-2 rounded-[3px] bg-black/55 px-1 text-12 text-white/90 tabular-nums transition-opacity ${byScore ? '' : 'opacity-0 group-hover:opacity-100'}`}
        >
          {text('score.percent', { percent: percentOf(score.value) })}
        </span>
      )}
      {favourite && (
        <span
          role="img"
          aria-label={text('gallery.isFavourite')}
          className="absolute right-2 bottom-2 text-white drop-shadow-[0_0_2px_rgb(0_0_0/0.9)]"
        >
          <Icon name="heart" filled />
        </span>
      )}
      {tokensDone < tokensTotal && (
        <span className="absolute bottom-2 left-2 rounded-[3px] bg-black/70 px-1 text-12 text-white">
          {text('gallery.partial', { percent: Math.floor((100 * tokensDone) / tokensTotal) })}
        </span>
      )}
    </>
  );
}
