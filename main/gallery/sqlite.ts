import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { fromFailure, toFailure } from '../failure.ts';

/** An open database. Statements hold up the whole process: keep each below 10 ms. */
export type Sqlite = BetterSqlite3.Database;

/** Opens a database file, made if it is not there. Never waits for a lock. */
export async function openSqlite(file: string): Promise<Sqlite> {
  // Crashes the process on Node 20: never before the version check.
  const { default: Database } = await import('better-sqlite3');
  return new Database(file, { timeout: 0 });
}

const retryMs = 20;
const patienceMs = 5_000;

/**
 * Runs the work as one transaction: all of it happens, or nothing. Waits a while, without holding
 * up anything else, when another program is writing; the work may then run again.
 *
 * @throws {StudioFailure} `busy` when the other program does not finish.
 */
export async function write<Result>(sqlite: Sqlite, work: () => Result): Promise<Result> {
  const transaction = sqlite.transaction(work);
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return transaction.immediate();
    } catch (cause) {
      if (!isBusy(cause)) throw cause;
      if (performance.now() > until) throw fromFailure(toFailure(cause));
    }
    await sleep(retryMs);
  }
}

/** Another connection holds the lock. */
export function isBusy(thrown: unknown): boolean {
  return codeOf(thrown).startsWith('SQLITE_BUSY');
}

/** The file is no database, or a broken one. */
export function isDamage(thrown: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(thrown));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
