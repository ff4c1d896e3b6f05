import { constants, existsSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../native-models/make-folder.ts';
import { fromFailure, StudioFailure, toFailure } from '../failure.ts';
import type { Paths } from '../paths.ts';
import { copyAside, listBackups, setAside } from './backups.ts';
import { migrations } from './migrations/index.ts';
import { isDamage, openSqlite, type Sqlite } from './sqlite.ts';

/** The studio's database, open. Dispose it, so that the next opening knows that all went well. */
export interface Database extends Disposable {
  readonly sqlite: Sqlite;
  /** The studio did not end cleanly the last time. */
  readonly afterCrash: boolean;
  /** What became of a database that was damaged: a sentence for the person; null when all is well. */
  readonly restored: string | null;
}

type Places = Pick<Paths, 'database' | 'backups'>;

/** Who opens a database. */
export interface Opening {
  /**
   * A command that runs no queue: how it ends says nothing of the queue's jobs. So it leaves no mark
   * of its own, and leaves the studio's for the studio to find.
   */
  readonly passing?: boolean;
}

/**
 * Opens the studio's database, made when there is none. One of an older version is copied aside,
 * then brought up to date. A damaged one is set aside and the newest whole backup takes its place.
 *
 * @throws {StudioFailure} When a newer studio wrote it: it is not touched.
 */
export async function openDatabase(
  places: Places,
  { passing = false }: Opening = {},
): Promise<Database> {
  await makeFolder(path.dirname(places.database));
  const { sqlite, restored } = await openWhole(places);
  try {
    const afterCrash = markOf(sqlite) === 'open';
    if (!passing) mark(sqlite, 'open');
    sqlite.pragma('busy_timeout = 0');
    return {
      sqlite,
      afterCrash,
      restored,
      [Symbol.dispose]() {
        if (!sqlite.open) return;
        try {
          if (!passing) mark(sqlite, 'closed');
          sqlite.pragma('optimize');
        } catch {
          // On a full disk: the next opening takes it for a crash, which does no harm.
        } finally {
          sqlite.close();
        }
      },
    };
  } catch (thrown) {
    sqlite.close();
    throw fromFailure(toFailure(thrown));
  }
}

async function openWhole(
  places: Places,
): Promise<{ readonly sqlite: Sqlite; readonly restored: string | null }> {
  const backups = await listBackups(places);
  const there = existsSync(places.database);
  const sqlite = there || backups.length === 0 ? await tryOpen(places) : null;
  if (sqlite !== null) return { sqlite, restored: null };
  const aside = await setAside(places);
  const story = there
    ? `The gallery’s database was damaged and was set aside as ${aside}.`
    : `The gallery’s database ${places.database} was gone.`;
  for (const backup of backups) {
    await copyFile(backup, places.database, constants.COPYFILE_FICLONE);
    const older = await tryOpen(places);
    if (older !== null) return { sqlite: older, restored: `${story} ${backup} took its place.` };
    await setAside(places);
  }
  const fresh = await tryOpen(places);
  if (fresh === null) throw new StudioFailure('unexpected', `${story} No other can be made there.`);
  return { sqlite: fresh, restored: `${story} There was no backup: a new one was made.` };
}

/** @returns null when the file is damaged. */
async function tryOpen(places: Places): Promise<Sqlite | null> {
  const version = await versionOf(places.database);
  if (version === 'damaged') return null;
  if (version > migrations.length) throw newer(places.database);
  let sqlite: Sqlite | null = null;
  try {
    sqlite = await openSqlite(places.database);
    // Nothing else goes on yet that waiting could hold up.
    sqlite.pragma(`busy_timeout = ${patienceMs}`);
    sqlite.pragma('journal_mode = WAL');
    // A commit is on the disk before anybody is told of it.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    if (!isSound(sqlite)) throw new Damage();
    await migrate(sqlite, places);
    return sqlite;
  } catch (thrown) {
    sqlite?.close();
    if (thrown instanceof Damage || isDamage(thrown)) return null;
    throw fromFailure(toFailure(thrown));
  }
}

const patienceMs = 3_000;

class Damage extends Error {}

/** Looks at every page but those that are many and can be done without. */
function isSound(sqlite: Sqlite): boolean {
  const tables = sqlite
    .prepare(
      `SELECT name FROM sqlite_schema
       WHERE type = 'table' AND name NOT IN ('trails', 'directions') AND sql NOT LIKE 'CREATE VIRTUAL%'`,
    )
    .pluck()
    .all() as string[];
  return tables.every((table) => {
    const quoted = table.replaceAll('"', '""');
    return sqlite.pragma(`quick_check("${quoted}")`, { simple: true }) === 'ok';
  });
}

async function migrate(sqlite: Sqlite, places: Places): Promise<void> {
  const version = sqlite.pragma('user_version', { simple: true }) as number;
  if (version === migrations.length) return;
  if (version > 0) {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    await copyAside(places);
  }
  sqlite
    .transaction(() => {
      for (const migration of migrations.slice(version)) sqlite.exec(migration);
      sqlite.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
  // The version must be in the file itself, where a studio looks before it touches anything.
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
}

const magic = 'SQLite format 3\0';
/** @see https://sqlite.org/fileformat2.html#user_version_number */
const versionOffset = 60;

/** Reads a database's version without touching it. 0 = there is none yet. */
async function versionOf(file: string): Promise<number | 'damaged'> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return 0;
  try {
    const head = Buffer.alloc(100);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (bytesRead === 0) return 0;
    if (bytesRead < head.length || head.toString('latin1', 0, 16) !== magic) return 'damaged';
    return head.readUInt32BE(versionOffset);
  } finally {
    await handle.close();
  }
}

function newer(file: string): StudioFailure {
  return new StudioFailure(
    'unexpected',
    `The database ${file} was written by a newer Janus Studio. It was left untouched. Install that version, or choose another folder with --data.`,
  );
}

function markOf(sqlite: Sqlite): unknown {
  return sqlite.prepare(`SELECT value FROM marks WHERE name = 'studio'`).pluck().get();
}

function mark(sqlite: Sqlite, value: 'open' | 'closed'): void {
  sqlite
    .prepare(
      `INSERT INTO marks (name, value) VALUES ('studio', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
    )
    .run(value);
}
