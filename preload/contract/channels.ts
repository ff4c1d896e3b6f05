import { z } from 'zod';
import {
  AskRequest,
  ConversationChange,
  ConversationExport,
  ConversationId,
  ConversationQuery,
  ImageCrop,
  ImageId,
  ImageSource,
  MessageId,
  ViewRequest,
  type AskedImage,
  type AskEvent,
  type Conversation,
  type ExportedConversation,
  type ImageView,
  type OpenConversation,
} from './conversation.ts';
import { CaptionRequest, CaptionWish } from './captions.ts';
import {
  ImageBytes,
  PictureChange,
  PictureNumber,
  PictureQuery,
  PromptQuery,
  PurgeRequest,
  RenderRequest,
  type Changed,
  type Facets,
  type GalleryEvent,
  type PictureDetails,
  type PictureIndex,
  type PromptEntry,
  type Recalled,
  type Rendered,
  type Rescanned,
} from './gallery.ts';
import {
  ArchiveId,
  ArchivePiece,
  ExportId,
  ExportRequest,
  NameRequest,
  PictureChoice,
  type ExportEvent,
  type ImportEvent,
  type Look,
  type Measured,
} from './export.ts';
import {
  ReconstructRequest,
  ReplayRequest,
  type Making,
  type Patches,
  type PromptToken,
  type ReconstructEvent,
  type ReplayEvent,
} from './making.ts';
import { GrantId, GrantRequest, type Granted } from './grant.ts';
import { DrawRequest, PictureId, type DrawEvent, type Picture } from './picture.ts';
import {
  OneModel,
  Precision,
  type CheckpointFacts,
  type ModelShelf,
  type VerifyEvent,
} from './library.ts';
import { LookRequest, LookWhen, type LookingState } from './looking.ts';
import { ModelId, type ModelCard } from './model.ts';
import type { Diagnostics, StorageUse, StudioNotice, StudioStatus } from './studio.ts';
import { PromptHelp, type PromptHelpEvent } from './prompt-help.ts';
import { JobId, QueueChange, type QueueState } from './queue.ts';
import type { RoundState } from './rounds.ts';
import { ScoringRequest } from './scoring.ts';

/** A channel that answers once. */
interface Ask<Request extends z.ZodType, Answer> {
  readonly kind: 'ask';
  readonly request: Request;
  /** Never read: carries the type. */
  readonly answer?: Answer;
}

/** A channel that emits many events, then ends or fails. */
interface Stream<Request extends z.ZodType, Event> {
  readonly kind: 'stream';
  readonly request: Request;
  /** Never read: carries the type. */
  readonly event?: Event;
}

const ask =
  <Answer>() =>
  <Request extends z.ZodType>(request: Request): Ask<Request, Answer> => ({ kind: 'ask', request });

const stream =
  <Event>() =>
  <Request extends z.ZodType>(request: Request): Stream<Request, Event> => ({
    kind: 'stream',
    request,
  });

/** Every message that may cross the border, once: what it takes, what it gives. */
export const channels = {
  'studio:status': ask<StudioStatus>()(z.strictObject({})),
  'models:list': ask<readonly ModelCard[]>()(z.strictObject({})),
  'gallery:find': ask<PictureIndex>()(PictureQuery),
  'gallery:facets': ask<Facets>()(PictureQuery),
  /** The pictures of these numbers, in this order; those that are gone are left out. */
  'gallery:pictures': ask<readonly Picture[]>()(
    z.strictObject({ numbers: z.array(PictureNumber).max(500) }),
  ),
  'gallery:details': ask<PictureDetails>()(z.strictObject({ id: PictureId })),
  'gallery:change': ask<Changed>()(PictureChange),
  'gallery:purge': ask<Changed>()(PurgeRequest),
  /** Looks through the folder of pictures once more, and takes in what was put there by hand. */
  'gallery:rescan': ask<Rescanned>()(z.strictObject({})),
  'gallery:watch': stream<GalleryEvent>()(z.strictObject({})),
  /** Keeps an image file from outside as a picture of the gallery. */
  'gallery:import': ask<Picture>()(z.strictObject({ bytes: ImageBytes })),
  /** null: the file says nothing about how it was made. */
  'picture:recall': ask<Recalled | null>()(z.strictObject({ bytes: ImageBytes })),
  'picture:render': ask<Rendered>()(RenderRequest),
  /** Gives pictures, as files, to the drag that the person has just begun. Desktop only. */
  'picture:drag': ask<null>()(z.strictObject({ numbers: z.array(PictureNumber).min(1).max(200) })),
  /** Shows a picture's file in the system's file browser. Desktop only. */
  'picture:show': ask<null>()(z.strictObject({ id: PictureId })),
  'export:measure': ask<Measured>()(z.strictObject({ which: PictureChoice })),
  /** How a file would be called, and whether the template is one. */
  'export:name': ask<{ readonly name: string }>()(NameRequest),
  /** Goes on without its window; cancelling it leaves nothing. */
  'export:write': stream<ExportEvent>()(ExportRequest),
  /** Shows the result in the system's file browser. Desktop only. */
  'export:reveal': ask<null>()(z.strictObject({ id: ExportId })),
  /** A file to import from, of so many bytes, is about to come in pieces. One at a time. */
  'archive:open': ask<{ readonly archive: string }>()(z.strictObject({ bytes: z.int().min(1) })),
  'archive:piece': ask<null>()(ArchivePiece),
  /** All of it has come: what is in it. Changes nothing; refuses with a sentence what is no archive. */
  'archive:look': ask<Look>()(z.strictObject({ archive: ArchiveId })),
  /** All of it has come: imports it, or refuses it with a sentence and changes nothing. */
  'archive:import': stream<ImportEvent>()(z.strictObject({ archive: ArchiveId })),
  /** Lets go of what has come. */
  'archive:forget': ask<null>()(z.strictObject({ archive: ArchiveId })),
  'captions:watch': stream<RoundState | null>()(z.strictObject({})),
  /** Begins to describe pictures; `captions:watch` says how it goes on. */
  'captions:begin': ask<null>()(CaptionRequest),
  /** Goes on with a describing that a crash interrupted. */
  'captions:go-on': ask<null>()(z.strictObject({})),
  /** Ends it; captions that are written stay. */
  'captions:stop': ask<null>()(z.strictObject({})),
  /** Gives the pictures of one describing their captions of before. */
  'captions:take-back': ask<Changed>()(z.strictObject({ id: z.int().min(1) })),
  'captions:write': ask<{ readonly before: string | null }>()(CaptionWish),
  'scoring:watch': stream<RoundState | null>()(z.strictObject({})),
  /** Begins to score pictures; `scoring:watch` says how it goes on. */
  'scoring:begin': ask<null>()(ScoringRequest),
  /** Goes on with a scoring that a crash interrupted. */
  'scoring:go-on': ask<null>()(z.strictObject({})),
  /** Ends it; scores that are known stay. */
  'scoring:stop': ask<null>()(z.strictObject({})),
  /** Gives the pictures of one scoring their scores of before. */
  'scoring:take-back': ask<Changed>()(z.strictObject({ id: z.int().min(1) })),
  'looking:watch': stream<LookingState>()(z.strictObject({})),
  /** Looks at the rest now; `looking:watch` says how it goes on. */
  'looking:begin': ask<null>()(LookRequest),
  'looking:stop': ask<null>()(z.strictObject({})),
  'looking:prefer': ask<null>()(z.strictObject({ when: LookWhen })),
  'making:of': ask<Making>()(z.strictObject({ id: PictureId })),
  /** The prompt as the picture's model reads it, or null when that is not installed. */
  'making:words': ask<{ readonly words: readonly PromptToken[] | null }>()(
    z.strictObject({ id: PictureId }),
  ),
  'making:patches': ask<{ readonly patches: Patches }>()(
    z.strictObject({ model: z.string().min(1).max(100) }),
  ),
  /** What is left of a picture when a model begins with it. */
  'making:reconstruct': stream<ReconstructEvent>()(ReconstructRequest),
  /** A picture's making as an animation. */
  'making:replay': stream<ReplayEvent>()(ReplayRequest),
  'prompts:list': ask<readonly PromptEntry[]>()(PromptQuery),
  /** Takes an entry out of the history; its pictures stay. */
  'prompts:forget': ask<null>()(z.strictObject({ number: z.int().min(1) })),
  /** null: the person chose nothing. */
  'grant:folder': ask<Granted | null>()(GrantRequest),
  'models:watch': stream<ModelShelf>()(z.strictObject({})),
  /** Looks at a granted folder before anything is built of it. */
  'model:inspect': ask<CheckpointFacts>()(z.strictObject({ grant: GrantId })),
  /** Begins to build; `models:watch` says how it goes on. */
  'model:build': ask<null>()(
    z.strictObject({
      grant: GrantId,
      id: ModelId,
      precision: Precision,
      /** Said by the person, of the licence that `model:inspect` named. */
      licenceAccepted: z.literal(true),
    }),
  ),
  /** Cancels the build that goes on and leaves nothing of it, or puts the last one away. */
  'model:end-build': ask<null>()(z.strictObject({})),
  'model:choose': ask<null>()(OneModel),
  'model:verify': stream<VerifyEvent>()(OneModel),
  /** Takes a model out of sight. `model:restore` brings it back, for some minutes. */
  'model:remove': ask<null>()(OneModel),
  'model:restore': ask<null>()(OneModel),
  /** Deletes a removed model for good. */
  'model:purge': ask<null>()(OneModel),
  'studio:storage': ask<StorageUse>()(z.strictObject({})),
  'studio:diagnostics': ask<Diagnostics>()(z.strictObject({})),
  'notices:watch': stream<readonly StudioNotice[]>()(z.strictObject({})),
  'notices:dismiss': ask<null>()(z.strictObject({ id: z.int().min(1) })),
  /** Adds a job to the queue and follows it. Cancelling ends the following, not the job. */
  'picture:draw': stream<DrawEvent>()(DrawRequest),
  'queue:watch': stream<QueueState>()(z.strictObject({})),
  /** Where a job is, then what happens to it, to its end. */
  'queue:follow': stream<DrawEvent>()(z.strictObject({ id: JobId })),
  'queue:change': ask<null>()(QueueChange),
  'queue:pause': ask<null>()(z.strictObject({ paused: z.boolean() })),
  'prompt:help': stream<PromptHelpEvent>()(PromptHelp),
  /** Newest first. */
  'conversations:find': ask<readonly Conversation[]>()(ConversationQuery),
  /** Deletes for good what is in the trash: one, or all. Tells how many. */
  'conversations:purge': ask<{ readonly purged: number }>()(
    z.strictObject({ id: ConversationId.optional() }),
  ),
  'conversation:open': ask<OpenConversation>()(z.strictObject({ id: ConversationId })),
  'conversation:change': ask<Conversation>()(ConversationChange),
  'conversation:ask': stream<AskEvent>()(AskRequest),
  /** Ends an answer that is being written, whoever asked; what there is of it stays. */
  'conversation:stop': ask<null>()(z.strictObject({ answer: MessageId })),
  'conversation:export': ask<ExportedConversation>()(ConversationExport),
  'image:attach': ask<AskedImage>()(ImageSource),
  'image:crop': ask<AskedImage>()(ImageCrop),
  'image:view': ask<ImageView>()(ViewRequest),
  /** A WebP copy to look at, its longest side 1,600 pixels at most. */
  'image:look': ask<{ readonly webp: Uint8Array }>()(z.strictObject({ id: ImageId })),
} as const;

const watches: readonly string[] = [
  'picture:draw',
  'queue:follow',
  'prompt:help',
  'making:reconstruct',
  'making:replay',
];

/**
 * A stream that tells a window of changes; it ends with its window. Any other is a job and goes on
 * without the window that asked for it.
 */
export function isWatch(name: string): boolean {
  return name.endsWith(':watch') || watches.includes(name);
}

type Channels = typeof channels;
export type ChannelName = keyof Channels;

/** The channels that answer once. */
export type AskName = {
  [Name in ChannelName]: Channels[Name]['kind'] extends 'ask' ? Name : never;
}[ChannelName];

/** The channels that emit many events. */
export type StreamName = Exclude<ChannelName, AskName>;

export type RequestOf<Name extends ChannelName> = z.input<Channels[Name]['request']>;
type ParsedRequestOf<Name extends ChannelName> = z.output<Channels[Name]['request']>;
export type AnswerOf<Name extends AskName> = Exclude<Channels[Name]['answer'], undefined>;
export type EventOf<Name extends StreamName> = Exclude<Channels[Name]['event'], undefined>;

/** `window.studio`, as every host provides it and the renderer sees it. */
export interface StudioBridge {
  readonly ask: <Name extends AskName>(
    name: Name,
    request: RequestOf<Name>,
  ) => Promise<AnswerOf<Name>>;
  readonly stream: <Name extends StreamName>(
    name: Name,
    request: RequestOf<Name>,
    signal: AbortSignal,
  ) => AsyncIterable<EventOf<Name>>;
}

/** The studio's side of every channel: parsed requests in, answers and events out. */
export type Routes = {
  readonly [Name in AskName]: (request: ParsedRequestOf<Name>) => Promise<AnswerOf<Name>>;
} & {
  readonly [Name in StreamName]: (
    request: ParsedRequestOf<Name>,
    signal: AbortSignal,
  ) => AsyncIterable<EventOf<Name>>;
};
