import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Down } from './messages.ts';

/** A child process, whatever started it: Node's fork here, Electron's utilityProcess there. */
export interface ChildProcess {
  /** Fire and forget: a child that cannot hear any more ends, and `exit` says why. */
  readonly send: (message: Down) => void;
  readonly kill: () => void;
  /** Resolves when the child is gone, with the reason as the end of a sentence. Never rejects. */
  readonly exit: Promise<string>;
}

/** What a child is started with. */
export interface ChildStart {
  /** The module it runs. */
  readonly entry: URL;
  /** Hears its messages, unparsed. */
  readonly hear: (message: unknown) => void;
  /** Hears what it writes on stdout and stderr, line by line. */
  readonly log: (line: string) => void;
}

const keptLines = 3;
const pipeWaitMs = 300;

/** Starts a Node child. Its stdout is not ours: under `--json` that belongs to one document. */
export function startChild({ entry, hear, log }: ChildStart): ChildProcess {
  const child = fork(fileURLToPath(entry), {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  const lastWords: string[] = [];
  readLines(child.stdout, log);
  readLines(child.stderr, (line) => {
    lastWords.push(line);
    if (lastWords.length > keptLines) lastWords.shift();
    log(line);
  });
  child.on('message', hear);

  const exit = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      resolve(`it could not be started or reached: ${error.message}`);
    });
    child.on('exit', (code, signal) => {
      // Its last words may still be in the pipe; a grandchild may hold the pipe open for ever.
      const tell = () => {
        resolve(exitReason(code, signal, lastWords));
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

function exitReason(code: number | null, signal: string | null, lastWords: readonly string[]) {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  return lastWords.length === 0 ? how : `${how}; it last said: ${lastWords.join(' / ')}`;
}

/** Hands on whole lines, each cut to a readable length. */
function readLines(stream: NodeJS.ReadableStream | null, take: (line: string) => void) {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-2000);
    for (const line of lines) if (line.trim() !== '') take(line.trim().slice(0, 500));
  });
  stream?.on('end', () => {
    if (rest.trim() !== '') take(rest.trim().slice(0, 500));
  });
}
