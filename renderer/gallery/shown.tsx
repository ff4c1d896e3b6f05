import { useState, type JSX } from 'react';
import type { PictureDetails } from '../../preload/contract/gallery.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { pictureAddress } from '../studio.ts';
import { dragPicture } from './drag-out.ts';
import { useFit } from './fit.ts';

type Zoom = 'fit' | 1 | 2;

interface Props {
  readonly picture: Picture;
  readonly details: PictureDetails | null;
}

/** Pixel-true: every pixel of the picture covers whole pixels of the screen where there is room. */
export function Shown({ picture, details }: Props): JSX.Element {
  const text = useText();
  const [zoom, setZoom] = useState<Zoom>('fit');
  const { room, fit } = useFit(picture);
  const scale = zoom === 'fit' ? fit : zoom;
  return (
    <>
      <div ref={room} className="mx-14 flex min-h-0 flex-1 overflow-auto">
        <img
          key={picture.id}
          src={pictureAddress(picture.id)}
          alt={text('stage.picture', { prompt: picture.prompt })}
          onDragStart={(event) => {
            if (details) dragPicture(event, details);
          }}
          className="m-auto block max-w-none shrink-0 appear"
          style={{
            width: picture.width * scale,
            height: picture.height * scale,
            imageRendering: scale > 1 ? 'pixelated' : 'auto',
          }}
        />
      </div>
      <div className="flex items-center justify-center gap-1 py-4">
        {(['fit', 1, 2] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={zoom === each}
            className={`rounded-control px-3 py-1 text-13 ${zoom === each ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`}
            onClick={() => {
              setZoom(each);
            }}
          >
            {each === 'fit' ? text('gallery.fit') : `${each}×`}
          </button>
        ))}
      </div>
    </>
  );
}
