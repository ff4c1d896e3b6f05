import { useEffect, useRef, useState, type JSX, type RefObject } from 'react';
import type { Odds } from '../odds/odds.ts';
import { OddsOverlay } from '../odds/overlay.tsx';
import type { OddsLayer } from '../odds/paint.ts';
import type { Preview } from '../state/jobs.ts';
import { preferences } from '../state/preferences.ts';
import { inSight, isRevealed, nextReveal, opacityOf, type Reveal } from './reveal.ts';

/** How sure the model was, to be laid over a picture. */
export interface Sure {
  readonly odds: Odds;
  readonly layer: OddsLayer;
  /** Tokens along one side of the picture. */
  readonly grid: number;
}

interface Props {
  readonly preview: Preview | null;
  readonly side: number;
  /** Empty for a canvas inside something that says it already. */
  readonly label: string;
  /** To be laid over the picture, patch by patch as it comes into sight. */
  readonly sure?: Sure | null;
  /** Nothing is to move: for a small one among others. */
  readonly still?: boolean;
  readonly className?: string;
}

/** From one look at what comes into sight to the next: more are not seen, and each is paid for. */
const LOOK_MS = 33;

/**
 * A picture while it develops: the patches that exist, and nothing below them. New ones come into
 * sight one after the other; the exact last frame is there at once.
 */
export function LiveCanvas(props: Props): JSX.Element {
  const { preview, side, label, sure = null, still = false, className = '' } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const reveal = useRef<Reveal | null>(null);

  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return;
    if (preview === null) {
      reveal.current = null;
      pen.clearRect(0, 0, side, side);
      return;
    }
    const now = nextReveal(reveal.current, preview, performance.now(), still || nothingMoves());
    reveal.current = now;
    const pixels = toPixels(preview);
    const patch = side / now.grid;
    pen.clearRect(0, now.from * patch, side, side);
    pen.putImageData(pixels, 0, 0, 0, 0, side, now.from * patch);
    const opacities = new Array<number>(now.grid * (now.to - now.from)).fill(0);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const nowMs = performance.now();
      paintReveal(pen, pixels, now, opacities, nowMs);
      if (!isRevealed(now, nowMs)) timer = setTimeout(look, LOOK_MS);
    };
    look();
    return () => {
      clearTimeout(timer);
    };
  }, [preview, side, still]);

  const seen = useSeen(reveal, preview, sure !== null);

  return (
    <>
      <canvas
        ref={canvas}
        role={label === '' ? 'presentation' : 'img'}
        aria-label={label || undefined}
        className={`block ${className}`}
        width={side}
        height={side}
        {...factsOf(preview)}
      />
      {sure && <OddsOverlay {...sure} end={endOf(sure.odds, preview, seen)} />}
    </>
  );
}

/** What is on the canvas, for who reads the page. */
function factsOf(preview: Preview | null): Readonly<Record<`data-${string}`, number | boolean>> {
  const { seq = -1, tokensDone = 0, height = 0, final = false } = preview ?? {};
  return { 'data-seq': seq, 'data-tokens': tokensDone, 'data-height': height, 'data-final': final };
}

/** Patches in sight, from the first. @param watched Whether anybody wants to know. */
function useSeen(
  reveal: RefObject<Reveal | null>,
  preview: Preview | null,
  watched: boolean,
): number {
  const [seen, setSeen] = useState(0);
  useEffect(() => {
    const { current: now } = reveal;
    if (!watched || preview === null || now === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const nowMs = performance.now();
      setSeen(inSight(now, nowMs));
      if (!isRevealed(now, nowMs)) timer = setTimeout(look, LOOK_MS);
    };
    look();
    return () => {
      clearTimeout(timer);
    };
  }, [reveal, preview, watched]);
  return seen;
}

/** Where nothing of the picture is shown while it is drawn, what is known of it is. */
function endOf({ probabilities }: Odds, preview: Preview | null, seen: number): number {
  return preview === null ? probabilities.length : Math.min(seen, probabilities.length);
}

function nothingMoves(): boolean {
  if (document.hidden || preferences.get().motion === 'reduced') return true;
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Paints the patches that are more in sight than they were. @param opacities As they were. */
function paintReveal(
  pen: CanvasRenderingContext2D,
  pixels: ImageData,
  reveal: Reveal,
  opacities: number[],
  nowMs: number,
): void {
  const { grid, from } = reveal;
  const patch = pixels.width / grid;
  for (let at = 0; at < opacities.length; at += 1) {
    const [row, column] = [from + Math.floor(at / grid), at % grid];
    const opacity = opacityOf(reveal, row, column, nowMs);
    if (opacity === opacities[at]) continue;
    opacities[at] = opacity;
    const [x, y] = [column * patch, row * patch];
    fade(pixels, x, y, patch, opacity);
    pen.putImageData(pixels, 0, 0, x, y, patch, patch);
  }
}

function fade({ data, width }: ImageData, x: number, y: number, side: number, to: number): void {
  for (let row = y; row < y + side; row += 1) {
    for (let column = x; column < x + side; column += 1) {
      data[4 * (row * width + column) + 3] = 255 * to;
    }
  }
}

function toPixels({ side, height, rgb }: Preview): ImageData {
  const pixels = new ImageData(side, height);
  for (let pixel = 0; pixel < side * height; pixel += 1) {
    pixels.data[4 * pixel] = rgb[3 * pixel] ?? 0;
    pixels.data[4 * pixel + 1] = rgb[3 * pixel + 1] ?? 0;
    pixels.data[4 * pixel + 2] = rgb[3 * pixel + 2] ?? 0;
    pixels.data[4 * pixel + 3] = 255;
  }
  return pixels;
}
