import type { PictureDetails } from '../../preload/contract/gallery.ts';
import { StudioFailure } from '../failure.ts';
import { fileNameOf } from './file-name.ts';
import type { Gallery } from './gallery.ts';
import { parametersText } from './parameters.ts';
import { rowOfId, type PictureRow } from './rows.ts';

/** @throws {StudioFailure} `not-found` */
export function pictureRow({ sqlite }: Gallery, id: string): PictureRow {
  const row = rowOfId(sqlite, id);
  if (row !== null) return row;
  throw new StudioFailure('not-found', 'This picture is not in the gallery any more.');
}

/** Everything about a picture but its pixels. */
export function detailsOf(gallery: Gallery, id: string): PictureDetails {
  const { picture, fileBytes, prompt } = pictureRow(gallery, id);
  const ofSamePrompt = gallery.sqlite
    .prepare('SELECT count(*) FROM pictures WHERE prompt = ? AND missing = 0')
    .pluck()
    .get(prompt) as number;
  const fileName = fileNameOf(picture, 'png');
  const parameters = parametersText(picture);
  return { picture, fileBytes, fileName, parameters, prompt, ofSamePrompt };
}
