import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and those above it that are missing; one that is there already is fine.
 *
 * One step at a time: Node's own `recursive` tries for ever where the system says of a folder that
 * it is there and yet takes nothing in, as `/proc` does (Node 24).
 *
 * @throws The system's own error, with its `code` and `path`, for the first folder that was refused.
 */
export async function makeFolder(folder: string): Promise<void> {
  const refusal = await refusalOf(folder);
  if (refusal === null) return;
  const parent = path.dirname(folder);
  if (!isMissing(refusal) || parent === folder) throw refusal;
  await makeFolder(parent);
  const again = await refusalOf(folder);
  if (again !== null) throw again;
}

/** Why there is no such folder after trying to make it; null when there is. */
async function refusalOf(folder: string): Promise<Error | null> {
  try {
    await mkdir(folder);
    return null;
  } catch (thrown) {
    const there = await stat(folder).catch(() => null);
    if (there?.isDirectory() === true) return null;
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function isMissing(refusal: Error): boolean {
  return 'code' in refusal && refusal.code === 'ENOENT';
}
