import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Command } from 'commander';
import { dataPaths } from './data-folder.ts';
import { findRuntime, runDesktop, type Machine } from './electron-runtime.ts';
import type { Terminal } from './terminal.ts';

const app = path.join(import.meta.dirname, '../..');
/** A window that ends with an error so soon was never there. */
const SOON_MS = 10_000;

/** `studio start` */
export function addStart(program: Command, { signal, tell }: Terminal): void {
  program
    .command('start')
    .description('open the studio: in a window of its own, or where that cannot be in the browser')
    .option('--browser', 'open it in the browser')
    .action(async ({ browser = false }: { readonly browser?: boolean }, command: Command) => {
      const dataFolder = dataPaths(command).root;
      const why = browser ? null : await showWindow(dataFolder, signal);
      if (why === 'shown' || signal.aborted) return;
      if (why !== null) tell(`No window of its own: ${why}. The studio opens in the browser.\n`);
      const { serve } = await import('../serve.ts');
      await serve({ port: 0, host: '127.0.0.1', open: true, dataFolder }, signal);
    });
}

/** @returns Why there was no window, as the end of a sentence. */
async function showWindow(dataFolder: string, signal: AbortSignal): Promise<string> {
  const runtime = await findRuntime(thisMachine(), signal);
  if ('why' in runtime) return runtime.why;
  const startedAt = performance.now();
  const code = await runDesktop(runtime.program, app, dataFolder, signal);
  const never = code !== 0 && performance.now() - startedAt < SOON_MS;
  return never ? `Electron ended at once (exit code ${code ?? 'unknown'})` : 'shown';
}

function thisMachine(): Machine {
  const { platform, env } = process;
  return {
    platform,
    env,
    uid: process.getuid?.() ?? null,
    electron: electronFolder(),
    memory: path.join(app, 'dist/electron-runtime.json'),
    read: (file) => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return null; // This system has no such switch.
      }
    },
  };
}

function electronFolder(): string | null {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null; // Not installed, as with `npm ci --omit=dev`.
  }
}
