import path from 'node:path';
import envPaths from 'env-paths';

/** Every folder and file the studio keeps, from one root. */
export interface Paths {
  readonly root: string;
  readonly models: string;
  readonly pictures: string;
  /** Small copies of the pictures, made again when they are gone. */
  readonly thumbnails: string;
  /** Copies that were dragged out, until the next opening. */
  readonly outgoing: string;
  /** Images that conversations are about, named by what is in them. */
  readonly images: string;
  /** Exports that wait to be downloaded; gone with the studio that made them. */
  readonly exports: string;
  /** Archives on their way in, and their pictures until they are entered. */
  readonly arrivals: string;
  /** What is known of the pictures, the queue, and the conversations. */
  readonly database: string;
  /** Older copies of it. */
  readonly backups: string;
  /** What the studio and its children said. */
  readonly log: string;
  /** What the desktop host's window keeps: its place, and Chromium's own files. */
  readonly window: string;
  /** Locked by whoever owns the queue. */
  readonly ownerLock: string;
  /** Says who that is. */
  readonly ownerCard: string;
}

/** The data folder when none is named: `JANUS_STUDIO_DATA`, else the system's place for it. */
export function usualDataFolder(): string {
  return process.env['JANUS_STUDIO_DATA'] || envPaths('janus-studio', { suffix: '' }).data;
}

/** Where everything lives under one data folder. Pure. */
export function pathsUnder(dataFolder: string): Paths {
  const root = path.resolve(dataFolder);
  return {
    root,
    models: path.join(root, 'models'),
    pictures: path.join(root, 'pictures'),
    thumbnails: path.join(root, 'thumbnails'),
    outgoing: path.join(root, 'outgoing'),
    images: path.join(root, 'images'),
    exports: path.join(root, 'exports'),
    arrivals: path.join(root, 'arrivals'),
    database: path.join(root, 'studio.sqlite'),
    backups: path.join(root, 'backups'),
    log: path.join(root, 'studio.log'),
    window: path.join(root, 'window'),
    ownerLock: path.join(root, 'owner.sqlite'),
    ownerCard: path.join(root, 'owner.json'),
  };
}
