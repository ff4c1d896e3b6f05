import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../native-models/make-folder.ts';
import { StudioFailure } from '../../failure.ts';

/** Downloads that are kept at once; the oldest makes room. */
const mostDownloads = 8;

/** What exports made, each under an id, as long as the studio is open. */
export interface Results extends AsyncDisposable {
  /** A folder for one download, empty. */
  place(): Promise<string>;
  /** @returns The id under which it is found again. */
  keep(result: string, download: boolean): Promise<string>;
  /** @throws {StudioFailure} `not-found` */
  pathOf(id: string): string;
  /** The file of a download, for hosts to serve; null for anything else. */
  download(id: string): string | null;
}

/** @param folder For downloads. What an earlier studio left there goes. */
export async function openResults(folder: string): Promise<Results> {
  await rm(folder, { recursive: true, force: true });
  const results = new Map<string, { readonly path: string; readonly download: boolean }>();

  const makeRoom = async () => {
    const downloads = [...results].filter(([, result]) => result.download);
    for (const [id, result] of downloads.slice(0, -mostDownloads)) {
      results.delete(id);
      await rm(path.dirname(result.path), { recursive: true, force: true });
    }
  };

  return {
    async place() {
      const place = path.join(folder, randomUUID());
      await makeFolder(place);
      return place;
    },
    async keep(result, download) {
      const id = randomUUID();
      results.set(id, { path: result, download });
      await makeRoom();
      return id;
    },
    pathOf(id) {
      const found = results.get(id);
      if (found !== undefined) return found.path;
      throw new StudioFailure('not-found', 'This export is not known any more. Export again.');
    },
    download(id) {
      const found = results.get(id);
      return found?.download === true ? found.path : null;
    },
    async [Symbol.asyncDispose]() {
      results.clear();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
