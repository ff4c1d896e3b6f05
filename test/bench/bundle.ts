import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

const renderer = join(import.meta.dirname, '../../renderer');

/** A file of the page that is fetched before anything is seen. */
export interface BundledFile {
  readonly name: string;
  readonly gzipBytes: number;
}

/**
 * What a window fetches before the first room shows: the page, its entry, all that the entry
 * imports at once, and their styles. Rooms that load when entered, and fonts, are not in it. The
 * page is built in memory; `dist` is left alone.
 */
export async function initialBundle(): Promise<readonly BundledFile[]> {
  const built = await build({ root: renderer, logLevel: 'warn', build: { write: false } });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rolldown.RolldownOutput;
  const chunks = output.filter((file) => file.type === 'chunk');
  const names = new Set<string>(['index.html']);
  const take = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    const chunk = chunks.find(({ fileName }) => fileName === name);
    chunk?.viteMetadata?.importedCss.forEach((style) => names.add(style));
    chunk?.imports.forEach(take);
  };
  const entry = chunks.find(({ isEntry }) => isEntry);
  if (!entry) throw new Error('Expected the built page to have an entry.');
  take(entry.fileName);
  return output
    .filter(({ fileName }) => names.has(fileName))
    .map((file) => ({
      name: file.fileName,
      gzipBytes: gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length,
    }));
}
