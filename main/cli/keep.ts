import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { slugOf } from '../gallery/file-name.ts';
import { writePicture } from '../gallery/picture-files.ts';
import type { Drawing } from '../jobs/draw.ts';
import type { Paths } from '../paths.ts';
import { UsageFailure } from './terminal.ts';
import { makeFolder } from '../../native-models/make-folder.ts';

type DrawnPicture = Extract<Drawing, { readonly kind: 'picture' }>;

/** Puts a finished picture where it was wanted and gives the file's absolute path. */
export type Keep = (picture: DrawnPicture) => Promise<string>;

/**
 * Decides where pictures go: the gallery; a file, numbered when there are several; or a folder,
 * named by prompt and seed, never over an older picture. Folders are made before the drawing starts.
 *
 * @throws {UsageFailure} When `out` is a file of another kind than PNG.
 */
export async function planKeeping(
  out: string | undefined,
  count: number,
  paths: Paths,
): Promise<Keep> {
  if (out === undefined) {
    // The studio that owns the gallery, now or later, takes the file in.
    return async ({ png }) => (await writePicture(paths.pictures, png)).file;
  }
  if (out === '')
    throw new UsageFailure('Expected --out to be a folder or a .png file, but it is empty.');
  const target = path.resolve(out);
  const extension = path.extname(target);
  if (extension === '' || /[/\\]$/.test(out) || (await isFolder(target))) {
    await makeFolder(target);
    return (picture) => writeNew(target, picture);
  }
  if (extension.toLowerCase() !== '.png') {
    throw new UsageFailure(`Expected --out to be a folder or a .png file, but received ${out}.`);
  }
  await makeFolder(path.dirname(target));
  const stem = target.slice(0, -extension.length);
  return async ({ index, png }) => {
    const file = count === 1 ? target : `${stem}-${index + 1}${extension}`;
    await writeFileAtomic(file, Buffer.from(png), { fsync: true });
    return file;
  };
}

/** The name is taken by making the file, so that two who draw at once never take the same one. */
async function writeNew(folder: string, { facts, png }: DrawnPicture): Promise<string> {
  const stem = path.join(folder, `${slugOf(facts.prompt)}-${facts.seed}`);
  let file = `${stem}.png`;
  for (let count = 2; !(await takeName(file)); count++) file = `${stem}-${count}.png`;
  try {
    await writeFileAtomic(file, Buffer.from(png), { fsync: true });
  } catch (thrown) {
    await rm(file, { force: true });
    throw thrown;
  }
  return file;
}

/** Makes an empty file; false when something of that name is there. */
async function takeName(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

async function isFolder(target: string): Promise<boolean> {
  return (await stat(target).catch(() => null))?.isDirectory() ?? false;
}
