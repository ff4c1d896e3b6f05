import type { AnswerFacts, Message } from '../../preload/contract/conversation.ts';
import type { AskStep } from '../children/messages.ts';
import { toFailure } from '../failure.ts';
import { write } from '../gallery/sqlite.ts';
import type { Conversations } from './conversations.ts';
import { growAnswer, noteFacts } from './messages.ts';

/** An answer while it is written: whatever comes is in the database before anybody hears of it. */
export class Draft {
  answer: Message;
  readonly #conversations: Conversations;
  #facts: AnswerFacts;

  constructor(conversations: Conversations, answer: Message) {
    if (answer.facts === null) throw new TypeError('Expected an answer, which has facts.');
    this.#conversations = conversations;
    this.#facts = answer.facts;
    this.answer = answer;
  }

  async note(change: Partial<AnswerFacts>): Promise<void> {
    const { sqlite } = this.#conversations;
    const { id } = this.answer;
    this.#facts = { ...this.#facts, ...change };
    this.answer = await write(sqlite, () => noteFacts(sqlite, id, this.#facts));
  }

  /** Keeps what the engine says. */
  async hear(step: AskStep): Promise<void> {
    if (step.kind === 'prompt') {
      const { promptTokens, reusedTokens, room } = step;
      await this.note({ promptTokens, reusedTokens, contextTokens: promptTokens + room });
    }
    if (step.kind === 'text') {
      const { sqlite } = this.#conversations;
      await write(sqlite, () => {
        growAnswer(sqlite, this.answer.id, step.text);
      });
      this.answer = { ...this.answer, text: this.answer.text + step.text };
    }
    if (step.kind === 'answer') {
      const { tokens, msToFirstToken, msPerToken } = step;
      const facts = { answerTokens: tokens.length, msToFirstToken, msPerToken };
      this.#facts = { ...this.#facts, ...facts, ended: endings[step.stoppedBy] };
    }
  }

  failed(thrown: unknown, byPerson: boolean): void {
    const failure = toFailure(thrown);
    const cut = this.answer.text === '' ? 'failed' : 'cut';
    if (byPerson) this.#facts = { ...this.#facts, ended: 'stopped' };
    else if (failure.code === 'cancelled') this.#facts = { ...this.#facts, ended: 'cut' };
    else this.#facts = { ...this.#facts, ended: cut, failure };
  }

  /** Notes how it ended. A conversation that was deleted meanwhile keeps nothing. */
  async end(): Promise<void> {
    const { ended } = this.#facts;
    try {
      await this.note({ ended: ended === 'writing' ? 'cut' : ended });
    } catch (thrown) {
      const { code } = toFailure(thrown);
      if (code !== 'not-found') throw thrown;
      this.answer = { ...this.answer, facts: this.#facts };
    }
  }
}

const endings = {
  end: 'end',
  'user-tag': 'end',
  'max-tokens': 'length',
  context: 'context',
} as const satisfies Record<Extract<AskStep, { kind: 'answer' }>['stoppedBy'], string>;
