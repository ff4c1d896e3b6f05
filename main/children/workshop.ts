import { Client } from './client.ts';
import type { WorkshopVerbs } from './messages.ts';
import type { ChildEntry } from './process.ts';

/** The child that decodes foreign bytes, writes pictures and builds models. */
export type Workshop = Client<WorkshopVerbs>;

/** @param entry Default: the workshop itself. */
export function openWorkshop(
  log?: (line: string) => void,
  entry: ChildEntry = workshopEntry,
): Workshop {
  // A model half built is removed before it quits, which may take a while.
  return new Client<WorkshopVerbs>({
    entry,
    name: 'workshop',
    stopped: 'workshop-stopped',
    quitMs: 10_000,
    ...(log && { log }),
  });
}

const workshopEntry = new URL('./workshop-entry.ts', import.meta.url);
