import { readFile } from 'node:fs/promises';
import type { Beginning, Picture } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import { StudioFailure } from '../failure.ts';
import { pictureRow } from '../gallery/details.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { tokensOf } from '../gallery/making.ts';
import { findPicture } from '../gallery/picture-files.ts';
import type { InstalledModel } from '../models/library.ts';
import { encode } from './encode.ts';
import type { Loading } from './memory.ts';

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
  loading: Loading,
  { crew, gallery }: { readonly crew: Crew; readonly gallery: Gallery },
  signal: AbortSignal,
): Promise<TakenOver> {
  const { model } = loading;
  const { picture } = pictureRow(gallery, begin.picture);
  const own = await ownTokens(gallery, picture, model);
  const tokens = own ?? (await encode(loading, await bytesOf(gallery, picture), crew, signal));
  const forced = firstRows(tokens, begin.rows, model);
  const parent = { id: picture.id, row: begin.rows };
  return { forced, origin: own === null ? 'varied' : 'continued', parent };
}

/** @throws {StudioFailure} `bad-request` for more rows than there are, or all of them. */
export function firstRows(
  tokens: readonly number[],
  rows: number,
  { card }: InstalledModel,
): readonly number[] {
  const grid = Math.sqrt(card.tokensPerPicture);
  if (rows >= grid) {
    throw new StudioFailure(
      'bad-request',
      `Expected fewer rows to keep than the ${grid} of a picture but received ${rows}. Leave at least one to draw.`,
    );
  }
  if (tokens.length < rows * grid) {
    throw new StudioFailure(
      'bad-request',
      `Expected ${rows} rows to keep, but this picture was stopped after ${Math.floor(tokens.length / grid)}. Keep no more than those.`,
    );
  }
  return tokens.slice(0, rows * grid);
}

/** The tokens of a picture that this model drew; null for any other. */
export async function ownTokens(
  gallery: Gallery,
  picture: Picture,
  { card }: InstalledModel,
): Promise<readonly number[] | null> {
  if (picture.model !== card.id || picture.tokensTotal !== card.tokensPerPicture) return null;
  const tokens = await tokensOf(gallery, picture);
  return tokens.length === 0 ? null : tokens;
}

/** The file of a picture. @throws {StudioFailure} `not-found` */
export async function bytesOf({ paths }: Gallery, { id }: Picture): Promise<Uint8Array> {
  const file = await findPicture(paths.pictures, id);
  if (file !== null) return readFile(file);
  throw new StudioFailure('not-found', 'The file of this picture is gone.');
}
