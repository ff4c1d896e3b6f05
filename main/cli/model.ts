import { openWorkshop } from '../children/workshop.ts';
import { readyModel } from '../jobs/ready-model.ts';
import type { InstalledModel } from '../models/library.ts';
import { createProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/**
 * The model a command works with: of that id, or the newest, or the starter, built now if need be.
 * @throws {StudioFailure} `no-model`, with what to do.
 */
export async function modelFor(
  models: string,
  id: string | undefined,
  terminal: Terminal,
): Promise<InstalledModel> {
  await using workshop = openWorkshop(terminal.crew.log, terminal.crew.entries?.workshop);
  using progress = createProgress(terminal);
  const note = (text: string) => {
    progress.note(text);
  };
  return await readyModel({ models, id, note }, workshop, terminal.signal);
}
