import { expectTypeOf, test } from 'vitest';
import type {
  AnswerOf,
  AskName,
  ChannelName,
  EventOf,
  RequestOf,
  Routes,
  StreamName,
  StudioBridge,
} from '../preload/contract/channels.ts';
import type { Reply, StudioFrame, WindowFrame } from '../preload/contract/frames.ts';
import type { StudioStatus } from '../preload/contract/studio.ts';
import type { DrawEvent, DrawRequest, Picture } from '../preload/contract/picture.ts';

declare const bridge: StudioBridge;
declare const signal: AbortSignal;

test('every channel asks or streams, none does both', () => {
  expectTypeOf<AskName | StreamName>().toEqualTypeOf<ChannelName>();
  expectTypeOf<AskName & StreamName>().toEqualTypeOf<never>();
});

test('every channel has a route, and no route is without a channel', () => {
  expectTypeOf<keyof Routes>().toEqualTypeOf<ChannelName>();
});

test('an ask answers once with what its channel says', () => {
  expectTypeOf(bridge.ask<'studio:status'>).returns.resolves.toEqualTypeOf<StudioStatus>();
  expectTypeOf<AnswerOf<'gallery:pictures'>>().toEqualTypeOf<readonly Picture[]>();
});

test('a stream is an AsyncIterable of its events and takes a signal', () => {
  expectTypeOf<EventOf<'picture:draw'>>().toEqualTypeOf<DrawEvent>();
  expectTypeOf(bridge.stream<'picture:draw'>).returns.toEqualTypeOf<AsyncIterable<DrawEvent>>();
  expectTypeOf<RequestOf<'picture:draw'>>().toEqualTypeOf<DrawRequest>();
  expectTypeOf(bridge.stream).parameter(2).toEqualTypeOf<AbortSignal>();
});

test('the wrong name, the wrong kind and the wrong request do not compile', () => {
  // @ts-expect-error No channel has this name.
  void bridge.ask('picture:delete', {});
  // @ts-expect-error A stream is not asked.
  void bridge.ask('picture:draw', {});
  // @ts-expect-error An ask is not streamed.
  void bridge.stream('models:list', {}, signal);
  // @ts-expect-error A drawing needs its settings.
  void bridge.stream('picture:draw', { prompt: 'a boat' }, signal);
});

test('a frame back is a reply with its id, and an event has its number', () => {
  expectTypeOf<StudioFrame['kind']>().toEqualTypeOf<Reply['kind']>();
  expectTypeOf<StudioFrame['id']>().toEqualTypeOf<WindowFrame['id']>();
  expectTypeOf<Extract<StudioFrame, { kind: 'event' }>['seq']>().toEqualTypeOf<number>();
});
