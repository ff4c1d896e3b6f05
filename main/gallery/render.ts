import { readFile } from 'node:fs/promises';
import type { Rendered, RenderRequest } from '../../preload/contract/gallery.ts';
import { StudioFailure } from '../failure.ts';
import { pictureRow } from './details.ts';
import { fileNameOf } from './file-name.ts';
import type { Gallery } from './gallery.ts';
import { readPictureFile, withFacts, withFactsBlocks } from './picture-file.ts';
import { findPicture } from './picture-files.ts';

const never = new AbortController().signal;

/**
 * A picture as a file of another kind or size. As PNG of its own size, telling everything, it is
 * the gallery's own file, so that the gallery knows it again.
 *
 * @throws {StudioFailure} `not-found`
 */
export async function renderPicture(gallery: Gallery, wish: RenderRequest): Promise<Rendered> {
  const { picture } = pictureRow(gallery, wish.id);
  const file = await findPicture(gallery.paths.pictures, wish.id);
  if (file === null) throw new StudioFailure('not-found', 'The file of this picture is gone.');
  const { format, quality, scale, settings, mark = settings } = wish;
  const name = fileNameOf(picture, extensions[format], scale);
  const type = `image/${format}`;
  const original = await readFile(file);
  if (format === 'png' && scale === 1 && settings && mark) return { bytes: original, name, type };
  const order = { bytes: original, format, quality, scale };
  const bare = await gallery.workshop.result('render', order, never);
  const { bytes, width, height } = bare;
  const facts = (await readPictureFile(file))?.facts;
  if (facts === undefined) return { bytes, name, type };
  const telling =
    format === 'png'
      ? withFacts(bytes, facts, width, height, { settings, mark })
      : withFactsBlocks(bytes, format, facts, { width, height }, { settings, mark });
  return { bytes: telling, name, type };
}

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const;
