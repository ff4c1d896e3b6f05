import { useEffect, useLayoutEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { useText } from '../state/language.ts';
import { pictureAddress } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { step, type Steps } from './grid.ts';
import { paint, type Layer } from './paint.ts';
import type { Told } from './told.ts';
import { usePlaying } from './playing.ts';

interface Props {
  readonly told: Told;
  /** Tokens shown, from the first. */
  readonly end: number;
  readonly chosen: number | null;
  readonly onMoment: (end: number) => void;
  readonly onChoose: (at: number | null) => void;
}

/** The picture as far as a moment of its making, and the scrubber that chooses the moment. */
export function Replay({ told, end, chosen, onMoment, onChoose }: Props): JSX.Element {
  const text = useText();
  const { steps, patches, making } = told;
  const [layer, setLayer] = useState<Layer>('picture');
  const playing = usePlaying(steps.count, end, onMoment);
  const layers: readonly Layer[] = [
    'picture',
    ...(patches ? (['patches'] as const) : []),
    ...(steps.odds ? (['probability', 'entropy'] as const) : []),
  ];

  return (
    <div className="flex min-h-0 flex-1 flex-col rounded-card bg-stage">
      <div
        role="radiogroup"
        aria-label={text('making.layers')}
        className="flex flex-wrap items-center justify-center gap-1 p-3"
      >
        {layers.map((each) => (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={each === layer}
            title={text(`making.${each}.hint`)}
            className={`rounded-control px-3 py-1 text-13 transition-colors ${each === layer ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`}
            onClick={() => {
              setLayer(each);
            }}
          >
            {text(`making.${each}`)}
          </button>
        ))}
      </div>
      <Easel
        label={text('making.grid', { prompt: making.picture.prompt })}
        told={told}
        end={end}
        layer={layer}
        chosen={chosen}
        onChoose={onChoose}
      />
      <div className="mx-auto flex w-full max-w-160 items-center gap-3 p-4">
        <Button
          look="plain"
          className="w-24"
          onClick={playing.toggle}
          aria-pressed={playing.running}
        >
          <Icon name={playing.running ? 'pause' : 'play'} />
          {text(playing.running ? 'making.pause' : 'making.play')}
        </Button>
        <input
          type="range"
          aria-label={text('making.scrub')}
          aria-valuetext={text('making.moment', { done: end, total: steps.count })}
          className="h-5 min-w-0 flex-1"
          min={0}
          max={steps.count}
          value={end}
          onChange={(event) => {
            playing.stop();
            onMoment(Number(event.currentTarget.value));
          }}
        />
        <output className="w-24 text-right text-13 whitespace-nowrap text-soft">
          {text('making.moment', { done: end, total: steps.count })}
        </output>
      </div>
    </div>
  );
}

interface EaselProps {
  readonly label: string;
  readonly told: Told;
  readonly end: number;
  readonly layer: Layer;
  readonly chosen: number | null;
  readonly onChoose: (at: number | null) => void;
}

/** The picture with its grid: a press or an arrow chooses a token. */
function Easel({ label, told, end, layer, chosen, onChoose }: EaselProps): JSX.Element {
  const { steps, patches } = told;
  const { picture } = told.making;
  const canvas = useRef<HTMLCanvasElement>(null);
  const bitmap = usePixels(picture.id);

  useLayoutEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen || !bitmap) return;
    const glow = getComputedStyle(pen.canvas).color;
    paint(pen, { picture: bitmap, steps, end, layer, patches, glow });
  }, [bitmap, steps, end, layer, patches]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onChoose(null);
    const to = step(event.key, chosen ?? -1, steps);
    if (to === null) return;
    event.preventDefault();
    onChoose(Math.max(0, to));
  };

  return (
    <div className="[container-type:size] flex min-h-0 flex-1 items-center justify-center px-4">
      <div className="relative aspect-square w-[min(100cqw,100cqh)] bg-surface outline outline-line">
        <canvas
          ref={canvas}
          width={picture.width}
          height={picture.height}
          tabIndex={0}
          role="application"
          aria-label={label}
          data-end={end}
          data-layer={layer}
          className="block size-full cursor-crosshair text-amber [image-rendering:pixelated]"
          onKeyDown={onKeyDown}
          onClick={(event) => {
            onChoose(tokenAt(event.currentTarget, event, steps));
          }}
        />
        {chosen !== null && <Marker at={chosen} grid={steps.grid} />}
      </div>
    </div>
  );
}

/** Frames the chosen token, in two tones so that it shows on anything. */
function Marker({ at, grid }: { at: number; grid: number }): JSX.Element {
  const share = 100 / grid;
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none absolute ring-4 ring-black/60 outline-2 outline-white"
      style={{
        left: `${(at % grid) * share}%`,
        top: `${Math.floor(at / grid) * share}%`,
        width: `${share}%`,
        height: `${share}%`,
      }}
    />
  );
}

function tokenAt(
  canvas: HTMLCanvasElement,
  point: { readonly clientX: number; readonly clientY: number },
  { grid, count }: Steps,
): number | null {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const column = Math.min(grid - 1, Math.floor(((point.clientX - left) / width) * grid));
  const row = Math.min(grid - 1, Math.floor(((point.clientY - top) / height) * grid));
  const at = row * grid + column;
  return at < count ? at : null;
}

/** A saved picture's pixels, once they are here. */
function usePixels(id: string): ImageBitmap | null {
  const [bitmap, setBitmap] = useState<ImageBitmap | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    fetch(pictureAddress(id), { signal: leaving.signal })
      .then((response) => response.blob())
      .then((blob) => createImageBitmap(blob))
      .then(setBitmap)
      .catch(() => undefined); // the page was left, or says elsewhere that the studio is gone
    return () => {
      leaving.abort();
    };
  }, [id]);
  return bitmap;
}
