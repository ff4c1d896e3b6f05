import { Failure } from '../../preload/contract/failure.ts';
import { DrawRequest } from '../../preload/contract/picture.ts';
import type { QueuedJob } from '../../preload/contract/queue.ts';
import { write, type Sqlite } from '../gallery/sqlite.ts';

/** A job as the database keeps it. */
export interface KeptJob {
  readonly id: string;
  readonly request: DrawRequest;
  readonly state: QueuedJob['state'];
  /** Jobs run in this order. */
  readonly position: number;
  /** Pictures saved so far. */
  readonly saved: number;
  readonly failure: Failure | null;
  readonly addedAt: string;
}

interface Stored {
  readonly id: string;
  readonly request: string;
  readonly state: QueuedJob['state'];
  readonly position: number;
  readonly saved: number;
  readonly failure: string | null;
  readonly added_at: number;
}

/** The jobs in their order; those of another version that cannot be understood are left alone. */
export function readJobs(sqlite: Sqlite): KeptJob[] {
  const rows = sqlite.prepare('SELECT * FROM jobs ORDER BY position, added_at').all() as Stored[];
  return rows.flatMap((row) => {
    const request = DrawRequest.safeParse(parseJson(row.request));
    if (!request.success) return [];
    const failure = Failure.safeParse(parseJson(row.failure ?? 'null'));
    return {
      id: row.id,
      request: request.data,
      state: row.state,
      position: row.position,
      saved: row.saved,
      failure: failure.success ? failure.data : null,
      addedAt: new Date(row.added_at).toISOString(),
    };
  });
}

/** Keeps a job as it is now. Part of a transaction. */
export function keepJob(sqlite: Sqlite, job: KeptJob): void {
  sqlite
    .prepare(
      `INSERT INTO jobs (id, request, state, position, saved, failure, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET request = excluded.request, state = excluded.state,
         position = excluded.position, saved = excluded.saved, failure = excluded.failure`,
    )
    .run(
      job.id,
      JSON.stringify(job.request),
      job.state,
      job.position,
      job.saved,
      job.failure && JSON.stringify(job.failure),
      Date.parse(job.addedAt),
    );
}

/** A job that has ended well, or that nobody wants. */
export async function dropJob(sqlite: Sqlite, id: string): Promise<void> {
  await write(sqlite, () => sqlite.prepare('DELETE FROM jobs WHERE id = ?').run(id));
}

/** Whether a person paused the queue before the studio was closed. */
export function readPaused(sqlite: Sqlite): boolean {
  return sqlite.prepare(`SELECT 1 FROM marks WHERE name = 'queue-paused'`).get() !== undefined;
}

export async function keepPaused(sqlite: Sqlite, paused: boolean): Promise<void> {
  const sql = paused
    ? `INSERT OR IGNORE INTO marks (name, value) VALUES ('queue-paused', 'yes')`
    : `DELETE FROM marks WHERE name = 'queue-paused'`;
  await write(sqlite, () => sqlite.prepare(sql).run());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema refuses it.
  }
}
