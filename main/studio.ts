import packageJson from '../package.json' with { type: 'json' };
import type { Routes } from '../preload/contract/channels.ts';
import { openCrew, type Crew, type CrewOptions } from './children/crew.ts';
import { toFailure } from './failure.ts';
import { openGallery } from './gallery/open.ts';
import { findPicture } from './gallery/picture-files.ts';
import { findThumbnail } from './gallery/thumbnails.ts';
import { createGrants, type ChooseFolder } from './grants.ts';
import type { Bench } from './jobs/draw-to-gallery.ts';
import { createQueue } from './jobs/queue.ts';
import { readyModel } from './jobs/ready-model.ts';
import { takeOwnership } from './owner.ts';
import { pathsUnder } from './paths.ts';
import { routesOf } from './routes/table.ts';

/** A studio without a window: hosts show it. */
export interface Studio {
  readonly routes: Routes;
  /** The file of a saved picture, for hosts to serve; null for anything else. */
  pictureFile(id: string): Promise<string | null>;
  /** The same of its thumbnail. */
  thumbnailFile(id: string): Promise<string | null>;
  /** Cancels what runs, ends the children, and lets another studio have the data folder. */
  close(): Promise<void>;
}

/** Where a studio lives and who hosts it. */
export interface StudioOptions extends Pick<CrewOptions, 'entries'> {
  readonly dataFolder: string;
  /** What the next studio on this folder is told. Default: "another Janus Studio". */
  readonly host?: string;
  /** The host's own dialog. Default: none; a folder's path is typed. */
  readonly chooseFolder?: ChooseFolder;
  /** Hears what is worth a line in a log. */
  readonly onLog?: (line: string) => void;
  /** Aborts what opening may take time for. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the studio of a data folder and becomes its owner.
 * @throws {StudioFailure} `busy` when another process owns the folder.
 */
export async function createStudio(options: StudioOptions): Promise<Studio> {
  const paths = pathsUnder(options.dataFolder);
  const ownership = await takeOwnership(paths, options.host ?? 'another Janus Studio');
  const crew = openCrew({
    ...(options.onLog && { log: options.onLog }),
    ...(options.entries && { entries: options.entries }),
  });
  const opened = await openGallery(paths, crew.workshop, options.onLog).catch((thrown: unknown) => {
    ownership[Symbol.dispose]();
    throw thrown;
  });
  const { gallery, database } = opened;
  if (database.restored !== null) options.onLog?.(database.restored);
  await prepareStarter(paths.models, crew, options);
  const bench: Bench = { queue: createQueue(), crew, gallery, models: paths.models };
  const notices = database.restored === null ? [] : [database.restored];
  return {
    routes: routesOf(bench, createGrants(options.chooseFolder ?? null), {
      version: packageJson.version,
      notices,
    }),
    pictureFile: (id) => findPicture(paths.pictures, id),
    thumbnailFile: (id) => findThumbnail(gallery, id),
    async close() {
      await crew[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
      ownership[Symbol.dispose]();
    },
  };
}

/** A first start has a model from the start. Where none can be had, the page says what to do. */
async function prepareStarter(
  models: string,
  { workshop }: Crew,
  { onLog, signal = new AbortController().signal }: StudioOptions,
): Promise<void> {
  const wanted = { models, ...(onLog && { note: onLog }) };
  await readyModel(wanted, workshop, signal).catch((thrown: unknown) => {
    const { code, message } = toFailure(thrown);
    if (code !== 'no-model' && code !== 'cancelled') onLog?.(message);
  });
}
