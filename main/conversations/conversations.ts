import type { Workshop } from '../children/workshop.ts';
import type { Paths } from '../paths.ts';
import { index } from '../gallery/search.ts';
import { write, type Sqlite } from '../gallery/sqlite.ts';
import { sweepImages } from './images.ts';

/** Everything that the verbs on conversations work with; each is a function in a file of its noun. */
export interface Conversations {
  readonly sqlite: Sqlite;
  readonly paths: Pick<Paths, 'images' | 'pictures'>;
  readonly workshop: Pick<Workshop, 'result'>;
  /** Answers that are being written, by id, and how to stop them. */
  readonly writing: Map<string, AbortController>;
}

/**
 * Opens the conversations of the studio's database. Answers that were being written when the
 * studio ended last keep what they have, and say that they were cut.
 */
export async function openConversations(
  about: Omit<Conversations, 'writing'>,
): Promise<Conversations> {
  const conversations = { ...about, writing: new Map<string, AbortController>() };
  await cutUnfinished(about.sqlite);
  await sweepImages(conversations);
  return conversations;
}

async function cutUnfinished(sqlite: Sqlite): Promise<void> {
  await write(sqlite, () => {
    const cut = sqlite
      .prepare(
        `UPDATE messages SET facts = json_set(facts, '$.ended', 'cut')
         WHERE facts ->> '$.ended' = 'writing' RETURNING number, text`,
      )
      .all() as { readonly number: number; readonly text: string }[];
    for (const { number, text } of cut) index(sqlite, number, text, 'message_');
  });
}
