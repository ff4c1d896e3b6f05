import { useEffect, useRef, type JSX } from 'react';
import type { Preview } from '../state/jobs.ts';
import { isRevealed, nextReveal, opacityOf, type Reveal } from './reveal.ts';

interface Props {
  readonly preview: Preview | null;
  readonly side: number;
  /** Empty for a canvas inside something that says it already. */
  readonly label: string;
  readonly className?: string;
}

/**
 * A picture while it develops: the patches that exist, and nothing below them. New ones come into
 * sight one after the other; the exact last frame is there at once.
 */
export function LiveCanvas({ preview, side, label, className = '' }: Props): JSX.Element {
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
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden;
    const now = nextReveal(reveal.current, preview, performance.now(), still);
    reveal.current = now;
    const pixels = toPixels(preview);
    if (now.from === now.to) {
      pen.clearRect(0, preview.height, side, side);
      pen.putImageData(pixels, 0, 0);
      return;
    }
    const source = toCanvas(pixels);
    let frame = 0;
    const paint = (): void => {
      paintReveal(pen, source, now, performance.now());
      if (!isRevealed(now, performance.now())) frame = requestAnimationFrame(paint);
    };
    paint();
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [preview, side]);

  return (
    <canvas
      ref={canvas}
      role={label === '' ? 'presentation' : 'img'}
      aria-label={label || undefined}
      className={`block ${className}`}
      width={side}
      height={side}
      data-seq={preview?.seq ?? -1}
      data-tokens={preview?.tokensDone ?? 0}
      data-height={preview?.height ?? 0}
      data-final={preview?.final ?? false}
    />
  );
}

function paintReveal(
  pen: CanvasRenderingContext2D,
  source: HTMLCanvasElement,
  reveal: Reveal,
  nowMs: number,
): void {
  const { width: side } = source;
  const patch = side / reveal.grid;
  pen.clearRect(0, 0, side, side);
  const part = (x: number, y: number, width: number, height: number): void => {
    if (height > 0) pen.drawImage(source, x, y, width, height, x, y, width, height);
  };
  part(0, 0, side, reveal.from * patch);
  for (let row = reveal.from; row < reveal.to; row += 1) {
    for (let column = 0; column < reveal.grid; column += 1) {
      pen.globalAlpha = opacityOf(reveal, row, column, nowMs);
      if (pen.globalAlpha > 0) part(column * patch, row * patch, patch, patch);
    }
  }
  pen.globalAlpha = 1;
}

function toCanvas(pixels: ImageData): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
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
