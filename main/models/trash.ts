import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioFailure } from '../failure.ts';
import { findModelFolder, folderNames } from './library.ts';

/** A removed model that can still be brought back. */
export interface TrashedModel {
  readonly id: string;
  readonly folder: string;
  /** ms since 1970. */
  readonly removedAtMs: number;
  readonly sizeBytes: number;
}

const trashName = /^\.trash-(\d{1,15})-([a-z0-9][a-z0-9._-]{0,63})$/;

/**
 * Takes a model out of everyone's sight. Its folder stays, hidden, until it is purged; of an id
 * only the model that was removed last is kept.
 * @throws {StudioFailure} `no-model`; `busy` when a program holds its files, as Windows lets it.
 */
export async function trashModel(models: string, id: string): Promise<void> {
  const folder = await findModelFolder(models, id);
  const older = (await listTrash(models)).filter((trashed) => trashed.id === id);
  await move(folder, path.join(models, `.trash-${Date.now()}-${id}`), id);
  for (const { folder } of older) await rm(folder, { recursive: true, force: true });
}

/** What can be brought back, removed last first. */
export async function listTrash(models: string): Promise<TrashedModel[]> {
  const trash: TrashedModel[] = [];
  for (const name of await folderNames(models)) {
    const [, removedAt, id] = trashName.exec(name) ?? [];
    if (id === undefined) continue;
    const folder = path.join(models, name);
    trash.push({ id, folder, removedAtMs: Number(removedAt), sizeBytes: await bytesIn(folder) });
  }
  return trash.sort((a, b) => b.removedAtMs - a.removedAtMs);
}

/**
 * Puts a removed model back where it was.
 * @throws {StudioFailure} `not-found` when it is gone; `busy` when another has its id now.
 */
export async function restoreModel(models: string, id: string): Promise<void> {
  const trashed = (await listTrash(models)).find((model) => model.id === id);
  if (trashed === undefined) {
    throw new StudioFailure('not-found', `The model ${id} is gone for good. Build it again.`);
  }
  const place = path.join(models, id);
  if ((await stat(place).catch(() => null)) !== null) {
    throw new StudioFailure(
      'busy',
      `Another model is named ${id} now. Remove that one first, then bring this one back.`,
    );
  }
  await move(trashed.folder, place, id);
}

/** Deletes for good what was removed before a moment, or all of one id. */
export async function purgeTrash(
  models: string,
  { id, beforeMs = Infinity }: { readonly id?: string; readonly beforeMs?: number },
): Promise<void> {
  for (const trashed of await listTrash(models)) {
    if (id !== undefined && trashed.id !== id) continue;
    if (trashed.removedAtMs > beforeMs) continue;
    await rm(trashed.folder, { recursive: true, force: true });
  }
}

async function move(from: string, to: string, id: string): Promise<void> {
  await rename(from, to).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!['EBUSY', 'EPERM', 'EACCES'].includes(code)) throw cause;
    throw new StudioFailure(
      'busy',
      `The model ${id} is in use, or its folder may not be changed (${code}). Stop what uses it and try again.`,
      { cause },
    );
  });
}

/** A model's files lie in its folder itself; a link counts nothing. */
async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    bytes += (await stat(path.join(folder, entry.name)).catch(() => null))?.size ?? 0;
  }
  return bytes;
}
