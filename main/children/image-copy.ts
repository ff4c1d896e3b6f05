import { checkBytes, checkSize, decoding, open } from './image-file.ts';
import type { ImageFile, WorkshopVerbs } from './messages.ts';

/** Images from outside are kept no larger than this. */
const longestKeptSide = 8192;

/**
 * Makes a small WebP copy of an image, never larger than the image itself.
 *
 * @param side Pixels of its longest side, at most.
 * @throws {StudioFailure} `bad-image`, whatever the bytes are.
 */
export async function thumbnail(bytes: Uint8Array, side: number): Promise<Uint8Array> {
  checkBytes(bytes);
  return decoding(() =>
    open(bytes)
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82, smartSubsample: true })
      .toBuffer(),
  );
}

/**
 * Makes a PNG file of a foreign image that looks like it and has nothing else in it: the first
 * frame, upright, its colour profile applied, on white where it is transparent.
 *
 * @throws {StudioFailure} `bad-image`, whatever the bytes are.
 */
export async function toPng(bytes: Uint8Array): Promise<ImageFile> {
  checkBytes(bytes);
  return decoding(async () => {
    checkSize(await open(bytes, { anySize: true }).metadata());
    const side = longestKeptSide;
    const { data, info } = await open(bytes, { applyProfile: true })
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .png()
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  });
}

/**
 * Makes a file of another format, or larger by Lanczos, of a picture of ours. It says nothing of
 * how it was made.
 *
 * @throws {StudioFailure} `bad-image` when the picture's file is damaged.
 */
export async function render(
  bytes: Uint8Array,
  { format, quality, scale }: Omit<WorkshopVerbs['render']['request'], 'bytes'>,
): Promise<ImageFile> {
  checkBytes(bytes);
  return decoding(async () => {
    const { width, height } = await open(bytes).metadata();
    const sized =
      scale === 1
        ? open(bytes)
        : open(bytes).resize({ width: width * scale, height: height * scale, kernel: 'lanczos3' });
    const written = {
      png: () => sized.png(),
      jpeg: () => sized.jpeg({ quality, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' }),
      webp: () => sized.webp({ quality, smartSubsample: true }),
    }[format]();
    const { data, info } = await written.toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  });
}
