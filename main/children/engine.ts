import { Client } from './client.ts';
import { withHugePages } from './huge-pages.ts';
import type { EngineVerbs } from './messages.ts';
import { type ChildEntry, startNode } from './process.ts';

/** The child that runs the model, alone with ONNX Runtime. */
export type Engine = Client<EngineVerbs>;

/** @param entry Default: the engine itself. */
export function openEngine(log?: (line: string) => void, entry: ChildEntry = engineEntry): Engine {
  // It has nothing to clean up, so quitting is not waited for long.
  return new Client<EngineVerbs>({
    entry,
    name: 'engine',
    stopped: 'engine-stopped',
    quitMs: 300,
    graceMs,
    ...(log && { log }),
  });
}

/**
 * A stopped job may end the run it is in. Killing takes a tenth of a second, but the next job then
 * waits for a new process to load the model again: measured with Janus-Pro-1B 4 s and more, while no
 * run takes as long (a row of tokens 1 s, a stretch of a prompt 2 s, vision 2 s, VQ 3 s). So a run in
 * flight finishes; `npm run bench` measures both. Only who is not done after several loads of a 7B
 * hangs.
 */
const graceMs = 60_000;

const engineEntry: ChildEntry = (ears) =>
  startNode(new URL('./engine-entry.ts', import.meta.url), ears, withHugePages(process.env));
