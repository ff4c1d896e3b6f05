import path from 'node:path';

/** Every folder and file the studio keeps, from one root. */
export interface Paths {
  readonly root: string;
  readonly models: string;
  readonly pictures: string;
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
    ownerLock: path.join(root, 'owner.sqlite'),
    ownerCard: path.join(root, 'owner.json'),
  };
}
