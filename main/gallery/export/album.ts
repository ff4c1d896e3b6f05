import { readFile } from 'node:fs/promises';
import type { ExportRequest } from '../../../preload/contract/export.ts';
import type { Gallery } from '../gallery.ts';
import { findThumbnail } from '../thumbnails.ts';
import { albumPage, pageFile, perPage, type Shown } from './album-page.ts';
import { rowsInOrder } from './choice.ts';
import { createNames, localTime, parseTemplate } from './names.ts';
import type { Run } from './pictures.ts';
import { fileBytesOf, textFile, type Piece } from './pieces.ts';

interface AlbumWish extends Pick<ExportRequest, 'language'> {
  readonly title: string;
}

/**
 * An album that opens from a disk: pages that load nothing but their own pictures. Each picture has
 * a place that its link leads to, and links to its neighbours.
 */
export async function* albumPieces(
  gallery: Gallery,
  { title, language }: AlbumWish,
  { numbers, utcOffset }: Run,
): AsyncGenerator<Piece, void> {
  const stemOf = parseTemplate('{number}-{prompt}-{seed}');
  const nameOf = createNames();
  const shown: Shown[] = [];
  let number = 0;
  for await (const { picture } of rowsInOrder(gallery, numbers)) {
    number += 1;
    const bytes = await fileBytesOf(gallery, picture.id);
    if (bytes !== null) {
      const stem = stemOf({ picture, number, last: numbers.length, utcOffset });
      const file = `pictures/${nameOf(stem, '.png')}`;
      yield { kind: 'file', name: file, bytes, squeeze: false };
      const small = await findThumbnail(gallery, picture.id);
      const thumbnail = small === null ? file : file.replace(/^pictures(.*)png$/, 'small$1webp');
      if (small !== null) {
        yield { kind: 'file', name: thumbnail, bytes: await readFile(small), squeeze: false };
      }
      const when = localTime({ picture, utcOffset }).slice(0, 16).replace('T', ' ');
      shown.push({ picture, file, thumbnail, when });
    }
    yield { kind: 'picture', kept: bytes !== null };
  }
  const pages = Math.max(1, Math.ceil(shown.length / perPage));
  for (let page = 1; page <= pages; page++) {
    yield textFile(pageFile(page), albumPage(shown, { title, language, page, pages }));
  }
}
