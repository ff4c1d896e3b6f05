import { z } from 'zod';

/** What the studio says about itself at the start. */
export interface StudioStatus {
  readonly version: string;
  /** The model that draws when none is named, or null when none is installed. */
  readonly model: string | null;
  /** What shows the studio: a window of its own, or a browser. */
  readonly host: 'desktop' | 'browser';
  /** Node's name of the system, "linux" for one. */
  readonly platform: string;
  /** For the person to read: nothing takes a path back. */
  readonly dataFolder: string;
}

/** Where everything lives and what it takes. */
export interface StorageUse {
  /** For a person to read: nothing takes a path back. */
  readonly dataFolder: string;
  readonly parts: readonly {
    readonly what: 'models' | 'pictures' | 'database' | 'other';
    readonly bytes: number;
  }[];
  /** On the disk that holds it; null when the system does not say. */
  readonly freeBytes: number | null;
}

/** What a person may hand on when something is wrong. Nothing sends it. */
export interface Diagnostics {
  /** A file name without a folder. */
  readonly name: string;
  /** All of it, as it would be saved. */
  readonly text: string;
}

/** What the studio has to say without being asked. The page has a sentence for each. */
export const NoticeKind = z.enum([
  /** The database was damaged; a copy took its place. Value: `reason`. */
  'database-restored',
  /** The starter model could not be made ready. Value: `reason`. */
  'starter-failed',
]);
export type NoticeKind = z.infer<typeof NoticeKind>;

export interface StudioNotice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly values: Readonly<Record<string, string | number>>;
}
