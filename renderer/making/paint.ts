import type { Patches } from '../../preload/contract/making.ts';
import { paintOdds, type OddsLayer } from '../odds/paint.ts';
import type { Steps } from './grid.ts';

/** What lies over the picture. */
export type Layer = 'picture' | 'patches' | OddsLayer;

/** What one frame shows. */
export interface Frame {
  readonly picture: ImageBitmap;
  readonly steps: Steps;
  /** Tokens shown, from the first. */
  readonly end: number;
  readonly layer: Layer;
  readonly patches: Patches;
  /** CSS colour of the uncertain. */
  readonly glow: string;
}

/** Paints the first `end` tokens of a picture as they came: pixels, code by code, or how sure each was. */
export function paint(pen: CanvasRenderingContext2D, frame: Frame): void {
  const { picture, steps, end, layer } = frame;
  const { grid, odds } = steps;
  const side = picture.width / grid;
  pen.clearRect(0, 0, picture.width, picture.height);
  pen.imageSmoothingEnabled = false;
  if (layer === 'patches') {
    for (let at = 0; at < end; at += 1) paintPatch(pen, frame, at, side);
    return;
  }
  const whole = Math.floor(end / grid) * side;
  if (whole > 0) pen.drawImage(picture, 0, 0, picture.width, whole, 0, 0, picture.width, whole);
  const part = (end % grid) * side;
  if (part > 0) pen.drawImage(picture, 0, whole, part, side, 0, whole, part, side);
  if (layer === 'picture' || odds === null) return;
  paintOdds(pen, { odds, grid, end, layer, glow: frame.glow }, side);
}

function paintPatch(
  pen: CanvasRenderingContext2D,
  { patches, steps }: Frame,
  at: number,
  side: number,
): void {
  const image = patches && patchPixels(patches, steps.tokens[at] ?? 0);
  if (!image) return;
  const [x, y] = [(at % steps.grid) * side, Math.floor(at / steps.grid) * side];
  pen.putImageData(image, x, y);
}

/** A code's patch by itself; null for a code that the table does not have. */
export function patchPixels({ side, rgb }: NonNullable<Patches>, code: number): ImageData | null {
  const start = code * side * side * 3;
  if (start + side * side * 3 > rgb.length) return null;
  const image = new ImageData(side, side);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[4 * pixel + channel] = rgb[start + 3 * pixel + channel] ?? 0;
    }
    image.data[4 * pixel + 3] = 255;
  }
  return image;
}
