import { fileURLToPath } from 'node:url';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { StudioFailure } from '../failure.ts';
import { cover, letterbox } from '../inference/letterbox.ts';
import type { Rgb } from './messages.ts';

/** Foreign files larger than this are refused unread. */
const MOST_BYTES = 100_000_000;
/** Images of more pixels are refused: decoded they would take over 300 MB. */
const MOST_PIXELS = 100_000_000;
/** Sides longer than this are refused: the weights of one row take 16 bytes a pixel. */
const LONGEST_SIDE = 65_535;
/** Above this many pixels an image is halved while it is decoded, as far as the square allows. */
const HALVED_ABOVE_PIXELS = 40_000_000;

/** Decoding that takes longer is given up. */
const MOST_SECONDS = 60;

const FORMATS = 'PNG, JPEG, WebP, GIF, AVIF or TIFF';
const DO = 'Choose another image, or save this one again as PNG.';

/**
 * Decodes a foreign image and fits it to the model's square. The first frame only, turned as its
 * EXIF says, CMYK by its profile, 16 bits cut to 8, grey and palettes spread to three channels.
 *
 * As the reference (PIL's `convert('RGB')`) does, the colour profile of an RGB image is not applied.
 * Unlike it, what is transparent lies on white: PIL drops the alpha channel and shows whatever colour
 * the file hides there. Up to 40 megapixels the square equals PIL's in every byte, but for AVIF, whose
 * colours each library spreads in its own way. Larger images are first halved where that leaves twice
 * the square, which their shrinking to a few hundred pixels hardly shows.
 *
 * @param fit  `letterbox`: whole image, grey around it. `cover`: the middle, nothing around it.
 * @param side Pixels of the square.
 * @throws {StudioFailure} `bad-image`, whatever the bytes are.
 */
export async function readImage(
  bytes: Uint8Array,
  fit: 'letterbox' | 'cover',
  side: number,
): Promise<Rgb> {
  checkBytes(bytes);
  const image = await decode(bytes, side);
  return fit === 'letterbox' ? letterbox(image, side) : cover(image, side);
}

/**
 * Encodes pixels as a PNG file.
 *
 * @param image `canvas`: height of the whole picture when these are its upper rows; what is missing
 *              below them is transparent.
 * @throws {StudioFailure} `bad-image` when the bytes do not match the size.
 */
export async function encodePng(image: Rgb & { readonly canvas?: number }): Promise<Uint8Array> {
  const { width, height, rgb, canvas = height } = image;
  const expected = width * height * 3;
  if (!(expected > 0) || rgb.length !== expected) {
    throw new StudioFailure(
      'bad-image',
      `Expected ${expected} bytes for a picture of ${width} × ${height} but received ${rgb.length}. Draw it again.`,
    );
  }
  const picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  if (canvas > height) {
    const background = { r: 0, g: 0, b: 0, alpha: 0 };
    picture.ensureAlpha().extend({ bottom: canvas - height, background });
  }
  return picture.png().toBuffer();
}

/**
 * Encodes frames as an animation that begins anew at its end; a WebP file keeps every pixel, a GIF
 * 256 colours a frame.
 *
 * @param animation `frames`: [frames, side, side, 4]. `delaysMs`: how long each is shown.
 */
export function encodeAnimation(animation: {
  readonly frames: Uint8Array;
  readonly side: number;
  readonly delaysMs: readonly number[];
  readonly format: 'webp' | 'gif';
}): Promise<Uint8Array> {
  const { frames, side, delaysMs, format } = animation;
  const height = side * delaysMs.length;
  const raw = { width: side, height, channels: 4, pageHeight: side } as const;
  const pages = sharp(frames, { raw, limitInputPixels: false });
  const timing = { loop: 0, delay: [...delaysMs] };
  const written =
    format === 'webp'
      ? pages.webp({ ...timing, lossless: true, effort: 2 })
      : pages.gif({ ...timing, effort: 4 });
  return written.toBuffer();
}

/** @throws {StudioFailure} `bad-image` for what is no image file, or too large a one. */
export function checkBytes(bytes: Uint8Array): void {
  if (bytes.length > MOST_BYTES) {
    throw refused(`an image file of at most ${mega(MOST_BYTES)} MB`, `${mega(bytes.length)} MB`);
  }
  const came = kindOf(bytes);
  if (came !== 'image') throw refused(`an image file in ${FORMATS}`, came);
}

/** What files begin with: text at an offset. Those of kind `image` are decoded; the first that fits. */
const BEGINNINGS: readonly (readonly [offset: number, text: string, kind: string])[] = [
  [0, '\x89PNG\r\n\x1a\n', 'image'],
  [0, '\xff\xd8\xff', 'image'],
  [0, 'GIF87a', 'image'],
  [0, 'GIF89a', 'image'],
  [8, 'WEBP', 'image'],
  [0, 'II*\0', 'image'],
  [0, 'II+\0', 'image'],
  [0, 'MM\0*', 'image'],
  [0, 'MM\0+', 'image'],
  [4, 'ftyphei', 'a HEIC photo'],
  [4, 'ftyphev', 'a HEIC photo'],
  [4, 'ftyp', 'image'],
  [0, 'BM', 'a BMP image'],
  [0, '%PDF', 'a PDF document'],
  [0, '<svg', 'an SVG drawing'],
  [0, '<?xml', 'an SVG drawing'],
  [0, '<!DOCTYPE svg', 'an SVG drawing'],
];

/**
 * Tells the kind by the first bytes, so that nothing else, above all no SVG (which may name other
 * files and addresses), comes near a decoder.
 */
function kindOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const text = head.replace('\xef\xbb\xbf', '').trimStart(); // as text with a byte order mark
  const fitting = BEGINNINGS.find(
    ([offset, beginning]) =>
      head.startsWith(beginning, offset) || text.startsWith(beginning, offset),
  );
  return fitting?.[2] ?? 'something else';
}

/** Decodes to `[height, width, 3]`, at full size unless it is very large. */
async function decode(bytes: Uint8Array, side: number): Promise<Rgb> {
  return decoding(async () => {
    const metadata = await open(bytes, { anySize: true }).metadata(); // reads the header only
    checkSize(metadata);
    const { width, height } = metadata.autoOrient;
    const upright = open(bytes, { applyProfile: metadata.space === 'cmyk' }).autoOrient();
    const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
    const spare = Math.min(half.width, half.height) >= 2 * side;
    const large = width * height > HALVED_ABOVE_PIXELS && spare;
    const sized = large ? upright.resize({ ...half, fit: 'fill' }) : upright;
    const { data, info } = await sized
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: threeChannels(data, info.channels) };
  });
}

/** @throws {StudioFailure} `bad-image` for whatever the decoder says. */
export async function decoding<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof StudioFailure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new StudioFailure(
      'bad-image',
      `Expected a whole image but this one cannot be read; it is damaged, cut short, or of a kind not known here (${oneLine(reason)}). ${DO}`,
      { cause: thrown },
    );
  }
}

/** Opens the first frame. Profiles are applied only where there is no colour without one. */
export function open(
  bytes: Uint8Array,
  options: { applyProfile?: boolean; anySize?: boolean } = {},
): Sharp {
  blockOtherFormats();
  return sharp(bytes, {
    failOn: 'error',
    ignoreIcc: options.applyProfile !== true,
    limitInputPixels: options.anySize !== true && MOST_PIXELS,
    pages: 1,
    sequentialRead: true,
  }).timeout({ seconds: MOST_SECONDS });
}

/** A blank sheet. */
export function paper(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } });
}

/**
 * Korean, Chinese, Japanese and English look alike on every machine, and on one that has no fonts at
 * all. Beside the archive when packed, since it is no module that opens it.
 */
const sheetFont = fileURLToPath(new URL('../../assets/fonts/sheet.otf', import.meta.url)).replace(
  /\bapp\.asar\b(?!\.unpacked)/,
  'app.asar.unpacked',
);
/** The system's fonts draw what is not in ours. */
const families = 'Noto Sans CJK SC, sans';

/**
 * Draws a text with the font that ships, broken into lines where it is wider.
 *
 * @param style `size` of its letters in pixels, `width` in pixels.
 * @returns A PNG file with a transparent ground; null where there is nothing to see.
 */
export async function drawText(
  text: string,
  {
    colour,
    size,
    width,
  }: { readonly colour: string; readonly size: number; readonly width: number },
): Promise<{ readonly png: Buffer; readonly height: number } | null> {
  const plain = text.replace(/\p{Cc}+/gu, ' ').trim();
  if (plain === '') return null;
  const escaped = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      font: `${families} ${size}px`,
      fontfile: sheetFont,
      width,
      wrap: 'word-char',
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, height: info.height };
}

let blocked = false;

/** A file may begin like a PNG and still please another decoder; the others are shut, once. */
function blockOtherFormats(): void {
  if (blocked) return;
  blocked = true;
  sharp.block({ operation: ['VipsForeignLoad'] });
  const kept = ['Png', 'Jpeg', 'Nsgif', 'Webp', 'Tiff', 'Heif'];
  sharp.unblock({ operation: kept.map((format) => `VipsForeignLoad${format}Buffer`) });
}

/** @throws {StudioFailure} `bad-image` when it has too many pixels. */
export function checkSize(metadata: Metadata): void {
  const { width, height } = metadata;
  const came = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`;
  if (width * height > MOST_PIXELS) {
    throw refused(`an image of at most ${mega(MOST_PIXELS)} million pixels`, came);
  }
  if (Math.max(width, height) > LONGEST_SIDE) {
    throw refused(`sides of at most ${LONGEST_SIDE.toLocaleString('en')} pixels`, came);
  }
}

/** Grey is spread to three channels; of more than three the first three are taken. */
function threeChannels(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const rgb = new Uint8Array((data.length / channels) * 3);
  const step = channels < 3 ? 0 : 1;
  for (let i = 0; i < rgb.length; i++) {
    rgb[i] = data[Math.floor(i / 3) * channels + (i % 3) * step] ?? 0;
  }
  return rgb;
}

function refused(expected: string, came: string): StudioFailure {
  return new StudioFailure('bad-image', `Expected ${expected} but received ${came}. ${DO}`);
}

function mega(count: number): number {
  return Math.ceil(count / 1_000_000);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
