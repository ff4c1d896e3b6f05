import type { Routes } from '../../../preload/contract/channels.ts';
import type { PictureQuery } from '../../../preload/contract/gallery.ts';
import type { Picture } from '../../../preload/contract/picture.ts';

/** A query that every picture answers but those in the trash. */
export const everything: PictureQuery = {
  shelf: 'all',
  text: '',
  tags: [],
  order: 'newest',
  utcOffset: 0,
};

/** The numbers of an index, as a window reads them. */
export function numbersOf(bytes: Uint8Array): number[] {
  return [...new Uint32Array(bytes.slice().buffer)];
}

/** The pictures that a query finds, as a window gets them. */
export async function listed(
  routes: Pick<Routes, 'gallery:find' | 'gallery:pictures'>,
  query: Partial<PictureQuery> = {},
): Promise<readonly Picture[]> {
  const { numbers } = await routes['gallery:find']({ ...everything, ...query });
  return routes['gallery:pictures']({ numbers: numbersOf(numbers) });
}
