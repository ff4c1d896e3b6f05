import type {
  AskEvent,
  Conversation,
  Message,
  OpenConversation,
} from '../../preload/contract/conversation.ts';
import type { RequestOf } from '../../preload/contract/channels.ts';
import { toFailure } from '../state/failures.ts';
import type { JobFailure } from '../state/jobs.ts';
import { loadingOf } from '../state/overruled.ts';
import { createStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import type { Choices } from './branch.ts';
import { refreshList } from './list.ts';

/** The conversation on the page. */
export interface Talk {
  /** null: its first question was not asked yet. */
  readonly conversation: Conversation | null;
  readonly messages: readonly Message[];
  readonly choices: Choices;
  /** Why it could not be opened or changed, or the last question could not be asked. */
  readonly failure: JobFailure | null;
  /** A question is on its way to the studio. */
  readonly sending: boolean;
}

const blank: Talk = {
  conversation: null,
  messages: [],
  choices: {},
  failure: null,
  sending: false,
};

export const talk = createStore<Talk>(blank);

/** How far an answer is that this page asked for. */
export interface Live {
  readonly text: string;
  readonly stage: Extract<AskEvent, { kind: 'queued' | 'phase' }> | null;
}

/** By answer, whichever conversation is open. */
export const live = createStore<Readonly<Record<string, Live>>>({});

const never = new AbortController().signal;
let opening = '';

/** Shows a conversation that was kept. */
export async function openTalk(id: string): Promise<void> {
  opening = id;
  if (talk.get().conversation?.id !== id) talk.set(blank);
  try {
    const opened = await studio.ask('conversation:open', { id });
    if (opening === id) showOpened(opened);
  } catch (thrown) {
    if (opening === id) talk.set({ ...talk.get(), failure: toFailure(thrown) });
  }
}

function showOpened({ conversation, messages }: OpenConversation): void {
  const now = talk.get();
  const choices = now.conversation?.id === conversation.id ? now.choices : {};
  talk.set({ ...blank, conversation, messages, choices });
}

/** Makes room for a conversation that is not begun. */
export function newTalk(): void {
  opening = '';
  if (talk.get().conversation !== null || talk.get().failure !== null) talk.set(blank);
}

/** Shows another version of what follows a message. */
export function choose(after: string | null, id: string): void {
  const now = talk.get();
  talk.set({ ...now, choices: { ...now.choices, [after ?? '']: id } });
}

type Question = RequestOf<'conversation:ask'>['question'];

/** As published: always the likeliest words. Another answer takes another way to be another. */
const manners = {
  new: { temperature: 0, topP: 1 },
  again: { temperature: 0.7, topP: 0.95 },
} as const;

const longestAnswer = 1024;

/**
 * Asks in the open conversation. What comes is shown wherever the reader is by then.
 * @param onAsked The question is kept now: what it was written in may be emptied.
 */
export async function ask(
  question: Question,
  onAsked: () => void = () => undefined,
): Promise<void> {
  const here = talk.get();
  if (here.sending) return;
  talk.set({ ...here, sending: true, failure: null });
  const from = here.conversation?.id ?? null;
  let answer: string | null = null;
  try {
    for await (const event of studio.stream('conversation:ask', requestOf(question, from), never)) {
      if (event.kind === 'asked') {
        answer = event.answer.id;
        onAsked();
        begin(event, from);
      } else if (answer !== null) hear(answer, event);
    }
  } catch (thrown) {
    if (answer === null) talk.set({ ...talk.get(), sending: false, failure: toFailure(thrown) });
  } finally {
    if (answer !== null) forget(answer);
    refreshList();
  }
}

function requestOf(question: Question, conversation: string | null): RequestOf<'conversation:ask'> {
  return {
    question,
    ...manners[question.kind],
    seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    maxTokens: longestAnswer,
    ...loadingOf(),
    ...(conversation !== null && { conversation }),
  };
}

/** Ends an answer, whoever asked for it. */
export function stopAnswer(answer: string): void {
  // Not connected: nobody hears it, and the page says so elsewhere.
  studio.ask('conversation:stop', { answer }).catch(() => undefined);
}

/** Asks the same in a conversation of its own. */
export function askAnew({ text, images }: Message): void {
  newTalk();
  void ask({ kind: 'new', parent: null, text, images: images.map(({ id }) => id) });
}

export async function change(
  request: Omit<RequestOf<'conversation:change'>, 'id'>,
  id: string,
): Promise<void> {
  const conversation = await studio.ask('conversation:change', { id, ...request });
  const now = talk.get();
  if (now.conversation?.id === id) talk.set({ ...now, conversation });
  refreshList();
}

/** Says above the composer why something was not done. */
export function tellTrouble(thrown: unknown): void {
  talk.set({ ...talk.get(), failure: toFailure(thrown) });
}

type Asked = Extract<AskEvent, { kind: 'asked' }>;

function begin({ conversation, question, answer }: Asked, from: string | null): void {
  live.set({ ...live.get(), [answer.id]: { text: '', stage: null } });
  const now = talk.get();
  // The reader may have gone to another conversation meanwhile.
  if ((now.conversation?.id ?? null) !== from) return;
  const others = now.messages.filter(
    ({ id, text, parent }) => id !== question.id && !(parent === question.id && text === ''),
  );
  const asked = now.messages.find(({ id }) => id === question.id) ?? question;
  const before = others.filter(({ createdAt }) => createdAt < asked.createdAt);
  const after = others.filter((message) => !before.includes(message));
  talk.set({
    ...now,
    conversation,
    messages: [...before, asked, ...after, answer],
    choices: { ...now.choices, [question.parent ?? '']: question.id, [question.id]: answer.id },
    sending: false,
  });
  opening = conversation.id;
  if (from === null) location.replace(`#ask/${conversation.id}`);
  refreshList();
}

function hear(answer: string, event: Exclude<AskEvent, Asked>): void {
  const so = live.get()[answer] ?? { text: '', stage: null };
  switch (event.kind) {
    case 'queued':
    case 'phase':
      live.set({ ...live.get(), [answer]: { ...so, stage: event } });
      break;
    case 'text':
      live.set({ ...live.get(), [answer]: { ...so, text: so.text + event.text } });
      break;
    case 'answered': {
      const now = talk.get();
      const messages = now.messages.map((message) =>
        message.id === answer ? event.answer : message,
      );
      talk.set({ ...now, messages });
    }
  }
}

function forget(answer: string): void {
  const { [answer]: _, ...others } = live.get();
  live.set(others);
}
