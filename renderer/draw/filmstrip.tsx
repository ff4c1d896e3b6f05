import type { JSX, ReactNode } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { job as jobStore } from '../state/drawing.ts';
import { inHand, isOver, picturesInRank } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { pictureAddress } from '../studio.ts';
import { LiveCanvas } from './live-canvas.tsx';
import { viewOf, type View } from './stage.tsx';

interface Props {
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** The pictures of the newest job in their order, then those saved before it, newest first. */
export function Filmstrip({ view, onView }: Props): JSX.Element {
  const text = useText();
  const job = useStore(jobStore);
  const { pictures, model } = useStore(studioState);
  const ofJob = new Set(job?.pictures.map(({ saved }) => saved?.id));
  const shown = (job ? picturesInRank(job) : []).filter(
    ({ saved }) => saved !== null || (job && !isOver(job)),
  );
  const isChosen = (index: number, id: string | undefined): boolean => {
    if (view.kind === 'picture') return view.picture.id === id;
    // Side by side none of them is the one.
    const alone = job?.pictures.length === 1 ? inHand(job) : null;
    return (view.index ?? alone) === index;
  };

  return (
    <ul
      aria-label={text('strip.label')}
      className="flex h-19 shrink-0 gap-1 overflow-x-auto overflow-y-hidden px-4 pt-1 group-has-[form_section]:invisible"
    >
      {shown.map(({ index, ...picture }) => (
        <Frame
          key={picture.saved?.id ?? index}
          label={
            picture.saved
              ? text('stage.picture', { prompt: picture.saved.prompt })
              : text('strip.developing', { number: index + 1, count: job?.request.count ?? 1 })
          }
          chosen={isChosen(index, picture.saved?.id)}
          onChoose={() => {
            if (job) onView(viewOf(job, index));
          }}
        >
          {picture.saved ? (
            <Thumbnail picture={picture.saved} />
          ) : (
            <LiveCanvas
              preview={picture.preview}
              side={picture.preview?.side ?? model?.pictureSide ?? 384}
              label=""
              still
              className="size-full"
            />
          )}
        </Frame>
      ))}
      {shown.length > 0 && pictures.some(({ id }) => !ofJob.has(id)) && (
        <li aria-hidden="true" className="mx-2 h-15 w-px shrink-0 bg-line" />
      )}
      {pictures
        .filter(({ id }) => !ofJob.has(id))
        .map((picture) => (
          <Frame
            key={picture.id}
            label={text('stage.picture', { prompt: picture.prompt })}
            chosen={view.kind === 'picture' && view.picture.id === picture.id}
            onChoose={() => {
              onView({ kind: 'picture', picture });
            }}
          >
            <Thumbnail picture={picture} />
          </Frame>
        ))}
    </ul>
  );
}

function Thumbnail({ picture }: { picture: Picture }): JSX.Element {
  return (
    <img
      src={pictureAddress(picture.id)}
      alt=""
      loading="lazy"
      className="size-full object-cover"
      style={{ imageRendering: picture.width < 64 ? 'pixelated' : 'auto' }}
    />
  );
}

interface FrameProps {
  readonly label: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

function Frame({ label, chosen, onChoose, children }: FrameProps): JSX.Element {
  return (
    <li className="size-15 shrink-0">
      <button
        type="button"
        aria-label={label}
        aria-current={chosen}
        title={label}
        onClick={onChoose}
        className={`block size-full bg-raised ${chosen ? 'outline-2 outline-offset-1 outline-ink' : 'opacity-85 hover:opacity-100'}`}
      >
        {children}
      </button>
    </li>
  );
}
