import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import { hearOutput } from '../children/output.ts';
import type { ChildEars, ChildEntry, ChildProcess } from '../children/process.ts';
import type { CrewOptions } from '../children/crew.ts';

/** The studio's children as processes of Electron: its Node cannot be forked, a fuse forbids it. */
export const utilityEntries: NonNullable<CrewOptions['entries']> = {
  engine: asUtility(new URL('../children/engine-entry.ts', import.meta.url), 'Janus engine'),
  workshop: asUtility(new URL('../children/workshop-entry.ts', import.meta.url), 'Janus workshop'),
};

/** @param name As task managers show it. */
export function asUtility(entry: URL, name: string): ChildEntry {
  return (ears) => startUtility(fileURLToPath(entry), name, ears);
}

function startUtility(module: string, serviceName: string, { hear, log }: ChildEars): ChildProcess {
  const child = utilityProcess.fork(module, [], { serviceName, stdio: 'pipe' });
  const lastWords = hearOutput(child, log);
  child.on('message', hear);
  const exit = new Promise<string>((resolve) => {
    child.on('error', (kind, where) => {
      log(`${serviceName}: ${kind} at ${where}`);
    });
    child.on('exit', (code) => {
      resolve(`exit code ${code}${lastWords()}`);
    });
  });
  return {
    send: (message) => {
      child.postMessage(message);
    },
    kill: () => {
      // `kill()` asks politely, which a process inside a native call does not hear.
      if (child.pid === undefined) return;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch (thrown) {
        // It has ended by itself, and its exit is on the way.
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
      }
    },
    exit,
  };
}
