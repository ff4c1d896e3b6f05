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
  const { format, quality, scale, settings, mark = settings } = wish;
  const bytes = await renderFile(
    gallery,
    { ...wish, format, quality, scale, settings, mark },
    never,
  );
  if (bytes === null) throw new StudioFailure('not-found', 'The file of this picture is gone.');
  const name = fileNameOf(picture, extensions[format], scale);
  return { bytes, name, type: `image/${format}` };
}

/** What a file of a picture is to be like, whatever it is called. */
export type FileWish = Omit<RenderRequest, 'mark'> & { readonly mark: boolean };

/** The bytes of such a file; null when the picture's own is gone. */
export async function renderFile(
  { paths, workshop }: Pick<Gallery, 'paths' | 'workshop'>,
  { id, format, quality, scale, ...says }: FileWish,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const file = await findPicture(paths.pictures, id);
  if (file === null) return null;
  const original = await readFile(file);
  const own = format === 'png' && scale === 1 && says.settings && says.mark;
  if (own) return original;
  const order = { bytes: original, format, quality, scale };
  const { bytes, width, height } = await workshop.result('render', order, signal);
  const facts = says.settings || says.mark ? (await readPictureFile(file))?.facts : undefined;
  if (facts === undefined) return bytes;
  return format === 'png'
    ? withFacts(bytes, facts, width, height, says)
    : withFactsBlocks(bytes, format, facts, { width, height }, says);
}

/** "@2x.png": how the name of such a file ends. */
export function endingOf({ scale, format }: Pick<FileWish, 'scale' | 'format'>): string {
  return `${scale === 1 ? '' : `@${scale}x`}.${extensions[format]}`;
}

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const;
