import { sweepHalfBuilt } from '../native-models/shelf.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { Routes } from '../preload/contract/channels.ts';
import { openCrew, type Crew, type CrewOptions } from './children/crew.ts';
import { openWorkshop } from './children/workshop.ts';
import { openConversations } from './conversations/conversations.ts';
import { toFailure } from './failure.ts';
import type { Gallery } from './gallery/gallery.ts';
import type { Desk } from './gallery/hand-out.ts';
import { openGallery } from './gallery/open.ts';
import { createArrivals } from './gallery/archive/arrivals.ts';
import { openResults } from './gallery/export/results.ts';
import { findPicture } from './gallery/picture-files.ts';
import { speedOf } from './gallery/speed.ts';
import { findThumbnail } from './gallery/thumbnails.ts';
import { createGrants, type ChooseFolder } from './grants.ts';
import { openCaptions } from './jobs/captions.ts';
import { drawToGallery } from './jobs/draw-to-gallery.ts';
import { Looking } from './jobs/looking.ts';
import { openModelRoom, type ModelRoom } from './jobs/model-room.ts';
import { Queue } from './jobs/queue.ts';
import { readyModel } from './jobs/ready-model.ts';
import { openScoring } from './jobs/scoring.ts';
import { createTurns } from './jobs/turns.ts';
import { openLog, type Log } from './log.ts';
import { createNotices, type Notices } from './notices.ts';
import { takeOwnership } from './owner.ts';
import { pathsUnder } from './paths.ts';
import { routesOf, type Rooms } from './routes/table.ts';

/** A studio without a window: hosts show it. */
export interface Studio {
  readonly routes: Routes;
  /** The file of a saved picture, for hosts to serve; null for anything else. */
  pictureFile(id: string): Promise<string | null>;
  /** The same of its thumbnail. */
  thumbnailFile(id: string): Promise<string | null>;
  /** The file of an export that waits to be downloaded. */
  exportFile(id: string): Promise<string | null>;
  /** Cancels what runs, ends the children, and lets another studio have the data folder. */
  close(): Promise<void>;
}

/** Where a studio lives and who hosts it. */
export interface StudioOptions extends Pick<CrewOptions, 'entries' | 'memory'> {
  readonly dataFolder: string;
  /** What the next studio on this folder is told. Default: "another Janus Studio". */
  readonly host?: string;
  /** The host's own dialog. Default: none; a folder's path is typed. */
  readonly chooseFolder?: ChooseFolder;
  /** What the host does with files on the system's desktop. Default: nothing; it has none. */
  readonly desk?: Desk;
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
  // What is open already is put away where the opening fails.
  await using undo = new AsyncDisposableStack();
  const ownership = undo.use(await takeOwnership(paths, options.host ?? 'another Janus Studio'));
  const log = openLog(paths.log, options.onLog);
  log.write(`Janus Studio ${packageJson.version} opens ${paths.root}.`);
  const crewOptions: CrewOptions = {
    log: log.write,
    ...(options.entries && { entries: options.entries }),
    ...(options.memory !== undefined && { memory: options.memory }),
  };
  const crew = undo.use(openCrew(crewOptions));
  await sweepHalfBuilt(paths.models);
  const opened = undo.use(await openGallery(paths, crew.workshop, log.write));
  const { gallery, database } = opened;
  const notices = createNotices();
  if (database.restored !== null) {
    log.write(database.restored);
    notices.say('database-restored', { reason: database.restored });
  }
  await prepareStarter(paths.models, crew, { log, notices, signal: options.signal });
  const room = undo.use(await openRoom(paths.models, crew, gallery, crewOptions));
  const conversations = await openConversations({
    sqlite: gallery.sqlite,
    paths,
    workshop: crew.workshop,
  });
  const results = await openResults(paths.exports);
  const bench = { turns: createTurns(), crew, gallery, conversations, models: paths.models };
  const queue = new Queue({
    sqlite: gallery.sqlite,
    afterCrash: database.afterCrash,
    run: (job) => drawToGallery(job, bench),
    log: (line) => {
      log.write(line);
    },
  });
  const rest = { afterCrash: database.afterCrash, log: log.write };
  const captions = openCaptions(bench, rest);
  const scoring = openScoring(bench, rest);
  const looking = new Looking(bench);
  const house = { paths, log, notices, crewOptions };
  const grants = createGrants(options.chooseFolder ?? null);
  const { desk = null } = options;
  const arrivals = createArrivals(paths.arrivals);
  const dispatch = { gallery, grants, results, arrivals, desk };
  const about = aboutOf(options, paths.root);
  undo.move();
  return {
    routes: routesOf({ bench, queue, captions, scoring, looking, room, dispatch, house, about }),
    pictureFile: (id) => findPicture(paths.pictures, id),
    thumbnailFile: (id) => findThumbnail(gallery, id),
    exportFile: (id) => Promise.resolve(results.download(id)),
    async close() {
      await Promise.all(
        [queue, captions, scoring, looking].map((each) => each[Symbol.asyncDispose]()),
      );
      await Promise.all([room[Symbol.asyncDispose](), crew[Symbol.asyncDispose]()]);
      await Promise.all([results[Symbol.asyncDispose](), arrivals[Symbol.asyncDispose]()]);
      await opened[Symbol.asyncDispose]();
      log.write('Janus Studio closes.');
      ownership[Symbol.dispose]();
    },
  };
}

function aboutOf({ chooseFolder }: StudioOptions, dataFolder: string): Rooms['about'] {
  const host = chooseFolder === undefined ? 'browser' : 'desktop';
  return { version: packageJson.version, host, platform: process.platform, dataFolder };
}

function openRoom(
  models: string,
  { workshop }: Crew,
  gallery: Gallery,
  { log, entries }: CrewOptions,
): Promise<ModelRoom> {
  return openModelRoom({
    models,
    workshop,
    openBuilder: () => openWorkshop(log, entries?.workshop),
    msPerToken: (id, sinceMs) => speedOf(gallery, id, sinceMs),
  });
}

interface Voices {
  readonly log: Log;
  readonly notices: Notices;
  readonly signal: AbortSignal | undefined;
}

/** A first start has a model from the start. Where none can be had, the page says what to do. */
async function prepareStarter(
  models: string,
  { workshop }: Crew,
  { log, notices, signal = new AbortController().signal }: Voices,
): Promise<void> {
  const wanted = { models, note: log.write };
  await readyModel(wanted, workshop, signal).catch((thrown: unknown) => {
    const { code, message } = toFailure(thrown);
    if (code === 'no-model' || code === 'cancelled') return;
    log.write(message);
    notices.say('starter-failed', { reason: message });
  });
}
