import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { makeFolder } from '../../native-models/make-folder.ts';
import type {
  AskedImage,
  ImageCrop,
  ImageSource,
  ImageView,
} from '../../preload/contract/conversation.ts';
import type { Workshop } from '../children/workshop.ts';
import { StudioFailure } from '../failure.ts';
import { findPicture } from '../gallery/picture-files.ts';
import type { Sqlite } from '../gallery/sqlite.ts';
import type { Paths } from '../paths.ts';

/** What handling images takes. They are foreign: only the workshop decodes them. */
interface Images {
  readonly sqlite: Sqlite;
  readonly paths: Pick<Paths, 'images' | 'pictures'>;
  readonly workshop: Pick<Workshop, 'result'>;
}

const never = new AbortController().signal;
const imageName = /^([a-f0-9]{32})\.image$/;
/** Longest side of a copy to look at. */
const lookSide = 1600;
/** An image that was attached and never asked about is let go after a day. */
const unusedAfterMs = 24 * 60 * 60 * 1000;

/**
 * Keeps an image for a conversation, as it came.
 * @throws {StudioFailure} `bad-image`; `not-found` when the picture is gone.
 */
export async function attachImage(
  images: Images,
  source: z.output<typeof ImageSource>,
): Promise<AskedImage> {
  if ('bytes' in source) return keep(images, source.bytes);
  const file = await findPicture(images.paths.pictures, source.picture);
  if (file === null) throw new StudioFailure('not-found', 'This picture is no longer there.');
  return keep(images, await readFile(file));
}

/** Keeps a rectangle of an image as another image. */
export async function cropImage(
  images: Images,
  { id, ...cut }: z.output<typeof ImageCrop>,
): Promise<AskedImage> {
  const bytes = await readImage(images, id);
  return keep(images, (await images.workshop.result('cutImage', { bytes, cut }, never)).bytes);
}

async function keep({ paths, workshop }: Images, bytes: Uint8Array): Promise<AskedImage> {
  const size = await workshop.result('measureImage', { bytes }, never);
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  await makeFolder(paths.images);
  await writeFileAtomic(imageFile(paths.images, id), Buffer.from(bytes), { fsync: true });
  return { id, ...size };
}

/** An image's file as it came. @throws {StudioFailure} `not-found` */
export async function readImage({ paths }: Pick<Images, 'paths'>, id: string): Promise<Uint8Array> {
  try {
    return await readFile(imageFile(paths.images, id));
  } catch (cause) {
    const message = 'The file of this image is no longer there. Attach the image again.';
    throw new StudioFailure('not-found', message, { cause });
  }
}

/** What an image's id and size are. @throws {StudioFailure} `not-found`, `bad-image` */
export async function measure(images: Images, id: string): Promise<AskedImage> {
  const bytes = await readImage(images, id);
  return { id, ...(await images.workshop.result('measureImage', { bytes }, never)) };
}

/** An image as a model's vision encoder is shown it. @param side Of the square that it reads. */
export async function viewImage(images: Images, id: string, side: number): Promise<ImageView> {
  const bytes = await readImage(images, id);
  const size = await images.workshop.result('measureImage', { bytes }, never);
  const square = await images.workshop.result(
    'readImage',
    { bytes, fit: 'letterbox', side },
    never,
  );
  const png = (await images.workshop.result('encodePng', square, never)).bytes;
  const scale = side / Math.max(size.width, size.height);
  return { png, side, scale, image: { id, ...size } };
}

/** A copy to look at. */
export async function lookAtImage(
  images: Images,
  id: string,
  side = lookSide,
): Promise<{ readonly webp: Uint8Array }> {
  const bytes = await readImage(images, id);
  return { webp: (await images.workshop.result('thumbnail', { bytes, side }, never)).bytes };
}

/** An image that messages showed, and when the last of them was written. */
export interface ShownImage {
  readonly id: string;
  /** ms since 1970. */
  readonly shownAtMs: number;
}

/**
 * Removes the files of images that no message shows any more. One that was attached anew since may be
 * asked about yet, and stays.
 */
export async function dropImages(
  { sqlite, paths }: Pick<Images, 'sqlite' | 'paths'>,
  images: readonly ShownImage[],
): Promise<void> {
  const shown = sqlite.prepare(
    `SELECT 1 FROM messages, json_each(messages.images) WHERE value ->> '$.id' = ? LIMIT 1`,
  );
  for (const { id, shownAtMs } of images) {
    if (shown.get(id) !== undefined) continue;
    const file = imageFile(paths.images, id);
    const found = await stat(file).catch(() => null);
    if (found !== null && found.mtimeMs <= shownAtMs) await rm(file, { force: true });
  }
}

/** Removes the files that no message shows any more, unless they are new. */
export async function sweepImages({ sqlite, paths }: Images): Promise<void> {
  const shown = new Set(
    sqlite
      .prepare(`SELECT DISTINCT value ->> '$.id' FROM messages, json_each(messages.images)`)
      .pluck()
      .all() as string[],
  );
  const names = await readdir(paths.images).catch(() => []);
  for (const name of names) {
    const id = imageName.exec(name)?.[1];
    if (id === undefined || shown.has(id)) continue;
    const file = path.join(paths.images, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > unusedAfterMs)
      await rm(file, { force: true });
  }
}

function imageFile(folder: string, id: string): string {
  return path.join(folder, `${id}.image`);
}
