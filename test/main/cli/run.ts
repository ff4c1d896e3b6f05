import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr or stdout has held this. */
  said(what: string): Promise<void>;
  /** Ctrl+C as a terminal sends it: to the command and to everything it started. */
  interrupt(): void;
}

const bin = fileURLToPath(new URL('../../../main/bin.js', import.meta.url));
const fakeBin = fileURLToPath(new URL('./fake-cli.ts', import.meta.url));

/** What to run with: a data folder, the real engine or the fake one, as on a terminal or not. */
export interface RunOptions {
  readonly data: string;
  readonly engine?: 'real' | 'fake';
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `studio …` in a process of its own. */
export function start(
  args: readonly string[],
  { data, engine = 'fake', columns, env }: RunOptions,
): Running {
  const child = spawn(process.execPath, [engine === 'fake' ? fakeBin : bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: {
      ...process.env,
      JANUS_STUDIO_DATA: data,
      ...(columns !== undefined && { COLUMNS: String(columns) }),
      ...env,
    },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return {
    pid: child.pid ?? 0,
    ended,
    async said(what) {
      const over = ended.then(({ code }) => {
        throw new Error(`It ended with ${code ?? 'no code'}: ${out}${err}`);
      });
      while (!`${out}${err}`.includes(what)) await Promise.race([sleep(5), over]);
    },
    interrupt: () => process.kill(-(child.pid ?? NaN), 'SIGINT'),
  };
}

/** Runs `studio …` to its end. */
export function studio(args: readonly string[], options: RunOptions): Promise<Ended> {
  return start(args, options).ended;
}
