import { readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import Sqlite from 'better-sqlite3';
import { toFailure } from '../../../main/failure.ts';
import { backUp, listBackups, needsBackup } from '../../../main/gallery/backups.ts';
import { openDatabase } from '../../../main/gallery/database.ts';
import { write } from '../../../main/gallery/sqlite.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { emptyFolder } from '../folder.ts';

async function emptyPlace() {
  return pathsUnder(await emptyFolder());
}

/** Opens, does something, closes as a studio does that ends well. */
async function using<Result>(
  paths: Awaited<ReturnType<typeof emptyPlace>>,
  work: (database: Awaited<ReturnType<typeof openDatabase>>) => Result | Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(paths);
  try {
    return await work(database);
  } finally {
    database[Symbol.dispose]();
  }
}

const addTag = `INSERT INTO tags (name, folded) VALUES ('kept', 'kept')`;
const tags = 'SELECT name FROM tags';

test('is made when there is none, and is in order', async () => {
  const paths = await emptyPlace();
  await using(paths, ({ sqlite, afterCrash, restored }) => {
    expect({ afterCrash, restored }).toEqual({ afterCrash: false, restored: null });
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
  });
  await using(paths, ({ restored }) => {
    expect(restored).toBeNull();
  });
});

test('knows whether the studio ended cleanly', async () => {
  const paths = await emptyPlace();
  const crashed = await openDatabase(paths);
  crashed.sqlite.close();
  await using(paths, ({ afterCrash }) => {
    expect(afterCrash).toBe(true);
  });
  await using(paths, ({ afterCrash }) => {
    expect(afterCrash).toBe(false);
  });
});

test('a command that runs no queue neither leaves the mark of a crash nor takes it away', async () => {
  const paths = await emptyPlace();
  await using(paths, () => undefined);
  const killed = await openDatabase(paths, { passing: true });
  killed.sqlite.close();
  const crashed = await openDatabase(paths);
  expect(crashed.afterCrash).toBe(false);
  crashed.sqlite.close();
  const passing = await openDatabase(paths, { passing: true });
  passing[Symbol.dispose]();
  await using(paths, ({ afterCrash }) => {
    expect(afterCrash).toBe(true);
  });
});

test('one from a newer studio is refused with a sentence and not touched', async () => {
  const paths = await emptyPlace();
  await using(paths, () => undefined);
  const newer = new Sqlite(paths.database);
  newer.pragma('user_version = 9000');
  newer.pragma('wal_checkpoint(TRUNCATE)');
  newer.close();
  const before = await readFile(paths.database);
  await expect(openDatabase(paths)).rejects.toThrow('written by a newer Janus Studio');
  expect(await readFile(paths.database)).toEqual(before);
  expect(await readdir(paths.root)).toEqual(['studio.sqlite']);
});

test('one from before pictures were scored in rounds is copied aside and brought up to date', async () => {
  const paths = await emptyPlace();
  await using(paths, ({ sqlite }) => {
    sqlite.exec(addTag);
    sqlite.exec('DROP TABLE round_wishes; DROP TABLE round_pictures');
    sqlite.exec('ALTER TABLE scores DROP COLUMN gain');
    sqlite.pragma('user_version = 4');
  });
  await using(paths, ({ sqlite }) => {
    expect(sqlite.pragma('user_version', { simple: true })).toBe(6);
    expect(sqlite.prepare(tags).pluck().all()).toEqual(['kept']);
    sqlite.exec(`INSERT INTO round_wishes (kind, wish) VALUES ('scores', '{}')`);
    sqlite.exec(`INSERT INTO round_pictures (kind, picture, wish) VALUES ('scores', 7, 1)`);
    expect(() => sqlite.exec(`INSERT INTO round_wishes (kind, wish) VALUES ('x', '')`)).toThrow();
  });
  const [copy] = await listBackups(paths);
  const older = new Sqlite(copy, { readonly: true });
  expect(older.pragma('user_version', { simple: true })).toBe(4);
  older.close();
});

const damages: Record<string, (file: string) => Promise<void>> = {
  'not a database at all': (file) => writeFile(file, 'not a database, '.repeat(1000)),
  'cut short': (file) => truncate(file, 20_000),
  'full of zeros in the middle': async (file) => {
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0, 4096, 3 * 4096));
  },
  'a header with nothing behind it': (file) => truncate(file, 50),
};

test.each(Object.keys(damages))(
  'one that is %s is set aside, and its newest backup takes its place',
  async (how) => {
    const paths = await emptyPlace();
    await using(paths, async ({ sqlite }) => {
      sqlite.exec(addTag);
      await backUp(sqlite, paths);
      sqlite.exec(`INSERT INTO tags (name, folded) VALUES ('after', 'after')`);
    });
    await damages[how]?.(paths.database);
    const damaged = await readFile(paths.database);
    await using(paths, ({ sqlite, restored }) => {
      expect(restored).toMatch(/damaged and was set aside as .*damaged-1.sqlite. .*studio-000001/);
      expect(sqlite.prepare(tags).pluck().all()).toEqual(['kept']);
    });
    expect(await readFile(path.join(paths.backups, 'damaged-1.sqlite'))).toEqual(damaged);
    await using(paths, ({ restored }) => {
      expect(restored).toBeNull();
    });
  },
);

test('a damaged backup is passed over for the one before it', async () => {
  const paths = await emptyPlace();
  await using(paths, async ({ sqlite }) => {
    sqlite.exec(addTag);
    await backUp(sqlite, paths);
    await backUp(sqlite, paths);
  });
  const [newest] = await listBackups(paths);
  await writeFile(newest!, 'x'.repeat(10_000));
  await writeFile(paths.database, 'y'.repeat(10_000));
  await using(paths, ({ sqlite, restored }) => {
    expect(restored).toContain('studio-000001.sqlite took its place');
    expect(sqlite.prepare(tags).pluck().all()).toEqual(['kept']);
  });
});

test('without a backup a new one is made, and that is told', async () => {
  const paths = await emptyPlace();
  await writeFile(paths.database, 'x'.repeat(10_000));
  await using(paths, ({ restored }) => {
    expect(restored).toContain('There was no backup: a new one was made.');
  });
});

test('one that is gone comes back from its backup', async () => {
  const paths = await emptyPlace();
  await using(paths, async ({ sqlite }) => {
    sqlite.exec(addTag);
    await backUp(sqlite, paths);
  });
  await rm(paths.database);
  await using(paths, ({ sqlite, restored }) => {
    expect(restored).toMatch(/was gone. .*studio-000001.sqlite took its place/);
    expect(sqlite.prepare(tags).pluck().all()).toEqual(['kept']);
  });
});

test('three backups are kept, and the newest counts whatever the clock says', async () => {
  const paths = await emptyPlace();
  await using(paths, async ({ sqlite }) => {
    expect(await needsBackup(paths)).toBe(true);
    for (let count = 0; count < 5; count++) await backUp(sqlite, paths);
    expect(await needsBackup(paths)).toBe(false);
  });
  const backups = await listBackups(paths);
  expect(backups.map((file) => path.basename(file))).toEqual([
    'studio-000005.sqlite',
    'studio-000004.sqlite',
    'studio-000003.sqlite',
  ]);
  const nextYear = new Date(Date.now() + 365 * 86_400_000);
  await utimes(backups[0]!, nextYear, nextYear);
  expect(await needsBackup(paths)).toBe(true);
});

test('a write waits for another program to finish, and gives up with a sentence', async () => {
  const paths = await emptyPlace();
  await using(paths, async ({ sqlite }) => {
    const other = new Sqlite(paths.database);
    other.exec('BEGIN IMMEDIATE');
    setTimeout(() => other.exec('COMMIT'), 300);
    await write(sqlite, () => sqlite.exec(addTag));
    expect(sqlite.prepare(tags).pluck().all()).toEqual(['kept']);
    other.exec('BEGIN IMMEDIATE');
    const refused = write(sqlite, () => sqlite.exec('DELETE FROM tags'));
    await expect(refused).rejects.toMatchObject({ code: 'busy' });
    other.close();
    expect(sqlite.prepare(tags).pluck().all()).toEqual(['kept']);
  });
});

test('opening waits for another program, and gives up with a sentence', async () => {
  const paths = await emptyPlace();
  await using(paths, () => undefined);
  const other = new Sqlite(paths.database);
  other.exec('BEGIN IMMEDIATE');
  await expect(openDatabase(paths)).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('Another program') as string,
  });
  other.close();
  await using(paths, ({ restored }) => {
    expect(restored).toBeNull();
  });
});

test('one that cannot grow fails as a full disk does, and has lost nothing', async () => {
  const paths = await emptyPlace();
  await using(paths, async ({ sqlite }) => {
    sqlite.exec(addTag);
    const pages = sqlite.pragma('page_count', { simple: true }) as number;
    sqlite.pragma(`max_page_count = ${pages}`);
    const large = `INSERT INTO tags (name, folded) VALUES (hex(zeroblob(1000000)), 'large')`;
    const thrown = await write(sqlite, () => sqlite.exec(large)).catch((error: unknown) => error);
    expect(toFailure(thrown).code).toBe('disk-full');
    sqlite.pragma('max_page_count = 100000');
    await write(sqlite, () => sqlite.exec(large));
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});
