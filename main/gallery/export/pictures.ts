import type { ExportForm } from '../../../preload/contract/export.ts';
import { toFailure } from '../../failure.ts';
import type { Gallery } from '../gallery.ts';
import { endingOf, renderFile, type FileWish } from '../render.ts';
import { rowsInOrder } from './choice.ts';
import { createNames, parseTemplate } from './names.ts';
import type { Piece } from './pieces.ts';

type PlainWish = Extract<ExportForm, { readonly kind: 'pictures' }>;

/** What every picture of one export shares. */
export interface Run {
  readonly numbers: readonly number[];
  readonly utcOffset: number;
  readonly signal: AbortSignal;
}

/** Plain files of pictures, each named by the template. */
export async function* plainPieces(
  gallery: Gallery,
  as: PlainWish,
  { numbers, utcOffset, signal }: Run,
): AsyncGenerator<Piece, void> {
  const { format, quality, scale, settings, mark } = as;
  const wish = { format, quality, scale, settings, mark };
  const stemOf = parseTemplate(as.name);
  const nameOf = createNames();
  let number = 0;
  for await (const { picture } of rowsInOrder(gallery, numbers)) {
    number += 1;
    const stem = stemOf({ picture, number, last: numbers.length, utcOffset });
    const bytes = await rendered(gallery, { id: picture.id, ...wish }, signal);
    if (bytes !== null) {
      yield { kind: 'file', name: nameOf(stem, endingOf(wish)), bytes, squeeze: false };
    }
    yield { kind: 'picture', kept: bytes !== null };
  }
}

/** A picture whose file is damaged is left out, as one whose file is gone. */
async function rendered(
  gallery: Gallery,
  wish: FileWish,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  try {
    return await renderFile(gallery, wish, signal);
  } catch (thrown) {
    if (toFailure(thrown).code === 'bad-image') return null;
    throw thrown;
  }
}
