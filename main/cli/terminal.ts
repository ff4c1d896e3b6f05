import type { CrewOptions } from '../children/crew.ts';

/** What a command has of the world: where to write, when to stop, whom to work with. */
export interface Terminal {
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Writes on stdout: results. */
  readonly print: (text: string) => void;
  /** Writes on stderr: progress, and what went wrong. */
  readonly tell: (text: string) => void;
  /** Width of the terminal that reads stderr, or null when nobody watches. */
  readonly columns: number | null;
  readonly crew: CrewOptions;
}

/** The command was written wrongly. Ends with exit code 2. */
export class UsageFailure extends Error {}

/** Prints the one document of a `--json` run. */
export function printJson(terminal: Terminal, document: unknown): void {
  terminal.print(`${JSON.stringify(document)}\n`);
}
