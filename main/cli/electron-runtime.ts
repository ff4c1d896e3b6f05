import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Longest wait for the runtime to be fetched: behind some firewalls it would come never. */
const FETCH_MS = 20_000;

/** What decides whether a window of our own can be shown. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null where there are no such numbers. */
  readonly uid: number | null;
  /** The folder of the npm package `electron`; null where it is not installed. */
  readonly electron: string | null;
  /** Remembers that the runtime could not be fetched. */
  readonly memory: string;
  /** A file of the system, as text; null when there is none. */
  readonly read: (file: string) => string | null;
}

/** The runtime's program, or why there is no window: the end of a sentence. */
export type Runtime = { readonly program: string } | { readonly why: string };

const Package = z.object({ version: z.string() });
const Memory = z.object({ version: z.string() });

/** Finds Electron's runtime, and fetches it where that was not tried in vain before. */
export async function findRuntime(machine: Machine, signal: AbortSignal): Promise<Runtime> {
  const why = whyNoWindow(machine);
  if (why !== null) return { why };
  const { electron } = machine;
  if (electron === null) return { why: 'the npm package "electron" is not installed' };
  const program = programIn(electron, machine) ?? (await fetched(electron, machine, signal));
  if (typeof program !== 'string') return program;
  const cage = whyNoSandbox(program, machine);
  return cage === null ? { program } : { why: cage };
}

/** What no runtime would change. */
function whyNoWindow({ platform, env, uid }: Machine): string | null {
  if (platform !== 'linux') return null;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'this machine has no screen';
  if (uid === 0) return "the window's sandbox does not run as root";
  return null;
}

/**
 * Chromium's sandbox needs namespaces of the user's own, or a helper that belongs to root. Where it
 * has neither it would have to be switched off, which is not ours to do.
 */
function whyNoSandbox(program: string, { platform, read }: Machine): string | null {
  if (platform !== 'linux') return null;
  const helper = statSync(path.join(path.dirname(program), 'chrome-sandbox'), {
    throwIfNoEntry: false,
  });
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return null;
  const says = (file: string, word: string) => read(`/proc/sys/${file}`)?.trim() === word;
  const refused =
    says('kernel/apparmor_restrict_unprivileged_userns', '1') ||
    says('kernel/unprivileged_userns_clone', '0') ||
    says('user/max_user_namespaces', '0');
  if (!refused) return null;
  const file = path.join(path.dirname(program), 'chrome-sandbox');
  return `this system gives the window's sandbox no namespaces ("sudo chown root '${file}' && sudo chmod 4755 '${file}'" lets it have one)`;
}

function programIn(electron: string, { env }: Machine): string | null {
  try {
    const name = readFileSync(path.join(electron, 'path.txt'), 'utf8');
    const program = path.join(
      env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(electron, 'dist'),
      name,
    );
    return existsSync(program) ? program : null;
  } catch {
    return null; // Not fetched yet.
  }
}

async function fetched(
  electron: string,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | Runtime> {
  const why = "Electron's runtime could not be fetched";
  const { version } = Package.parse(readJson(path.join(electron, 'package.json')));
  if (Memory.safeParse(readJson(machine.memory)).data?.version === version) {
    return { why: `${why} before (delete ${machine.memory} to try again)` };
  }
  try {
    const install = path.join(electron, 'install.js');
    await promisify(execFile)(process.execPath, [install], {
      timeout: FETCH_MS,
      killSignal: 'SIGKILL',
      signal,
    });
  } catch {
    signal.throwIfAborted();
  }
  const program = programIn(electron, machine);
  if (program !== null) return program;
  await mkdir(path.dirname(machine.memory)).catch(() => undefined); // It is there, or writing says so.
  await writeFile(machine.memory, JSON.stringify({ version }));
  return { why };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // Whoever asks looks at what it is.
  }
}

/**
 * Runs the desktop host until it ends, or ends it with the signal.
 * @param app The folder of the app's package.json.
 * @returns The exit code, null when it was killed or could not be started.
 */
export async function runDesktop(
  program: string,
  app: string,
  dataFolder: string,
  signal: AbortSignal,
): Promise<number | null> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(program, [app, `--data=${dataFolder}`], { stdio: 'inherit', env });
  const end = () => child.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  } catch {
    return null; // It could not be started.
  } finally {
    signal.removeEventListener('abort', end);
  }
}
