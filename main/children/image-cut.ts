import { StudioFailure } from '../failure.ts';
import { checkBytes, checkSize, decoding, open } from './image-file.ts';
import type { Rectangle } from './messages.ts';

/**
 * Tells the size of a foreign image, upright, from its header.
 *
 * @throws {StudioFailure} `bad-image`, whatever the bytes are.
 */
export async function measureImage(
  bytes: Uint8Array,
): Promise<{ readonly width: number; readonly height: number }> {
  checkBytes(bytes);
  return decoding(async () => {
    const metadata = await open(bytes, { anySize: true }).metadata();
    checkSize(metadata);
    const { width, height } = metadata.autoOrient;
    return { width, height };
  });
}

/**
 * Makes a PNG file of a rectangle of a foreign image, upright, with the colours that the model is
 * shown of the whole.
 *
 * @throws {StudioFailure} `bad-image`, whatever the bytes are; `bad-request` when the rectangle
 * leaves the image.
 */
export async function cutImage(bytes: Uint8Array, cut: Rectangle): Promise<Uint8Array> {
  const { width, height } = await measureImage(bytes);
  if (cut.left + cut.width > width || cut.top + cut.height > height) {
    throw new StudioFailure(
      'bad-request',
      `Expected a rectangle inside the image of ${width} × ${height} pixels. Choose another.`,
    );
  }
  return decoding(async () => {
    const { space } = await open(bytes).metadata();
    return open(bytes, { applyProfile: space === 'cmyk' })
      .autoOrient()
      .extract({ ...cut })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .png()
      .toBuffer();
  });
}
