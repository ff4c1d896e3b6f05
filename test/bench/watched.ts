import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { HeldUp } from './serve-watched.ts';

/** The studio in a process of its own, as a person runs it. */
export interface Watched extends AsyncDisposable {
  /** With the token. */
  readonly address: string;
  /** From the process's start until it told its address. */
  readonly startMs: number;
  /** How long main's event loop was held up since this was asked last. */
  heldUp(): Promise<HeldUp>;
}

const script = join(import.meta.dirname, 'serve-watched.ts');

/** @param starter Folder of the checkpoint that ships; without one there is none. */
export async function serveWatched(dataFolder: string, starter = ''): Promise<Watched> {
  const begun = performance.now();
  const env = { ...process.env, JANUS_STUDIO_STARTER: starter };
  const child = fork(script, [dataFolder], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const address = await addressOf(child);
  const startMs = performance.now() - begun;
  return {
    address,
    startMs,
    async heldUp() {
      child.send('how long?');
      const [held] = (await once(child, 'message')) as [HeldUp];
      return held;
    },
    async [Symbol.asyncDispose]() {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      await exit;
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const part of child.stdout ?? []) {
    said += String(part);
    const address = /^Janus Studio: (\S+)\n/m.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Expected an address but the studio said: ${said}`);
}
