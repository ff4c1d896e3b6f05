import { useLayoutEffect, useRef, type JSX } from 'react';
import type { Odds } from './odds.ts';
import { paintOdds, type OddsLayer } from './paint.ts';

interface Props {
  readonly odds: Odds;
  readonly layer: OddsLayer;
  /** Tokens along one side of the picture. */
  readonly grid: number;
  /** Tokens shown, from the first. */
  readonly end: number;
}

/** Over a picture, where what holds it is the frame: what glows, the model was unsure of. */
export function OddsOverlay({ odds, layer, grid, end }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  // With the attributes, in one task: never does it say one layer and show another.
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return;
    pen.clearRect(0, 0, grid, grid);
    const glow = getComputedStyle(pen.canvas).color;
    paintOdds(pen, { odds, grid, end, layer, glow }, 1);
  }, [odds, layer, grid, end]);
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      width={grid}
      height={grid}
      data-odds={end}
      data-layer={layer}
      className="pointer-events-none absolute inset-0 block size-full text-amber [image-rendering:pixelated]"
    />
  );
}
