import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { StorageUse } from '../preload/contract/studio.ts';
import type { Paths } from './paths.ts';

type Part = StorageUse['parts'][number]['what'];

/** What each thing in the data folder takes. Reads only names and sizes, a folder at a time. */
export async function storageUse({ root }: Paths): Promise<StorageUse> {
  const bytes: Record<Part, number> = { models: 0, pictures: 0, database: 0, other: 0 };
  for (const entry of await readdir(root, { withFileTypes: true }).catch(() => [])) {
    const place = path.join(root, entry.name);
    const size = entry.isDirectory() ? await folderBytes(place) : await fileBytes(place);
    bytes[partOf(entry.name)] += size;
  }
  return {
    dataFolder: root,
    parts: (Object.keys(bytes) as Part[]).map((what) => ({ what, bytes: bytes[what] })),
    freeBytes: await freeDisk(root),
  };
}

function partOf(name: string): Part {
  if (name === 'models') return 'models';
  if (name === 'pictures' || name === 'thumbnails') return 'pictures';
  return name.startsWith('studio.sqlite') || name === 'backups' ? 'database' : 'other';
}

/** Links are not followed: what they lead to lies elsewhere. */
async function folderBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) sum += await folderBytes(place);
    else if (entry.isFile()) sum += await fileBytes(place);
  }
  return sum;
}

async function fileBytes(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

/** Of the disk that holds the folder, or will hold it; null when the system does not say. */
export async function freeDisk(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? null : freeDisk(parent);
  }
}
