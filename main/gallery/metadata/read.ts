import { commentOf } from './exif.ts';
import { blocksOfJpeg } from './jpeg.ts';
import { textsOfPng } from './png.ts';
import { blocksOfWebp } from './webp.ts';
import { factsInXmp } from './xmp.ts';

/** What an image file says about how it was made, unparsed. */
export interface ImageText {
  /** Our own JSON. */
  readonly facts: string | null;
  /** As A1111's web UI and its likes write it. */
  readonly parameters: string | null;
}

export const factsKeyword = 'janus-studio';
export const parametersKeyword = 'parameters';

/** Reads the texts of a PNG, JPEG or WebP file. Takes anything; never throws. */
export async function readImageText(bytes: Uint8Array): Promise<ImageText> {
  const png = await textsOfPng(bytes);
  if (png !== null) {
    return {
      facts: png.texts.get(factsKeyword) ?? null,
      parameters: png.texts.get(parametersKeyword) ?? null,
    };
  }
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { exif, xmp } = blocksOfJpeg(file) ?? blocksOfWebp(file) ?? { exif: null, xmp: null };
  return {
    facts: xmp === null ? null : factsInXmp(xmp),
    parameters: exif === null ? null : commentOf(exif),
  };
}
