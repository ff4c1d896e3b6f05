import type { Command } from 'commander';
import envPaths from 'env-paths';
import { UsageFailure } from './terminal.ts';
import { pathsUnder, type Paths } from '../paths.ts';

/** Where everything lives: `--data`, else `JANUS_STUDIO_DATA`, else the system's place for it. */
export function dataPaths(command: Command): Paths {
  const { data } = command.optsWithGlobals<{ readonly data?: string }>();
  if (data === '') throw new UsageFailure('Expected --data to name a folder but it is empty.');
  const named = data ?? process.env['JANUS_STUDIO_DATA'];
  return pathsUnder(named || envPaths('janus-studio', { suffix: '' }).data);
}
