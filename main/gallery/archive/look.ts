import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../native-models/make-folder.ts';
import type { Look } from '../../../preload/contract/export.ts';
import { openZip, refused } from '../../zip/reader.ts';
import type { Gallery } from '../gallery.ts';
import { archiveLimits, entryNames, type ArchivedPicture } from './format.ts';
import { archived, checksumsOf, manifestOf, take } from './unpack.ts';

const never = new AbortController().signal;

/**
 * What is in an archive, and how much of it the gallery has: its list is read, and no picture.
 * Importing judges the rest.
 *
 * @throws {StudioFailure} `bad-request` that says why the archive is refused.
 */
export async function lookInto(gallery: Gallery, file: string): Promise<Look> {
  const { size } = await stat(file);
  using zip = await openZip(file, size, archiveLimits);
  const { prompts } = await manifestOf(zip);
  const folder = path.join(gallery.paths.arrivals, randomUUID());
  await makeFolder(folder);
  try {
    const sums = await checksumsOf(zip, folder);
    const list = zip.entries.get(entryNames.pictures);
    if (list === undefined) throw refused(`it has no "${entryNames.pictures}"`);
    await take(list, path.join(folder, list.name), sums.get(list.name), never);
    return { ...(await countsOf(gallery, archived.pictures(folder))), prompts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Records after which others have their turn. */
const breathEvery = 200;

async function countsOf(
  { sqlite }: Gallery,
  pictures: AsyncIterable<ArchivedPicture>,
): Promise<Omit<Look, 'prompts'>> {
  const find = sqlite.prepare('SELECT trashed_at FROM pictures WHERE id = ? AND missing = 0');
  const counts = { pictures: 0, known: 0, trashed: 0 };
  let from: string | null = null;
  let to: string | null = null;
  for await (const { id, createdAt } of pictures) {
    const row = find.get(id) as { readonly trashed_at: number | null } | undefined;
    counts.pictures += 1;
    if (row !== undefined) counts[row.trashed_at === null ? 'known' : 'trashed'] += 1;
    if (from === null || createdAt < from) from = createdAt;
    if (to === null || createdAt > to) to = createdAt;
    if (counts.pictures % breathEvery === 0) await new Promise((next) => setImmediate(next));
  }
  return { ...counts, from, to };
}
