import type {
  AskedImage,
  Conversation,
  ConversationQuery,
  OpenConversation,
} from '../../preload/contract/conversation.ts';
import { StudioFailure } from '../failure.ts';
import { fold, matchOf, wordsOf } from '../gallery/search.ts';
import type { Sqlite } from '../gallery/sqlite.ts';
import { messagesOf } from './messages.ts';

interface ConversationRow {
  readonly id: string;
  readonly title: string;
  readonly created_at: number;
  readonly changed_at: number;
  readonly trashed_at: number | null;
  readonly messages: number;
  readonly images: string | null;
}

const columns = `id, title, created_at, changed_at, trashed_at,
  (SELECT count(*) FROM messages WHERE conversation = conversations.id) AS messages,
  (SELECT images FROM messages WHERE conversation = conversations.id AND images <> '[]'
   ORDER BY number LIMIT 1) AS images`;

/** Conversations, the last changed first; with words, those in which each of them was said. */
export function findConversations(sqlite: Sqlite, query: ConversationQuery): Conversation[] {
  const words = wordsOf(query.text);
  const rows = sqlite
    .prepare(
      `SELECT ${columns} FROM conversations
       WHERE trashed_at IS ${query.shelf === 'trash' ? 'NOT NULL' : 'NULL'}
       ${words.length > 0 ? 'AND id IN (SELECT value FROM json_each(?))' : ''}
       ORDER BY changed_at DESC LIMIT ?`,
    )
    .all(
      ...(words.length > 0 ? [JSON.stringify(idsWith(sqlite, words))] : []),
      query.limit,
    ) as ConversationRow[];
  return rows.map((row) => ({
    ...conversationOf(row),
    excerpt: words.length > 0 ? excerptOf(sqlite, row, words) : null,
  }));
}

/** A conversation with its whole tree. @throws {StudioFailure} `not-found` */
export function openConversation(sqlite: Sqlite, id: string): OpenConversation {
  return { conversation: conversationIn(sqlite, id), messages: messagesOf(sqlite, id) };
}

/** @throws {StudioFailure} `not-found` */
export function conversationIn(sqlite: Sqlite, id: string): Conversation {
  const row = sqlite.prepare(`SELECT ${columns} FROM conversations WHERE id = ?`).get(id);
  if (row === undefined) {
    throw new StudioFailure('not-found', 'This conversation is no longer there.');
  }
  return conversationOf(row as ConversationRow);
}

function conversationOf(row: ConversationRow): Conversation {
  const images = JSON.parse(row.images ?? '[]') as AskedImage[];
  return {
    id: row.id,
    title: row.title,
    messages: row.messages,
    image: images[0] ?? null,
    createdAt: new Date(row.created_at).toISOString(),
    changedAt: new Date(row.changed_at).toISOString(),
    trashedAt: row.trashed_at === null ? null : new Date(row.trashed_at).toISOString(),
    excerpt: null,
  };
}

/** The conversations whose title or messages hold every word. */
function idsWith(sqlite: Sqlite, words: readonly string[]): string[] {
  const titles = sqlite.prepare('SELECT id, title FROM conversations').all() as {
    readonly id: string;
    readonly title: string;
  }[];
  const folded = titles.map(({ id, title }) => ({ id, title: fold(title) }));
  const holding = words.map((word) => {
    const { index, query } = matchOf(word);
    const said = sqlite
      .prepare(
        `SELECT DISTINCT conversation FROM messages WHERE number IN
           (SELECT rowid FROM message_${index} WHERE message_${index} MATCH ?)`,
      )
      .pluck()
      .all(query) as string[];
    const titled = folded.filter(({ title }) => title.includes(word)).map(({ id }) => id);
    return new Set([...said, ...titled]);
  });
  const [first = new Set<string>(), ...others] = holding;
  return [...first].filter((id) => others.every((other) => other.has(id)));
}

const excerptBefore = 24;
const excerptLength = 100;

function excerptOf(
  sqlite: Sqlite,
  { id, title }: ConversationRow,
  words: readonly string[],
): string | null {
  const word = words.find((each) => !fold(title).includes(each));
  if (word === undefined) return null;
  for (const { text } of messagesOf(sqlite, id)) {
    const at = fold(text).indexOf(word);
    if (at < 0) continue;
    const start = Math.max(0, at - excerptBefore);
    const end = start + excerptLength;
    const excerpt = text.slice(start, end).toWellFormed().replace(/\s+/gu, ' ');
    return `${start > 0 ? '…' : ''}${excerpt}${end < text.length ? '…' : ''}`;
  }
  return null;
}
