import { studio } from '../studio.ts';
import { toFailure } from './failures.ts';
import type { JobFailure } from './jobs.ts';
import { createStore } from './store.ts';

/** How far the check of a model is, or what came of it. */
export type Check =
  | { readonly kind: 'running'; readonly phase: 'hash' | 'verify'; readonly share: number }
  | { readonly kind: 'done'; readonly verification: string }
  | { readonly kind: 'failed'; readonly failure: JobFailure };

/** By model. They go on while one is in another room. */
export const checks = createStore<Readonly<Record<string, Check>>>({});

const running = new Map<string, AbortController>();

/** Checks every file of a model, and runs it once. */
export async function check(id: string): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  note(id, { kind: 'running', phase: 'hash', share: 0 });
  try {
    for await (const event of studio.stream('model:verify', { id }, controller.signal)) {
      if (event.kind === 'verified') note(id, { kind: 'done', verification: event.verification });
      else {
        const share = event.doneBytes / Math.max(1, event.totalBytes);
        note(id, { kind: 'running', phase: event.phase, share });
      }
    }
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (controller.signal.aborted) note(id, null);
    else note(id, { kind: 'failed', failure });
  } finally {
    running.delete(id);
  }
}

export function stopCheck(id: string): void {
  running.get(id)?.abort();
}

function note(id: string, check: Check | null): void {
  const { [id]: _, ...others } = checks.get();
  checks.set(check === null ? others : { ...others, [id]: check });
}
