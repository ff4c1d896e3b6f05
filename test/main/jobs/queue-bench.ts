import { onTestFinished } from 'vitest';
import { StudioFailure, throwIfCancelled } from '../../../main/failure.ts';
import { openDatabase, type Database } from '../../../main/gallery/database.ts';
import { packOdds } from '../../../main/gallery/trail.ts';
import { Queue, type JobRun } from '../../../main/jobs/queue.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { DrawEvent, DrawRequest, Picture } from '../../../preload/contract/picture.ts';
import { emptyFolder } from '../folder.ts';

export const never = new AbortController().signal;

export function wish(prompt: string, count = 1): DrawRequest {
  return { prompt, seed: 1, count, guidance: 5, temperature: 1, previewShare: 0 };
}

export interface Bench {
  readonly folder: string;
  readonly database: Database;
  readonly queue: Queue;
  /** Prompts in the order in which they began to be drawn. */
  readonly begun: string[];
  /** Lets a picture whose prompt says `wait` go on. */
  readonly go: () => void;
}

/** A queue on a real database that draws pictures of four tokens in no time. */
export async function open(folder?: string): Promise<Bench> {
  const root = folder ?? (await emptyFolder());
  const database = await openDatabase(pathsUnder(root));
  const begun: string[] = [];
  let go = (): void => undefined;
  const run = async function* (job: JobRun): AsyncGenerator<DrawEvent> {
    const { request, signal, stop } = job;
    begun.push(request.prompt);
    if (request.prompt.startsWith('fail')) throw new StudioFailure('engine-stopped', 'It died.');
    if (request.prompt.startsWith('full')) throw new StudioFailure('disk-full', 'It is full.');
    for (let index = job.saved; index < request.count; index += 1) {
      yield { kind: 'phase', phase: 'draw', index };
      const odds = packOdds({ logProbabilities: [-1, -1], entropies: [1, 1] });
      const known = { tokensTotal: 4, msPerToken: 1, given: 0, odds };
      const base = { kind: 'tokens', index, seed: 1, ...known } as const;
      yield { ...base, tokensDone: 2 };
      const ending = AbortSignal.any([signal, stop]);
      throwIfCancelled(ending);
      if (request.prompt.startsWith('wait')) {
        await new Promise<void>((resolve) => {
          go = resolve;
          ending.addEventListener('abort', go);
        });
      }
      // A picture in hand that cannot be kept.
      if (stop.aborted && request.prompt.endsWith('full')) {
        throw new StudioFailure('disk-full', 'It is full.');
      }
      throwIfCancelled(ending);
      yield { ...base, tokensDone: 4 };
      job.noteSaved(index + 1);
      yield { kind: 'saved', index, picture: { seed: 1 } as Picture };
    }
  };
  const { sqlite, afterCrash } = database;
  const queue = new Queue({ sqlite, afterCrash, run });
  onTestFinished(() => close({ queue, database }));
  return {
    folder: root,
    database,
    queue,
    begun,
    go: () => {
      go();
    },
  };
}

export async function close({ queue, database }: Pick<Bench, 'queue' | 'database'>): Promise<void> {
  await queue[Symbol.asyncDispose]();
  database[Symbol.dispose]();
}

/** Adds a job without staying to see. @returns Its id. */
export async function add(queue: Queue, prompt: string, count = 1): Promise<string> {
  for await (const event of queue.draw(wish(prompt, count), never)) {
    if (event.kind === 'queued') return event.jobId;
  }
  throw new Error('Expected to be told a place in the queue.');
}

export async function ends(queue: Queue, id: string): Promise<string> {
  try {
    for await (const _ of queue.follow(id, never));
    return 'end';
  } catch (thrown) {
    return thrown instanceof StudioFailure ? thrown.code : String(thrown);
  }
}

export const prompts = (queue: Queue): string[] =>
  queue.state.get().jobs.map((job) => job.request.prompt);
export const states = (queue: Queue): string[] => queue.state.get().jobs.map((job) => job.state);
