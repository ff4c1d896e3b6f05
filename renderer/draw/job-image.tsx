import type { JSX } from 'react';
import { OddsOverlay } from '../odds/overlay.tsx';
import type { Developing } from '../state/jobs.ts';
import { LiveCanvas, type Sure } from './live-canvas.tsx';
import { SavedImage } from './saved-image.tsx';

interface Props {
  readonly picture: Developing;
  /** Of the picture, in its pixels, as long as it does not say so itself. */
  readonly side: number;
  /** Empty inside something that says it already. */
  readonly label: string;
  /** To be laid over it. */
  readonly sure: Sure | null;
}

/** One of a job's pictures, while it develops and when it is there. */
export function JobImage({ picture: { saved, preview }, side, label, sure }: Props): JSX.Element {
  if (saved === null || preview !== null) {
    return (
      <LiveCanvas
        preview={preview}
        side={preview?.side ?? side}
        label={label}
        sure={sure}
        className="size-full [image-rendering:inherit]"
      />
    );
  }
  return (
    <>
      <SavedImage picture={saved} label={label} />
      {sure && <OddsOverlay {...sure} end={saved.tokensDone} />}
    </>
  );
}
