import { Client } from './client.ts';
import type { EngineVerbs } from './messages.ts';
import type { ChildEntry } from './process.ts';

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
    ...(log && { log }),
  });
}

const engineEntry = new URL('./engine-entry.ts', import.meta.url);
