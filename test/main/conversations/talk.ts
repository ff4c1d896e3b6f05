import path from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { createStudio, type Studio } from '../../../main/studio.ts';
import type { RequestOf } from '../../../preload/contract/channels.ts';
import type { AskEvent, Message } from '../../../preload/contract/conversation.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

const never = new AbortController().signal;

/** A studio whose engine only talks; everything else of it is real. */
export async function openTalking(
  given?: string,
  memory?: number,
): Promise<{ readonly studio: Studio; readonly folder: string }> {
  const folder = given ?? (await emptyFolder());
  await writeFakeModel(path.join(folder, 'models'), 'fake');
  const engine = new URL('../children/fake-talker-entry.ts', import.meta.url);
  const workshop = new URL('../../../main/children/workshop-entry.ts', import.meta.url);
  const studio = await createStudio({
    dataFolder: folder,
    entries: { engine, workshop },
    ...(memory !== undefined && { memory }),
  });
  onTestFinished(() => studio.close());
  return { studio, folder };
}

type Wish = RequestOf<'conversation:ask'>;
type Question = Extract<Wish['question'], { kind: 'new' }>;

const manner = { temperature: 0, topP: 1, seed: 7, maxTokens: 64 };

/** What asking came to. */
export interface Outcome {
  readonly conversation: string;
  readonly question: Message;
  readonly answer: Message;
  readonly events: readonly AskEvent[];
}

/** Asks, and listens to the end. */
export async function asking(
  studio: Studio,
  text: string,
  more: Partial<Question> & {
    readonly conversation?: string;
    readonly seed?: number;
    readonly loadAnyway?: boolean;
  } = {},
  hear: (event: AskEvent) => void = () => undefined,
): Promise<Outcome> {
  const { conversation, seed = manner.seed, parent = null, images = [], loadAnyway } = more;
  const question = { kind: 'new' as const, parent, text, images };
  const optional = { ...(conversation && { conversation }), ...(loadAnyway && { loadAnyway }) };
  return listen(studio, { ...manner, seed, question, ...optional }, hear);
}

/** Has a question answered once more. */
export function again(studio: Studio, before: Outcome, seed: number): Promise<Outcome> {
  const question = { kind: 'again' as const, message: before.question.id };
  return listen(studio, { ...manner, seed, conversation: before.conversation, question });
}

async function listen(
  studio: Studio,
  request: Wish,
  hear: (event: AskEvent) => void = () => undefined,
): Promise<Outcome> {
  const events: AskEvent[] = [];
  for await (const event of studio.routes['conversation:ask'](request, never)) {
    events.push(event);
    hear(event);
  }
  const asked = events.find((event) => event.kind === 'asked');
  const answered = events.find((event) => event.kind === 'answered');
  if (!asked || !answered) throw new Error('Expected a question and an answer.');
  const { conversation, question } = asked;
  return { conversation: conversation.id, question, answer: answered.answer, events };
}

/** An image file of one colour. */
export async function imageOf(
  width: number,
  height: number,
  background = '#2060a0',
): Promise<Uint8Array<ArrayBuffer>> {
  const create = { width, height, channels: 3, background } as const;
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}
