import type { Command } from 'commander';
import envPaths from 'env-paths';
import { pathsUnder, type Paths } from '../paths.ts';

/** Where everything lives: `--data`, else `JANUS_STUDIO_DATA`, else the system's place for it. */
export function dataPaths(command: Command): Paths {
  const { data } = command.optsWithGlobals<{ readonly data?: string }>();
  const named = data ?? process.env['JANUS_STUDIO_DATA'];
  return pathsUnder(named || envPaths('janus-studio', { suffix: '' }).data);
}
