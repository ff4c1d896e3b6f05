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

const FORMATS = 'PNG, JPEG, WebP, GIF, AVIF or TIFF';
const DO = 'Choose another image, or save this one again as PNG.';

/**
 * Decodes a foreign image and fits it to the model's square. The first frame only, turned as its
 * EXIF says, CMYK by its profile, 16 bits cut to 8, grey and palettes spread to three channels.
 *
 * As the reference (PIL's `convert('RGB')`) does, the colour profile of an RGB image is not applied.
 * Unlike it, what is transparent lies on white: PIL drops the alpha channel and shows whatever colour
 * the file hides there. Up to 40 megapixels the square equals PIL's; larger images are first halved,
 * which their shrinking to a few hundred pixels does not show.
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
 * @throws {StudioFailure} `bad-image` when the bytes do not match the size.
 */
export async function encodePng(image: Rgb): Promise<Uint8Array> {
  const { width, height, rgb } = image;
  const expected = width * height * 3;
  if (!(expected > 0) || rgb.length !== expected) {
    throw new StudioFailure(
      'bad-image',
      `Expected ${expected} bytes for a picture of ${width} × ${height} but received ${rgb.length}. Draw it again.`,
    );
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

function checkBytes(bytes: Uint8Array): void {
  if (bytes.length > MOST_BYTES) {
    throw refused(`an image file of at most ${mega(MOST_BYTES)} MB`, `${mega(bytes.length)} MB`);
  }
  const format = formatOf(bytes);
  if (format === undefined) {
    const came = bytes.length === 0 ? 'an empty file' : 'something else';
    throw refused(`an image file in ${FORMATS}`, came);
  }
}

/**
 * Tells the format by its first bytes, so that nothing else, above all no SVG (which may name other
 * files and addresses), comes near a decoder.
 */
function formatOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.slice(4, 8) === 'ftyp') return 'heif';
  return undefined;
}

/** Decodes to `[height, width, 3]`, at full size unless it is very large. */
async function decode(bytes: Uint8Array, side: number): Promise<Rgb> {
  try {
    const metadata = await open(bytes).metadata();
    checkSize(metadata);
    const { width, height } = metadata.autoOrient;
    const upright = open(bytes, metadata.space === 'cmyk').autoOrient();
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
function open(bytes: Uint8Array, applyProfile = false): Sharp {
  return sharp(bytes, {
    failOn: 'error',
    ignoreIcc: !applyProfile,
    limitInputPixels: MOST_PIXELS,
    pages: 1,
    sequentialRead: true,
  });
}

function checkSize(metadata: Metadata): void {
  const { width, height } = metadata;
  const came = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`;
  if (width * height > MOST_PIXELS) {
    throw refused(`an image of at most ${mega(MOST_PIXELS)} million pixels`, came);
  }
  if (Math.max(width, height) > LONGEST_SIDE) {
    throw refused(`sides of at most ${LONGEST_SIDE.toLocaleString('en')} pixels`, came);
  }
}

function threeChannels(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let pixel = 0; pixel * channels < data.length; pixel++) {
    rgb.fill(data[pixel * channels] ?? 0, 3 * pixel, 3 * pixel + 3);
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
