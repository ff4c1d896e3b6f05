import type { Exported, ExportRequest } from '../../../preload/contract/export.ts';
import { toFailure } from '../../state/failures.ts';
import type { JobFailure } from '../../state/jobs.ts';
import { createStore } from '../../state/store.ts';
import { studio } from '../../studio.ts';
import { downloadFrom } from '../../ui/download.ts';
import { trouble } from '../known.ts';

/** How the one export that there is goes on, or went. */
export type Exporting =
  | { readonly state: 'going'; readonly done: number; readonly total: number; readonly ms: number }
  | { readonly state: 'done'; readonly exported: Exported }
  | { readonly state: 'failed'; readonly failure: JobFailure };

/** It goes on while its dialog is closed, and in other rooms. */
export const exporting = createStore<Exporting | null>(null);

/** Whether the dialog lies over the room. */
export const exportOpen = createStore(false);

let stopper = new AbortController();

/** Exports, and in a browser downloads what comes of it. */
export async function startExport(request: ExportRequest): Promise<void> {
  stopper = new AbortController();
  const began = performance.now();
  exporting.set({ state: 'going', done: 0, total: 0, ms: 0 });
  try {
    for await (const event of studio.stream('export:write', request, stopper.signal)) {
      if (event.kind === 'progress') {
        const { done, total } = event;
        exporting.set({ state: 'going', done, total, ms: performance.now() - began });
        continue;
      }
      const { exported } = event;
      exporting.set({ state: 'done', exported });
      if (exported.address !== null) downloadFrom(exported.address, exported.name);
    }
  } catch (thrown) {
    const failure = toFailure(thrown);
    exporting.set(failure.code === 'cancelled' ? null : { state: 'failed', failure });
  }
}

/** Leaves nothing of it. */
export function stopExport(): void {
  stopper.abort();
}

/** Shows a finished export in the system's file browser. */
export async function reveal({ id }: Exported): Promise<void> {
  try {
    await studio.ask('export:reveal', { id });
  } catch (thrown) {
    trouble.set(toFailure(thrown));
  }
}
