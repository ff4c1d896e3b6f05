import type { z } from 'zod';
import type { Conversation, ConversationChange } from '../../preload/contract/conversation.ts';
import { unindex } from '../gallery/search.ts';
import { write } from '../gallery/sqlite.ts';
import type { Conversations } from './conversations.ts';
import { conversationIn } from './find.ts';
import { dropImages, type ShownImage } from './images.ts';

/** Renames a conversation, moves it into the trash or out of it. */
export async function changeConversation(
  { sqlite, writing }: Conversations,
  { id, title, trashed }: z.output<typeof ConversationChange>,
): Promise<Conversation> {
  const changed = await write(sqlite, () => {
    conversationIn(sqlite, id);
    if (title !== undefined) {
      sqlite.prepare('UPDATE conversations SET title = ? WHERE id = ?').run(title, id);
    }
    if (trashed !== undefined) {
      sqlite
        .prepare('UPDATE conversations SET trashed_at = ? WHERE id = ?')
        .run(trashed ? Date.now() : null, id);
    }
    return conversationIn(sqlite, id);
  });
  if (trashed === true) stopIn({ sqlite, writing }, id);
  return changed;
}

/** Deletes for good: one conversation of the trash, or all. Images that nobody shows then go too. */
export async function purgeConversations(
  { sqlite, paths, writing }: Conversations,
  { id }: { readonly id?: string | undefined },
): Promise<{ readonly purged: number }> {
  const chosen = id === undefined ? '' : ' AND id = ?';
  const ids = sqlite
    .prepare(`SELECT id FROM conversations WHERE trashed_at IS NOT NULL${chosen}`)
    .pluck()
    .all(...(id === undefined ? [] : [id])) as string[];
  const imagesIn = sqlite.prepare(
    `SELECT value ->> '$.id' AS id, max(created_at) AS shownAtMs
     FROM messages, json_each(messages.images) WHERE conversation = ? GROUP BY 1`,
  );
  for (const each of ids) {
    stopIn({ sqlite, writing }, each);
    const shown = await write(sqlite, () => {
      const images = imagesIn.all(each) as ShownImage[];
      const numbers = sqlite
        .prepare('SELECT number FROM messages WHERE conversation = ?')
        .pluck()
        .all(each) as number[];
      for (const number of numbers) unindex(sqlite, number, 'message_');
      sqlite.prepare('DELETE FROM conversations WHERE id = ?').run(each);
      return images;
    });
    await dropImages({ sqlite, paths }, shown);
  }
  return { purged: ids.length };
}

/** What is being written there ends; what there is of it stays. */
function stopIn(
  { sqlite, writing }: Pick<Conversations, 'sqlite' | 'writing'>,
  conversation: string,
): void {
  const belongs = sqlite.prepare('SELECT 1 FROM messages WHERE id = ? AND conversation = ?');
  for (const [answer, stop] of writing) {
    if (belongs.get(answer, conversation) !== undefined) stop.abort();
  }
}
