import { useEffect, useRef, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { pictureAddress } from '../studio.ts';

type Zoom = 'fit' | 1 | 2;

/** Pixel-true: every pixel of the picture covers whole pixels of the screen where there is room. */
export function Shown({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  const room = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [space, setSpace] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = room;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      setSpace({ width: current.clientWidth, height: current.clientHeight });
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  const fit = Math.min(space.width / picture.width, space.height / picture.height);
  const whole = Math.floor(fit * devicePixelRatio) / devicePixelRatio;
  const scale = zoom === 'fit' ? (whole >= 1 ? whole : fit) : zoom;
  return (
    <>
      <div ref={room} className="mx-14 flex min-h-0 flex-1 overflow-auto">
        <img
          key={picture.id}
          src={pictureAddress(picture.id)}
          alt={text('stage.picture', { prompt: picture.prompt })}
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
