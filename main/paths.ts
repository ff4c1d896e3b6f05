import path from 'node:path';

/** Every folder and file the studio keeps, from one root. */
export interface Paths {
  readonly root: string;
  readonly models: string;
  readonly pictures: string;
  /** Small copies of the pictures, made again when they are gone. */
  readonly thumbnails: string;
  /** Images that conversations are about, named by what is in them. */
  readonly images: string;
  /** What is known of the pictures, the queue, and the conversations. */
  readonly database: string;
  /** Older copies of it. */
  readonly backups: string;
  /** What the studio and its children said. */
  readonly log: string;
  /** Locked by whoever owns the queue. */
  readonly ownerLock: string;
  /** Says who that is. */
  readonly ownerCard: string;
}

/** Where everything lives under one data folder. Pure. */
export function pathsUnder(dataFolder: string): Paths {
  const root = path.resolve(dataFolder);
  return {
    root,
    models: path.join(root, 'models'),
    pictures: path.join(root, 'pictures'),
    thumbnails: path.join(root, 'thumbnails'),
    images: path.join(root, 'images'),
    database: path.join(root, 'studio.sqlite'),
    backups: path.join(root, 'backups'),
    log: path.join(root, 'studio.log'),
    ownerLock: path.join(root, 'owner.sqlite'),
    ownerCard: path.join(root, 'owner.json'),
  };
}
