import { host, type HostOptions } from './server/host.ts';
import { createStudio } from './studio.ts';

export interface ServeOptions extends HostOptions {
  /** Where the studio's models and pictures live. */
  readonly dataFolder: string;
}

/**
 * The browser host: opens the studio of a data folder and shows it to browsers until the signal.
 *
 * @throws {StudioFailure} When the folder is another's, the page is not built, or the port is taken.
 */
export async function serve(options: ServeOptions, signal: AbortSignal): Promise<void> {
  const studio = await createStudio({
    dataFolder: options.dataFolder,
    host: 'the studio in a browser',
    onLog: (line) => process.stderr.write(`${line}\n`),
    signal,
  });
  try {
    if (!signal.aborted) await host(studio, options, signal);
  } finally {
    await studio.close();
  }
}
