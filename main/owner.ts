import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { StudioFailure } from './failure.ts';
import { isBusy, openSqlite, type Sqlite } from './gallery/sqlite.ts';
import type { Paths } from './paths.ts';
import { makeFolder } from '../native-models/make-folder.ts';

/** Ownership of a data folder's queue. Dispose it to let another studio have it. */
export type Ownership = Disposable;

const OwnerCard = z.object({
  pid: z.int(),
  host: z.string().max(100),
  since: z.iso.datetime(),
});

/**
 * Makes this process the one that runs the folder's queue.
 *
 * The lock is SQLite's, which is the operating system's: it ends with the process that holds it,
 * however that ends. The card beside it only says who that is.
 *
 * @param host What kind of studio this is, for the sentence that the next one reads.
 * @throws {StudioFailure} `busy`, naming the owner.
 */
export async function takeOwnership(paths: Paths, host: string): Promise<Ownership> {
  await makeFolder(path.dirname(paths.ownerLock));
  let lock: Sqlite | null = null;
  try {
    lock = await openSqlite(paths.ownerLock);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    if (isBusy(cause)) throw new StudioFailure('busy', await busySentence(paths), { cause });
    throw unusable(paths, cause);
  }
  const card = { pid: process.pid, host, since: new Date().toISOString() };
  await writeFileAtomic(paths.ownerCard, JSON.stringify(card));
  return {
    [Symbol.dispose]() {
      rmSync(paths.ownerCard, { force: true });
      lock.close();
    },
  };
}

async function busySentence(paths: Paths): Promise<string> {
  const text = await readFile(paths.ownerCard, 'utf8').catch(() => '{}');
  const card = OwnerCard.safeParse(parseJson(text));
  const owner = card.success
    ? `${card.data.host}, process ${card.data.pid}, since ${card.data.since}`
    : 'another process';
  return `The data folder ${paths.root} is in use by ${owner}. Close it there, or choose another folder with --data.`;
}

function unusable({ ownerLock }: Paths, cause: unknown): StudioFailure {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The lock ${ownerLock} cannot be used: ${why}. It holds nothing else; delete it and start again.`;
  return new StudioFailure('unexpected', message, { cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A card that cannot be read names nobody.
  }
}
