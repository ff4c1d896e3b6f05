import { readFile } from 'node:fs/promises';
import type { Rendered, RenderRequest } from '../../preload/contract/gallery.ts';
import { StudioFailure } from '../failure.ts';
import { pictureRow } from './details.ts';
import { slugOf } from './file-name.ts';
import type { Gallery } from './gallery.ts';
import { readPictureFile, withFacts, withFactsBlocks } from './picture-file.ts';
import { findPicture } from './picture-files.ts';

const never = new AbortController().signal;

/**
 * A picture as a file of another kind or size. As PNG of its own size, with its settings, it is
 * the gallery's own file, so that the gallery knows it again.
 *
 * @throws {StudioFailure} `not-found`
 */
export async function renderPicture(gallery: Gallery, wish: RenderRequest): Promise<Rendered> {
  const { picture } = pictureRow(gallery, wish.id);
  const file = await findPicture(gallery.paths.pictures, wish.id);
  if (file === null) throw new StudioFailure('not-found', 'The file of this picture is gone.');
  const { format, quality, scale, settings } = wish;
  const size = scale === 1 ? '' : `@${scale}x`;
  const name = `${slugOf(picture.prompt)}-${picture.seed}${size}.${extensions[format]}`;
  const original = await readFile(file);
  if (format === 'png' && scale === 1 && settings) {
    return { bytes: original, name, type: 'image/png' };
  }
  const order = { bytes: original, format, quality, scale };
  const bare = await gallery.workshop.result('render', order, never);
  const facts = settings ? (await readPictureFile(file))?.facts : undefined;
  const { bytes, width, height } = bare;
  if (facts === undefined) return { bytes, name, type: `image/${format}` };
  const telling =
    format === 'png'
      ? withFacts(bytes, facts, width, height)
      : withFactsBlocks(bytes, format, facts, { width, height });
  return { bytes: telling, name, type: `image/${format}` };
}

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const;
