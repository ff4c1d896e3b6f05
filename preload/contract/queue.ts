import { z } from 'zod';
import type { Failure } from './failure.ts';
import type { DrawRequest } from './picture.ts';

export const JobId = z.uuid();
export type JobId = z.infer<typeof JobId>;

/** A job that has not ended well yet. Those that have are in the gallery. */
export interface QueuedJob {
  readonly id: JobId;
  readonly request: DrawRequest;
  readonly state: 'waiting' | 'running' | 'failed';
  /** Pictures saved so far. */
  readonly saved: number;
  /** Of all its pictures, 0 to 1. */
  readonly progress: number;
  /** Why it failed; null otherwise. */
  readonly failure: Failure | null;
  /** ISO 8601, UTC. */
  readonly addedAt: string;
}

/** The queue as a whole; every change sends it anew. */
export interface QueueState {
  /** In the order in which they will run; the running one first. */
  readonly jobs: readonly QueuedJob[];
  /** The running job goes on; no other starts. */
  readonly paused: boolean;
  /** Why it is paused, when nobody paused it: the studio did not end cleanly the last time. */
  readonly afterCrash: boolean;
}

/** One change to one job. */
export const QueueChange = z.strictObject({
  id: JobId,
  /**
   * `front`: next after the running one. `up`, `down`: one place. `retry`: a failed one waits again.
   * `load-anyway`: the same, and its model is loaded though the forecast says that the memory will not do.
   * `stop`: ends it and keeps the picture in hand as far as it is. `discard`: ends it and keeps only
   * what was saved. Both take a waiting or failed job out of the queue.
   */
  change: z.enum(['front', 'up', 'down', 'retry', 'load-anyway', 'stop', 'discard']),
});
export type QueueChange = z.infer<typeof QueueChange>;
