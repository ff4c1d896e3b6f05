import type { ChildEntry } from './process.ts';
import { openEngine, type Engine } from './engine.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** The children a studio works with. Started when first needed; dispose to end them. */
export interface Crew extends AsyncDisposable {
  readonly engine: Engine;
  readonly workshop: Workshop;
}

/** What can be different about a crew. */
export interface CrewOptions {
  /** Hears what the children write on stdout and stderr. */
  readonly log?: (line: string) => void;
  /** What to run as children, and how. Default: our own modules, in Nodes of their own. */
  readonly entries?: { readonly engine: ChildEntry; readonly workshop: ChildEntry };
}

/** Opens both children; neither process starts before its first call. */
export function openCrew({ log, entries }: CrewOptions = {}): Crew {
  const engine = openEngine(log, entries?.engine);
  const workshop = openWorkshop(log, entries?.workshop);
  return {
    engine,
    workshop,
    async [Symbol.asyncDispose]() {
      await Promise.all([engine[Symbol.asyncDispose](), workshop[Symbol.asyncDispose]()]);
    },
  };
}
