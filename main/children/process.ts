import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hearOutput } from './output.ts';
import type { Down } from './messages.ts';

/** A child process, whatever started it: Node's fork here, Electron's utilityProcess there. */
export interface ChildProcess {
  /** Fire and forget: a child that cannot hear any more ends, and `exit` says why. */
  readonly send: (message: Down) => void;
  readonly kill: () => void;
  /** Resolves when the child is gone, with the reason as the end of a sentence. Never rejects. */
  readonly exit: Promise<string>;
}

/** Who listens to a child. */
export interface ChildEars {
  /** Hears its messages, unparsed. */
  readonly hear: (message: unknown) => void;
  /** Hears what it writes on stdout and stderr, line by line. */
  readonly log: (line: string) => void;
}

/** What a child runs: a module, in a Node of its own; or the host's own way to start it. */
export type ChildEntry = URL | ((ears: ChildEars) => ChildProcess);

const pipeWaitMs = 300;

/** Starts a child. */
export function startChild(entry: ChildEntry, ears: ChildEars): ChildProcess {
  return typeof entry === 'function' ? entry(ears) : startNode(entry, ears);
}

/**
 * Starts a Node child. Its stdout is not ours: under `--json` that belongs to one document.
 * @param env Its environment.
 */
export function startNode(entry: URL, { hear, log }: ChildEars, env = process.env): ChildProcess {
  const child = fork(fileURLToPath(entry), {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env,
  });
  const lastWords = hearOutput(child, log);
  child.on('message', hear);

  const exit = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      resolve(`it could not be started or reached: ${error.message}`);
    });
    child.on('exit', (code, signal) => {
      // Its last words may still be in the pipe; a grandchild may hold the pipe open for ever.
      const tell = () => {
        const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
        resolve(how + lastWords());
      };
      const timer = setTimeout(tell, pipeWaitMs);
      child.on('close', () => {
        clearTimeout(timer);
        tell();
      });
    });
  });
  return {
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    exit,
  };
}
