import type { JSX, ReactNode } from 'react';
import { job as jobStore } from '../state/drawing.ts';
import { isOver } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { pictureAddress } from '../studio.ts';
import { LiveCanvas } from './live-canvas.tsx';
import type { View } from './stage.tsx';

interface Props {
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** The pictures of the job that develop, then the saved ones, newest first. */
export function Filmstrip({ view, onView }: Props): JSX.Element {
  const text = useText();
  const job = useStore(jobStore);
  const { pictures, model } = useStore(studioState);
  const developing = job && !isOver(job) ? job.pictures : [];
  const side = model?.pictureSide ?? 384;
  const following = view.kind === 'job' && view.index === null;
  const latest = job?.pictures.findLast(({ saved }) => saved)?.saved?.id;

  return (
    <ul
      aria-label={text('strip.label')}
      className="-mx-1 flex h-17 shrink-0 gap-1 overflow-x-auto overflow-y-hidden p-1"
    >
      {developing.map((picture, index) =>
        picture.saved ? null : (
          <Frame
            key={index}
            label={text('strip.developing', { number: index + 1, count: developing.length })}
            chosen={view.kind === 'job' && view.index === index}
            onChoose={() => {
              onView({ kind: 'job', index });
            }}
          >
            <LiveCanvas
              preview={picture.preview}
              side={picture.preview?.side ?? side}
              label=""
              className="size-full"
            />
          </Frame>
        ),
      )}
      {pictures.map((picture) => (
        <Frame
          key={picture.id}
          label={text('stage.picture', { prompt: picture.prompt })}
          chosen={
            view.kind === 'picture'
              ? view.picture.id === picture.id
              : following && developing.length === 0 && picture.id === latest
          }
          onChoose={() => {
            onView({ kind: 'picture', picture });
          }}
        >
          <img
            src={pictureAddress(picture.id)}
            alt=""
            loading="lazy"
            className="size-full"
            style={{ imageRendering: picture.width < 64 ? 'pixelated' : 'auto' }}
          />
        </Frame>
      ))}
    </ul>
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
        className={`block size-full bg-stage ${chosen ? 'outline-2 outline-offset-1 outline-ink' : 'opacity-85 hover:opacity-100'}`}
      >
        {children}
      </button>
    </li>
  );
}
