import type { Workshop } from '../children/workshop.ts';
import type { Paths } from '../paths.ts';
import type { News } from './news.ts';
import type { Sqlite } from './sqlite.ts';

/** Everything that the gallery's verbs work with; each verb is a function in a file of its name. */
export interface Gallery {
  readonly sqlite: Sqlite;
  readonly paths: Pick<Paths, 'pictures' | 'thumbnails'>;
  readonly workshop: Pick<Workshop, 'result'>;
  readonly news: News;
  /** Ids of pictures whose file is there and whose row is on its way. */
  readonly arriving: Set<string>;
}
