import type { Command } from 'commander';
import { UsageFailure } from './terminal.ts';
import { pathsUnder, usualDataFolder, type Paths } from '../paths.ts';

/** Where everything lives: `--data`, else `JANUS_STUDIO_DATA`, else the system's place for it. */
export function dataPaths(command: Command): Paths {
  const { data } = command.optsWithGlobals<{ readonly data?: string }>();
  if (data === '') throw new UsageFailure('Expected --data to name a folder but it is empty.');
  return pathsUnder(data ?? usualDataFolder());
}
