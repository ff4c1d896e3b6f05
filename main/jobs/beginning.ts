import { readFile } from 'node:fs/promises';
import type { Beginning, Picture } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import { StudioFailure } from '../failure.ts';
import { pictureRow } from '../gallery/details.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { trailOf } from '../gallery/making.ts';
import { findPicture } from '../gallery/picture-files.ts';
import type { InstalledModel } from '../models/library.ts';
import { encode } from './encode.ts';

/** What a picture that begins with another one takes over from it. */
export interface TakenOver {
  /** Whole rows of tokens. */
  readonly forced: readonly number[];
  readonly origin: 'continued' | 'varied';
  /** `row`: the first that is new. */
  readonly parent: { readonly id: string; readonly row: number };
}

/**
 * The tokens with which a picture begins. One that this model drew gives its own, to the letter:
 * it is continued. Any other is put into tokens first, which keeps what the codebook can tell of
 * it: it is varied.
 *
 * @throws {StudioFailure} `not-found`; `bad-request` for more rows than there are.
 */
export async function takeOver(
  begin: Beginning,
  model: InstalledModel,
  { crew, gallery }: { readonly crew: Crew; readonly gallery: Gallery },
  signal: AbortSignal,
): Promise<TakenOver> {
  const { picture } = pictureRow(gallery, begin.picture);
  const grid = Math.sqrt(model.card.tokensPerPicture);
  if (begin.rows >= grid) {
    throw new StudioFailure(
      'bad-request',
      `Expected fewer rows to keep than the ${grid} of a picture but received ${begin.rows}. Leave at least one to draw.`,
    );
  }
  const own = ownTokens(gallery, picture, model);
  const tokens = own ?? (await encode(model, await bytesOf(gallery, picture), crew, signal));
  const forced = tokens.slice(0, begin.rows * grid);
  if (forced.length < begin.rows * grid) {
    throw new StudioFailure(
      'bad-request',
      `Expected ${begin.rows} rows to keep, but this picture was stopped after ${Math.floor(tokens.length / grid)}. Keep no more than those.`,
    );
  }
  const parent = { id: picture.id, row: begin.rows };
  return { forced, origin: own === null ? 'varied' : 'continued', parent };
}

function ownTokens(
  gallery: Gallery,
  picture: Picture,
  { card }: InstalledModel,
): readonly number[] | null {
  if (picture.model !== card.id || picture.tokensTotal !== card.tokensPerPicture) return null;
  return trailOf(gallery, picture)?.tokens ?? null;
}

async function bytesOf({ paths }: Gallery, { id }: Picture): Promise<Uint8Array> {
  const file = await findPicture(paths.pictures, id);
  if (file !== null) return readFile(file);
  throw new StudioFailure('not-found', 'The file of this picture is gone.');
}
