import type { Workshop } from '../children/workshop.ts';
import type { Paths } from '../paths.ts';
import type { GalleryEvent } from '../../preload/contract/gallery.ts';
import type { Likeness } from './likeness.ts';
import type { News } from './news.ts';
import { renew, type Overview } from './overview.ts';
import type { Sqlite } from './sqlite.ts';

/** Everything that the gallery's verbs work with; each verb is a function in a file of its name. */
export interface Gallery {
  readonly sqlite: Sqlite;
  readonly paths: Pick<Paths, 'pictures' | 'thumbnails' | 'outgoing' | 'arrivals'>;
  readonly workshop: Pick<Workshop, 'result'>;
  readonly news: News;
  readonly overview: Overview;
  readonly likeness: Likeness;
  /** Resolves when the overview knows every picture. */
  readonly ready: Promise<void>;
  /** Ids of pictures whose file is there and whose row is on its way. */
  readonly arriving: Set<string>;
}

/** Makes known what happened to pictures' rows. Whoever writes them says so at once. */
export function announce(
  { overview, sqlite, news }: Gallery,
  kind: GalleryEvent['kind'],
  numbers: readonly number[],
): void {
  if (numbers.length === 0) return;
  renew(overview, sqlite, numbers);
  news.tell({ kind, numbers });
}
