import { randomUUID } from 'node:crypto';
import type { AnswerFacts, AskedImage, Message } from '../../preload/contract/conversation.ts';
import { StudioFailure } from '../failure.ts';
import { index } from '../gallery/search.ts';
import type { Sqlite } from '../gallery/sqlite.ts';

/** A message as the database holds it. */
interface MessageRow {
  readonly number: number;
  readonly id: string;
  readonly conversation: string;
  readonly parent: string | null;
  readonly role: Message['role'];
  readonly text: string;
  readonly images: string;
  readonly facts: string | null;
  readonly created_at: number;
}

/** What is said, before it is entered. */
export type NewMessage = Pick<Message, 'parent' | 'role' | 'text' | 'images' | 'facts'>;

/** The whole tree of a conversation, in the order of asking. */
export function messagesOf(sqlite: Sqlite, conversation: string): Message[] {
  const rows = sqlite
    .prepare('SELECT * FROM messages WHERE conversation = ? ORDER BY number')
    .all(conversation) as MessageRow[];
  return rows.map(messageOf);
}

/** A message of a conversation. @throws {StudioFailure} `not-found` */
export function messageIn(sqlite: Sqlite, conversation: string, id: string): Message {
  const row = sqlite
    .prepare('SELECT * FROM messages WHERE id = ? AND conversation = ?')
    .get(id, conversation) as MessageRow | undefined;
  if (row === undefined) throw new StudioFailure('not-found', 'This message is no longer there.');
  return messageOf(row);
}

/** The messages from the first one down to this. */
export function branchTo(sqlite: Sqlite, id: string): Message[] {
  const rows = sqlite
    .prepare(
      `WITH RECURSIVE branch (id, depth) AS (
         SELECT ?, 0
         UNION ALL
         SELECT messages.parent, depth + 1 FROM messages JOIN branch USING (id)
         WHERE messages.parent IS NOT NULL
       )
       SELECT messages.* FROM messages JOIN branch USING (id) ORDER BY depth DESC`,
    )
    .all(id) as MessageRow[];
  return rows.map(messageOf);
}

/** Enters a message. Part of a transaction. */
export function enterMessage(sqlite: Sqlite, conversation: string, said: NewMessage): Message {
  const id = randomUUID();
  const now = Date.now();
  const { lastInsertRowid } = sqlite
    .prepare(
      `INSERT INTO messages (id, conversation, parent, role, text, images, facts, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      conversation,
      said.parent,
      said.role,
      said.text,
      JSON.stringify(said.images),
      said.facts && JSON.stringify(said.facts),
      now,
    );
  if (said.role === 'user') index(sqlite, Number(lastInsertRowid), said.text, 'message_');
  return { ...said, id, createdAt: new Date(now).toISOString() };
}

/** Adds what came to an answer. Part of a transaction. */
export function growAnswer(sqlite: Sqlite, id: string, piece: string): void {
  sqlite.prepare('UPDATE messages SET text = text || ? WHERE id = ?').run(piece, id);
}

/** Notes how an answer is made; when it has ended, it can be found. Part of a transaction. */
export function noteFacts(sqlite: Sqlite, id: string, facts: AnswerFacts): Message {
  const row = sqlite
    .prepare('UPDATE messages SET facts = ? WHERE id = ? RETURNING *')
    .get(JSON.stringify(facts), id) as MessageRow | undefined;
  if (row === undefined) throw new StudioFailure('not-found', 'This conversation was deleted.');
  if (facts.ended !== 'writing') index(sqlite, row.number, row.text, 'message_');
  return messageOf(row);
}

/**
 * Lets go of answers to a question that never had a word: answering it again need not keep them.
 * Part of a transaction.
 */
export function dropWordless(sqlite: Sqlite, question: string): void {
  sqlite
    .prepare(
      `DELETE FROM messages WHERE parent = ? AND text = '' AND facts ->> '$.ended' <> 'writing'
       AND NOT EXISTS (SELECT 1 FROM messages AS child WHERE child.parent = messages.id)`,
    )
    .run(question);
}

function messageOf(row: MessageRow): Message {
  return {
    id: row.id,
    parent: row.parent,
    role: row.role,
    text: row.text,
    images: JSON.parse(row.images) as AskedImage[],
    facts: row.facts === null ? null : (JSON.parse(row.facts) as AnswerFacts),
    createdAt: new Date(row.created_at).toISOString(),
  };
}
