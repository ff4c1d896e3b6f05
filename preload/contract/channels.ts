import { z } from 'zod';
import type { ModelCard } from './model.ts';
import { DrawRequest, type DrawEvent, type Picture } from './picture.ts';

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

/** What the studio says about itself at the start. */
export interface StudioStatus {
  readonly version: string;
  /** The model that draws when none is named, or null when none is installed. */
  readonly model: string | null;
}

/** Every message that may cross the border, once: what it takes, what it gives. */
export const channels = {
  'studio:status': ask<StudioStatus>()(z.strictObject({})),
  'models:list': ask<readonly ModelCard[]>()(z.strictObject({})),
  'pictures:list': ask<readonly Picture[]>()(z.strictObject({})),
  'picture:draw': stream<DrawEvent>()(DrawRequest),
} as const;

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
export type AnswerOf<Name extends AskName> = NonNullable<Channels[Name]['answer']>;
export type EventOf<Name extends StreamName> = NonNullable<Channels[Name]['event']>;

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
