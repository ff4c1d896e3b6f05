import type { QueuedJob } from '../../preload/contract/queue.ts';
import type { KeptJob } from './job-rows.ts';
import type { Show } from './show.ts';

/** A job of the queue: what is kept of it, and what it shows. */
export type Job = { -readonly [Key in keyof KeptJob]: KeptJob[Key] } & { show: Show };

/** The jobs in the order in which they will run, the running one first. */
export function inOrder(jobs: readonly Job[]): Job[] {
  const rank = ({ state }: Job): number => (state === 'running' ? 0 : 1);
  return [...jobs].sort((a, b) => rank(a) - rank(b) || a.position - b.position);
}

/** Lets two jobs change places. */
export function swap(job: Job, other: Job | undefined): void {
  if (other === undefined) return;
  [job.position, other.position] = [other.position, job.position];
}

/** A job as windows see it. */
export function outside(job: Job): QueuedJob {
  const { id, request, state, saved, failure, addedAt } = job;
  const shares = job.show.shares();
  const { count } = request;
  let done = 0;
  for (let index = 0; index < count; index += 1) {
    done += index < saved ? 1 : (shares.get(index) ?? 0);
  }
  return { id, request, state, saved, progress: done / count, failure, addedAt };
}
