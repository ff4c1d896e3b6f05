/**
 * Eight bits a channel, three channels, row by row: the same shape that crosses the pipes between
 * processes (`main/children/messages.ts`), which this layer does not know.
 */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
}

/** A part of a resized image, in pixels of the result. */
interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Weights are whole numbers of 2⁻²²: eight bits of pixel and two of overshoot fill the other ten. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/** Neighbours on each side that the cubic reaches, in pixels of the coarser image. */
const REACH = 2;

/**
 * Resizes as Pillow's `Image.resize(size, BICUBIC)` does, bit for bit: the cubic of a = −½, widened
 * when shrinking, in two passes over eight-bit pixels with whole-number weights. No common JavaScript
 * library agrees with it; the model was trained on it.
 *
 * The order of the passes shows where the first one clips: along the rows first, unless the height
 * shrinks by over twice as many pixels as the width. That exception is younger than Janus (it is in
 * Pillow 13), and touches only images over twice as tall as wide.
 *
 * @param image  Any size from 1 × 1; left as it is.
 * @param width  Pixels of the result, at least 1.
 * @param height Pixels of the result, at least 1.
 * @returns A new image, also when the size stays.
 * @throws {RangeError} When a size is not a whole number from 1, or the bytes do not match.
 * @see python-pillow/Pillow `src/libImaging/Resample.c`
 */
export function resizeBicubic(image: Rgb, width: number, height: number): Rgb {
  return resizeRegion(image, width, height, { left: 0, top: 0, width, height });
}

/**
 * The same, but computes only `region` of the result, and never keeps more than the rows in reach of
 * one row of the result. The weights take 16 bytes a pixel of width and of height.
 */
export function resizeRegion(image: Rgb, width: number, height: number, region: Region): Rgb {
  check(image, width, height);
  const across = taps(image.width, width, region.left, region.width);
  const down = taps(image.height, height, region.top, region.height);
  const rgb = new Uint8Array(region.width * region.height * 3); // [region.height, region.width, 3]
  const shrunkDown = image.height - height;
  if (shrunkDown > 0 && shrunkDown > 2 * (image.width - width)) {
    columnsFirst(image, across, down, rgb);
  } else {
    rowsFirst(image, across, down, rgb);
  }
  return { width: region.width, height: region.height, rgb };
}

/** Every row in reach is resized along its length, once, then the rows are added up. */
function rowsFirst(image: Rgb, across: Taps, down: Taps, into: Uint8Array): void {
  const stride = across.first.length * 3;
  const ring = new Uint8Array(down.most * stride); // [down.most, width, 3], row y at y mod most
  const sums = new Int32Array(stride);
  let next = 0;
  for (let y = 0; y < down.first.length; y++) {
    const first = down.first[y]!;
    const count = down.count[y]!;
    for (next = Math.max(next, first); next < first + count; next++) {
      const slot = (next % down.most) * stride;
      resizeRow(image.rgb, next * image.width * 3, across, ring.subarray(slot, slot + stride));
    }
    const weights = down.weights(y);
    sums.fill(HALF);
    for (let i = 0; i < count; i++) {
      add(sums, ring, ((first + i) % down.most) * stride, weights[i]!);
    }
    settle(sums, into.subarray(y * stride, (y + 1) * stride));
  }
}

/** The rows in reach are added up at full length, then the one row they give is resized. */
function columnsFirst(image: Rgb, across: Taps, down: Taps, into: Uint8Array): void {
  const stride = across.first.length * 3;
  const line = new Uint8Array(image.width * 3); // [image.width, 3]
  const sums = new Int32Array(line.length);
  for (let y = 0; y < down.first.length; y++) {
    const weights = down.weights(y);
    sums.fill(HALF);
    for (let i = 0; i < down.count[y]!; i++) {
      add(sums, image.rgb, (down.first[y]! + i) * line.length, weights[i]!);
    }
    settle(sums, line);
    resizeRow(line, 0, across, into.subarray(y * stride, (y + 1) * stride));
  }
}

function check(image: Rgb, width: number, height: number): void {
  for (const size of [image.width, image.height, width, height]) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new RangeError(`Expected an image size of whole pixels from 1 but received ${size}.`);
    }
  }
  const bytes = image.width * image.height * 3;
  if (image.rgb.length !== bytes) {
    throw new RangeError(
      `Expected ${bytes} bytes for ${image.width} × ${image.height} pixels but received ${image.rgb.length}.`,
    );
  }
}

/** Resizes the row of `pixels` that begins at `offset` along its length. `into`: `[across, 3]` */
function resizeRow(pixels: Uint8Array, offset: number, across: Taps, into: Uint8Array): void {
  for (let x = 0; x < across.first.length; x++) {
    const weights = across.weights(x);
    const count = across.count[x]!;
    let at = offset + across.first[x]! * 3;
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    for (let i = 0; i < count; i++, at += 3) {
      const weight = weights[i]!;
      red = (red + pixels[at]! * weight) | 0;
      green = (green + pixels[at + 1]! * weight) | 0;
      blue = (blue + pixels[at + 2]! * weight) | 0;
    }
    into[3 * x] = clip(red >> PRECISION_BITS);
    into[3 * x + 1] = clip(green >> PRECISION_BITS);
    into[3 * x + 2] = clip(blue >> PRECISION_BITS);
  }
}

/** Adds a weighted row. The sums fit: 255 times weights of at most 1.6 × 2²² is below 2³¹. */
function add(sums: Int32Array, pixels: Uint8Array, offset: number, weight: number): void {
  for (let x = 0; x < sums.length; x++) {
    sums[x] = (sums[x]! + pixels[offset + x]! * weight) | 0;
  }
}

function settle(sums: Int32Array, into: Uint8Array): void {
  for (let x = 0; x < sums.length; x++) into[x] = clip(sums[x]! >> PRECISION_BITS);
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Which input pixels make each output pixel along one axis, and how much each weighs. */
interface Taps {
  /** First input pixel, per output pixel. */
  readonly first: Int32Array;
  /** Input pixels in reach, per output pixel. */
  readonly count: Int32Array;
  /** The most that any output pixel reads. */
  readonly most: number;
  /** Of the output pixel's input pixels, in units of 2⁻²². Summing to about 2²². */
  readonly weights: (output: number) => Int32Array;
}

/** Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` for the output pixels asked for. */
function taps(from: number, to: number, start: number, length: number): Taps {
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  if (from === to) {
    // Pillow skips a pass that keeps the size; one whole weight passes every pixel as it is.
    const one = Int32Array.of(1 << PRECISION_BITS);
    for (let i = 0; i < length; i++) first[i] = start + i;
    return { first, count: count.fill(1), most: 1, weights: () => one };
  }
  const scale = from / to;
  const widened = Math.max(scale, 1);
  const reach = REACH * widened;
  const most = Math.ceil(reach) * 2 + 1;
  const fixed = new Int32Array(length * most); // [length, most]
  const exact = new Float64Array(most);
  for (let i = 0; i < length; i++) {
    const centre = (start + i + 0.5) * scale;
    const begin = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const size = Math.min(Math.trunc(centre + reach + 0.5), from) - begin;
    let total = 0;
    for (let j = 0; j < size; j++) {
      // Pillow multiplies by the reciprocal; dividing rounds differently.
      exact[j] = cubic((j + begin - centre + 0.5) * (1 / widened));
      total += exact[j]!;
    }
    for (let j = 0; j < size; j++) {
      const weight = total === 0 ? exact[j]! : exact[j]! / total;
      const scaled = weight * (1 << PRECISION_BITS);
      fixed[i * most + j] = Math.trunc(weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    first[i] = begin;
    count[i] = size;
  }
  const weights = Array.from({ length }, (_, i) => fixed.subarray(i * most, (i + 1) * most));
  return { first, count, most, weights: (output) => weights[output]! };
}

/** Keys's cubic with a = −½: 1 at 0, 0 at every other whole number. */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}
