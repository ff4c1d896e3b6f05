import { useEffect, useRef, type JSX } from 'react';
import type { Preview } from '../state/jobs.ts';

const FADE_MS = 80;

interface Props {
  readonly preview: Preview | null;
  readonly side: number;
  /** Empty for a canvas inside something that says it already. */
  readonly label: string;
  readonly className?: string;
}

/**
 * A picture while it develops: the rows that exist, and nothing below them. New rows fade in; the
 * exact last frame is there at once.
 */
export function LiveCanvas({ preview, side, label, className = '' }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shownHeight = useRef(0);

  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return;
    if (preview === null) {
      shownHeight.current = 0;
      pen.clearRect(0, 0, side, side);
      return;
    }
    const from = preview.final ? preview.height : Math.min(shownHeight.current, preview.height);
    shownHeight.current = preview.height;
    const pixels = toPixels(preview);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden;
    const begun = performance.now();
    let frame = 0;
    const paint = (): void => {
      const opacity = still ? 1 : Math.min(1, (performance.now() - begun) / FADE_MS);
      fadeRows(pixels, from, opacity);
      pen.clearRect(0, preview.height, side, side);
      pen.putImageData(pixels, 0, 0);
      if (opacity < 1 && from < preview.height) frame = requestAnimationFrame(paint);
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
      data-seq={preview?.seq ?? 0}
      data-tokens={preview?.tokensDone ?? 0}
      data-height={preview?.height ?? 0}
      data-final={preview?.final ?? false}
    />
  );
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

function fadeRows(pixels: ImageData, from: number, opacity: number): void {
  const alpha = Math.round(255 * opacity);
  for (let at = from * pixels.width; at < pixels.width * pixels.height; at += 1) {
    pixels.data[4 * at + 3] = alpha;
  }
}
