import type { Rgb } from '../../main/children/messages.ts';
import { ask } from '../../main/inference/ask.ts';
import { startConversation } from '../../main/inference/conversation.ts';
import type { Janus } from '../../main/inference/janus.ts';
import type { Asking } from './exam.ts';

/** One question, what was answered, and how long its first token took. */
export interface Answered {
  readonly asking: Asking;
  readonly answer: string;
  /** Whether every word that matters is in the answer. */
  readonly good: boolean;
  readonly firstTokenSeconds: number;
}

/** Asks each question about its picture, with nothing kept from the one before. */
export async function* askAll(
  janus: Janus,
  askings: readonly Asking[],
  pictures: readonly Rgb[],
): AsyncGenerator<Answered> {
  for (const asking of askings) {
    const { answer, msToFirstToken } = await askOne(janus, asking.question, pictures[asking.cell]!);
    const good = asking.slots.every((slot) => answer.includes(slot));
    yield { asking, answer, good, firstTokenSeconds: msToFirstToken / 1000 };
  }
}

async function askOne(janus: Janus, question: string, image: Rgb) {
  const parts = [
    { kind: 'image', image: 0 },
    { kind: 'text', text: question },
  ] as const;
  const order = {
    modelFolder: janus.folder,
    turns: [{ role: 'user', parts }] as const,
    images: [image],
    temperature: 0,
    topP: 1,
    seed: 0,
    maxTokens: 64,
  };
  const signal = new AbortController().signal;
  for await (const step of ask(janus, order, () => startConversation(janus), signal)) {
    if (step.kind === 'answer') return step;
  }
  throw new Error('The engine ended without an answer.');
}
