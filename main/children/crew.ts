import type { ChildEntry } from './process.ts';
import { memoryBytes } from '../../native-models/forecast.ts';
import { openEngine, type Engine } from './engine.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** The children a studio works with. Started when first needed; dispose to end them. */
export interface Crew extends AsyncDisposable {
  readonly engine: Engine;
  readonly workshop: Workshop;
  /** Of this machine, for the engine. */
  readonly memoryBytes: number;
}

/** What can be different about a crew. */
export interface CrewOptions {
  /** Hears what the children write on stdout and stderr. */
  readonly log?: (line: string) => void;
  /** What to run as children, and how. Default: our own modules, in Nodes of their own. */
  readonly entries?: { readonly engine: ChildEntry; readonly workshop: ChildEntry };
  /** Memory that forecasts count on. Default: this machine's. Bytes. */
  readonly memory?: number;
}

/** Opens both children; neither process starts before its first call. */
export function openCrew({ log, entries, memory }: CrewOptions = {}): Crew {
  const engine = openEngine(log, entries?.engine);
  const workshop = openWorkshop(log, entries?.workshop);
  return {
    engine,
    workshop,
    memoryBytes: memory ?? memoryBytes(),
    async [Symbol.asyncDispose]() {
      await Promise.all([engine[Symbol.asyncDispose](), workshop[Symbol.asyncDispose]()]);
    },
  };
}
