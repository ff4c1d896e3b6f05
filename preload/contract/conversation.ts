import { z } from 'zod';
import type { Failure } from './failure.ts';
import { ImageBytes } from './gallery.ts';
import { ModelId } from './model.ts';
import { PictureId, Seed } from './picture.ts';

export const ConversationId = z.uuid();
export const MessageId = z.uuid();

/** Names an image that was attached, by what is in its file. */
export const ImageId = z.string().regex(/^[a-f0-9]{32}$/);

/** An image of a conversation. */
export interface AskedImage {
  readonly id: string;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
}

/** An image to attach: a file from a drop, a paste or a dialog, or a picture of the gallery. */
export const ImageSource = z.union([
  z.strictObject({ bytes: ImageBytes }),
  z.strictObject({ picture: PictureId }),
]);

/** Cuts a rectangle out of an attached image, in its pixels. What is left is another image. */
export const ImageCrop = z.strictObject({
  id: ImageId,
  left: z.int().min(0).max(65_535),
  top: z.int().min(0).max(65_535),
  width: z.int().min(1).max(65_535),
  height: z.int().min(1).max(65_535),
});

/** What a model sees of an image: all of it in a square, grey around it. */
export const ViewRequest = z.strictObject({ id: ImageId, model: ModelId.optional() });

export interface ImageView {
  /** A PNG file. [side, side] */
  readonly png: Uint8Array;
  readonly side: number;
  /** Pixels of the view for one of the image, 1 at most times the enlargement. */
  readonly scale: number;
  readonly image: AskedImage;
}

/** A conversation as a list shows it. */
export interface Conversation {
  readonly id: string;
  /** The beginning of the first question until somebody renames it. */
  readonly title: string;
  /** Questions and answers, siblings included. */
  readonly messages: number;
  /** The first image that was asked about. */
  readonly image: AskedImage | null;
  /** ISO 8601, UTC, as are the others. */
  readonly createdAt: string;
  readonly changedAt: string;
  /** null = not in the trash. */
  readonly trashedAt: string | null;
  /** The words around what was searched for; null when the title has it, or nothing was. */
  readonly excerpt: string | null;
}

export const ConversationQuery = z.strictObject({
  shelf: z.enum(['all', 'trash']),
  /** Words or parts of words of the title, the questions and the answers. '' = any. */
  text: z.string().max(500),
  limit: z.int().min(1).max(500),
});
export type ConversationQuery = z.infer<typeof ConversationQuery>;

/** One change to one conversation. */
export const ConversationChange = z.strictObject({
  id: ConversationId,
  title: z.string().trim().min(1).max(200).optional(),
  /** true: into the trash. false: out of it. */
  trashed: z.boolean().optional(),
});

/** How an answer was made, and how it ended. */
export interface AnswerFacts {
  readonly model: string;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /**
   * `writing`: not yet. `end`: by the model. `length`: as long as was allowed. `context`: the model
   * reads no more. `stopped`: by a person. `cut`: the engine or the studio ended first. `failed`:
   * before the first word.
   */
  readonly ended: 'writing' | 'end' | 'length' | 'context' | 'stopped' | 'cut' | 'failed';
  /** Why it was cut or failed; null otherwise. */
  readonly failure: Failure | null;
  /** What was read: 0 until it is known. */
  readonly promptTokens: number;
  /** Of those, what had been read for the question before and was not read again. */
  readonly reusedTokens: number;
  /** Tokens that the model can read and write in all. */
  readonly contextTokens: number;
  readonly answerTokens: number;
  readonly msToFirstToken: number;
  readonly msPerToken: number;
}

/** A question or an answer. Messages with one parent are versions of each other. */
export interface Message {
  readonly id: string;
  /** null: the conversation begins with it. */
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly images: readonly AskedImage[];
  /** Of an answer only. */
  readonly facts: AnswerFacts | null;
  readonly createdAt: string;
}

export interface OpenConversation {
  readonly conversation: Conversation;
  /** The whole tree, in the order of asking. */
  readonly messages: readonly Message[];
}

/** What to answer. */
const Question = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('new'),
    /** The answer that it follows; null begins the conversation, or begins it anew. */
    parent: MessageId.nullable(),
    text: z.string().trim().min(1).max(200_000),
    images: z.array(ImageId).max(8),
  }),
  /** Answers an earlier question once more; the other answers stay. */
  z.strictObject({ kind: z.literal('again'), message: MessageId }),
]);

export const AskRequest = z.strictObject({
  /** Default: a new one. */
  conversation: ConversationId.optional(),
  question: Question,
  /** Default: the model the studio would choose. */
  model: ModelId.optional(),
  /** 0 = always the likeliest token. */
  temperature: z.number().min(0).max(2),
  /** Share of likely tokens to choose from. */
  topP: z.number().gt(0).max(1),
  seed: Seed,
  maxTokens: z.int().min(1).max(16_384),
  /** Load the model though the forecast says that the memory will not do. */
  loadAnyway: z.boolean().optional(),
});
export type AskRequest = z.infer<typeof AskRequest>;

/** What happens while a question is answered, in order. The answer is kept as it grows. */
export type AskEvent =
  | {
      readonly kind: 'asked';
      readonly conversation: Conversation;
      readonly question: Message;
      readonly answer: Message;
    }
  | { readonly kind: 'queued'; readonly jobId: string; readonly ahead: number }
  | { readonly kind: 'phase'; readonly phase: 'load' | 'see' | 'read' | 'answer' }
  | { readonly kind: 'text'; readonly text: string }
  /** Always the last, however the answer ended. */
  | { readonly kind: 'answered'; readonly answer: Message };

/** A conversation as a file. */
export const ConversationExport = z.strictObject({
  id: ConversationId,
  /** `markdown`: one branch, as it is read. `json`: the whole tree. */
  format: z.enum(['markdown', 'json']),
  /** The last message of the branch. Default: the newest. */
  leaf: MessageId.optional(),
});

export interface ExportedConversation {
  readonly bytes: Uint8Array;
  /** A file name without a folder. */
  readonly name: string;
  /** "text/markdown" */
  readonly type: string;
}
