import path from 'node:path';
import { z } from 'zod';
import type { Part, Turn } from '../children/messages.ts';
import { StudioFailure } from '../failure.ts';
import { readImageFile, readJsonFile } from './files.ts';

const text = z.string().max(200_000);
/** More than any context holds. */
const mostImages = 32;

const History = z
  .array(
    z
      .strictObject({
        role: z.enum(['user', 'assistant']),
        text: text.optional(),
        content: text.optional(),
        images: z.array(z.string().min(1).max(4_000)).max(16).default([]),
      })
      .refine(({ text, content }) => (text === undefined) !== (content === undefined), {
        error: 'a turn has either text or content',
      })
      .refine(({ role, images }) => role === 'user' || images.length === 0, {
        error: 'only the user has images',
      }),
  )
  .max(1_000)
  .refine((turns) => turns.length % 2 === 0, { error: 'the last turn is the assistant’s' })
  .refine((turns) => turns.every(({ role }, i) => role === (i % 2 ? 'assistant' : 'user')), {
    error: 'turns alternate, the user’s first',
  });

/** What `--help` says of a history file. */
export const historyFileHelp =
  'JSON: [{"role": "user", "text": "…", "images": ["file", …]}, {"role": "assistant", "text": "…"}, …]; images lie relative to it';

/** A conversation so far, and its image files. */
export interface Conversation {
  readonly turns: readonly Turn[];
  readonly images: readonly Uint8Array[];
}

/** Reads a conversation from a file. Images lie relative to it. @throws {StudioFailure} `bad-request` */
export async function readHistoryFile(file: string): Promise<Conversation> {
  const history = History.safeParse(await readJsonFile(file));
  if (!history.success) {
    const [issue] = history.error.issues;
    const place = issue?.path.length ? ` (at ${issue.path.join('.')})` : '';
    throw new StudioFailure(
      'bad-request',
      `Expected ${file} to hold a conversation, but ${issue?.message ?? 'it does not'}${place}. Expected ${historyFileHelp}.`,
    );
  }
  let conversation: Conversation = { turns: [], images: [] };
  for (const turn of history.data) {
    const files = turn.images.map((image) => path.resolve(path.dirname(file), image));
    const said = turn.text ?? turn.content ?? '';
    conversation = await withTurn(conversation, turn.role, said, files);
  }
  return conversation;
}

/** The conversation with one more turn: its images first, as Janus was shown them, then the words. */
export async function withTurn(
  before: Conversation,
  role: Turn['role'],
  said: string,
  imageFiles: readonly string[],
): Promise<Conversation> {
  const images = [...before.images];
  const parts: Part[] = [];
  if (images.length + imageFiles.length > mostImages) {
    throw new StudioFailure('bad-request', `Expected at most ${mostImages} images in all.`);
  }
  for (const file of imageFiles) {
    parts.push({ kind: 'image', image: images.length });
    images.push(await readImageFile(file));
  }
  parts.push({ kind: 'text', text: parts.length === 0 ? said : `\n${said}` });
  return { turns: [...before.turns, { role, parts }], images };
}
