import { constants } from 'node:fs';
import { copyFile, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../native-models/make-folder.ts';
import type { Paths } from '../paths.ts';
import type { Sqlite } from './sqlite.ts';

const backupName = /^studio-(\d{6})\.sqlite$/;
const kept = 3;
const dayMs = 24 * 60 * 60 * 1000;

type Places = Pick<Paths, 'backups' | 'database'>;

/** The backups there are, newest first. Their names count up: clocks may be set back. */
export async function listBackups({ backups }: Places): Promise<readonly string[]> {
  const names = await readdir(backups).catch(() => [] as string[]);
  return names
    .filter((name) => backupName.test(name))
    .sort()
    .reverse()
    .map((name) => path.join(backups, name));
}

/** Copies a database that nobody has open, with everything in its one file. */
export async function copyAside(places: Places): Promise<string> {
  return keepNew(places, (file) =>
    copyFile(places.database, file, constants.COPYFILE_FICLONE).then(() => undefined),
  );
}

/** Copies an open database, a little at a time; what is written meanwhile is in the copy. */
export async function backUp(sqlite: Sqlite, places: Places): Promise<string> {
  return keepNew(places, (file) => sqlite.backup(file).then(() => undefined));
}

/** True when the newest backup is not of this day, or there is none. */
export async function needsBackup(places: Places): Promise<boolean> {
  const [newest] = await listBackups(places);
  if (newest === undefined) return true;
  return Math.abs(Date.now() - (await stat(newest)).mtimeMs) > dayMs;
}

/** Moves a broken database out of the way, in case somebody can still read something in it. */
export async function setAside({ backups, database }: Places): Promise<string> {
  await makeFolder(backups);
  const taken = new Set(await readdir(backups));
  let count = 1;
  while (taken.has(`damaged-${count}.sqlite`)) count++;
  const aside = path.join(backups, `damaged-${count}.sqlite`);
  for (const ending of ['', '-wal', '-shm']) {
    await rename(`${database}${ending}`, `${aside}${ending}`).catch((error: unknown) => {
      if (!isAbsent(error)) throw error;
    });
  }
  return aside;
}

/** Makes the next backup whole or not at all, and lets go of the oldest. */
async function keepNew(places: Places, write: (file: string) => Promise<void>): Promise<string> {
  await makeFolder(places.backups);
  const older = await listBackups(places);
  const last = Number(backupName.exec(path.basename(older[0] ?? ''))?.[1] ?? 0);
  const file = path.join(places.backups, `studio-${String(last + 1).padStart(6, '0')}.sqlite`);
  const unfinished = `${file}.unfinished`;
  try {
    await rm(unfinished, { force: true });
    await write(unfinished);
    const handle = await open(unfinished, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(unfinished, file);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
  for (const old of older.slice(kept - 1)) await rm(old, { force: true });
  return file;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
