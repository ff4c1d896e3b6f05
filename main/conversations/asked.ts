import { randomUUID } from 'node:crypto';
import type {
  AnswerFacts,
  AskedImage,
  AskRequest,
  Conversation,
  Message,
} from '../../preload/contract/conversation.ts';
import { StudioFailure } from '../failure.ts';
import { write, type Sqlite } from '../gallery/sqlite.ts';
import type { Conversations } from './conversations.ts';
import { conversationIn } from './find.ts';
import { measure } from './images.ts';
import { dropWordless, enterMessage, messageIn } from './messages.ts';

/** A question that was entered, with the answer that is to be written. */
export interface Asked {
  readonly conversation: Conversation;
  readonly question: Message;
  readonly answer: Message;
}

/**
 * Enters a question and an empty answer to it, so that nothing of it can be lost from here on.
 * @throws {StudioFailure} `not-found`, `bad-image`, `bad-request`
 */
export async function enterQuestion(
  conversations: Conversations,
  request: AskRequest,
): Promise<Asked> {
  const { sqlite } = conversations;
  const images: AskedImage[] = [];
  if (request.question.kind === 'new') {
    for (const id of request.question.images) images.push(await measure(conversations, id));
  }
  return write(sqlite, () => {
    const id = request.conversation ?? begin(sqlite, request);
    const question = questionOf(sqlite, id, request, images);
    const answer = enterMessage(sqlite, id, {
      parent: question.id,
      role: 'assistant',
      text: '',
      images: [],
      facts: factsAtFirst(request),
    });
    sqlite.prepare('UPDATE conversations SET changed_at = ? WHERE id = ?').run(Date.now(), id);
    return { conversation: conversationIn(sqlite, id), question, answer };
  });
}

function begin(sqlite: Sqlite, { question }: AskRequest): string {
  if (question.kind === 'again') throw refused('a question that was asked before');
  const id = randomUUID();
  sqlite
    .prepare('INSERT INTO conversations (id, title, created_at, changed_at) VALUES (?, ?, ?, ?)')
    .run(id, titleOf(question.text), Date.now(), Date.now());
  return id;
}

const longestTitle = 80;

/** The beginning of the question, cut where a word ends if one does. */
function titleOf(text: string): string {
  const line = text.toWellFormed().replace(/\s+/gu, ' ');
  const characters = Array.from(line);
  if (characters.length <= longestTitle) return line;
  const beginning = characters.slice(0, longestTitle).join('');
  const words = beginning.replace(/ \S*$/u, '');
  return `${words.length > longestTitle / 2 ? words : beginning}…`;
}

function questionOf(
  sqlite: Sqlite,
  conversation: string,
  { question }: AskRequest,
  images: readonly AskedImage[],
): Message {
  conversationIn(sqlite, conversation);
  if (question.kind === 'again') {
    const before = messageIn(sqlite, conversation, question.message);
    if (before.role !== 'user') throw refused('a question, to be answered again');
    dropWordless(sqlite, before.id);
    return before;
  }
  if (question.parent !== null) {
    const { role, facts } = messageIn(sqlite, conversation, question.parent);
    if (role !== 'assistant') throw refused('an answer, for the question to follow');
    if (facts?.ended === 'writing') throw refused('an answer that has ended');
  }
  return enterMessage(sqlite, conversation, {
    parent: question.parent,
    role: 'user',
    text: question.text.toWellFormed(),
    images,
    facts: null,
  });
}

function refused(expected: string): StudioFailure {
  return new StudioFailure('bad-request', `Expected ${expected}. Reload the page.`);
}

function factsAtFirst({ model = '', temperature, topP, seed }: AskRequest): AnswerFacts {
  return {
    model,
    temperature,
    topP,
    seed,
    ended: 'writing',
    failure: null,
    promptTokens: 0,
    reusedTokens: 0,
    contextTokens: 0,
    answerTokens: 0,
    msToFirstToken: 0,
    msPerToken: 0,
  };
}
