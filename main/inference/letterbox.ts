import { resizeRegion, type Rgb } from './resize.ts';

/** Grey around a letterboxed image. After normalisation it is −0.0039, not 0 (janus.md trap 7). */
const BORDER = 127;

/**
 * Fits a whole image into a square as the vision encoder reads it: long side to `side`, short side in
 * proportion and cut down to a whole number, both at least `minSide`, pasted at the centre on grey
 * 127; where the border is odd its extra line goes below or to the right.
 *
 * @param image   Any size from 1 × 1.
 * @param side    Pixels of the square, 384 for every published Janus.
 * @param minSide Pixels the short side keeps, however thin the image; never more than the square has.
 * @returns `[side, side, 3]`, 0 to 255
 * @throws {RangeError} When the image has no pixels or its bytes do not match its size.
 * @see deepseek-ai/Janus `image_processing_vlm.py`, `resize` and `expand2square`.
 */
export function letterbox(image: Rgb, side: number, minSide = 14): Rgb {
  const longest = Math.max(image.width, image.height);
  const least = Math.min(minSide, side);
  // The reference divides first: the order decides where the cut falls.
  const width = Math.max(Math.trunc((image.width / longest) * side), least);
  const height = Math.max(Math.trunc((image.height / longest) * side), least);
  const whole = { left: 0, top: 0, width, height };
  const fitted = resizeRegion(image, width, height, whole);

  const rgb = new Uint8Array(side * side * 3).fill(BORDER); // [side, side, 3]
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  for (let y = 0; y < height; y++) {
    const row = fitted.rgb.subarray(y * width * 3, (y + 1) * width * 3);
    rgb.set(row, ((top + y) * side + left) * 3);
  }
  return { width: side, height: side, rgb };
}

/**
 * Fills a square with the middle of an image: short side to `side`, long side in proportion, then
 * the centre is cut out. So were the pictures cropped from which Janus learned to draw, and so is an
 * image read that is to become picture tokens (janus.md §1). Only the pixels kept are computed, so
 * even 20,000 × 1 costs no more than its bytes.
 *
 * @param image Any size from 1 × 1.
 * @param side  Pixels of the square, 384 for every published Janus.
 * @returns `[side, side, 3]`, 0 to 255
 * @throws {RangeError} When the image has no pixels or its bytes do not match its size.
 */
export function cover(image: Rgb, side: number): Rgb {
  const shortest = Math.min(image.width, image.height);
  const width = image.width === shortest ? side : Math.trunc((side * image.width) / shortest);
  const height = image.height === shortest ? side : Math.trunc((side * image.height) / shortest);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  return resizeRegion(image, width, height, { left, top, width: side, height: side });
}

/**
 * Turns pixels into what the vision and VQ encoders read: each channel a plane, −1 to 1, by
 * `(x / 255 − 0.5) / 0.5` in single precision.
 *
 * @returns `[3, height, width]`
 */
export function toPixelValues(image: Rgb): Float32Array {
  const value = Float32Array.from({ length: 256 }, (_, level) => {
    const unit = Math.fround(level / 255);
    return Math.fround(unit - 0.5) / 0.5;
  });
  const plane = image.width * image.height;
  const chw = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    chw[pixel] = value[image.rgb[3 * pixel]!]!;
    chw[plane + pixel] = value[image.rgb[3 * pixel + 1]!]!;
    chw[2 * plane + pixel] = value[image.rgb[3 * pixel + 2]!]!;
  }
  return chw;
}

/**
 * Turns what the VQ decoder wrote into pixels: `clip((x + 1) / 2 × 255, 0, 255)` in single
 * precision, then cut to a whole number, not rounded (janus.md trap 9). NaN becomes 0.
 *
 * @param chw `[3, height, width]`, nominally −1 to 1
 * @throws {RangeError} When the length does not match the size.
 */
export function fromPixelValues(chw: Float32Array, width: number, height: number): Rgb {
  const plane = width * height;
  if (chw.length !== 3 * plane) {
    throw new RangeError(
      `Expected 3 × ${height} × ${width} = ${3 * plane} pixel values but received ${chw.length}.`,
    );
  }
  const rgb = new Uint8Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    rgb[3 * pixel] = level(chw[pixel]!);
    rgb[3 * pixel + 1] = level(chw[plane + pixel]!);
    rgb[3 * pixel + 2] = level(chw[2 * plane + pixel]!);
  }
  return { width, height, rgb };
}

function level(value: number): number {
  // Halving is exact, so only the sum and the product need rounding to single precision.
  const scaled = Math.fround((Math.fround(value + 1) / 2) * 255);
  if (!(scaled > 0)) return 0; // NaN too
  return scaled >= 255 ? 255 : Math.trunc(scaled);
}
