import type { z } from 'zod';
import { channels, type ChannelName, type Routes } from '../../preload/contract/channels.ts';
import type { Reply } from '../../preload/contract/frames.ts';
import { StudioFailure, toFailure } from '../failure.ts';

/** A route as seen from outside: whatever was parsed goes in, whatever comes out crosses. */
type Route = (request: unknown, signal: AbortSignal) => unknown;

/**
 * Answers one request of an untrusted window: looks the channel up, parses the request, runs the
 * route. Every host brings its messages here.
 *
 * Never throws: what goes wrong is the last reply. An `ask` yields one `answer`; a `stream` yields
 * its events and `end`.
 *
 * @param name    Anything. Only a channel's own name is let through.
 * @param payload Anything. Only what the channel's schema takes is let through.
 * @param signal  Aborted when the window cancels; a route answers with `cancelled`.
 */
export async function* receive(
  routes: Routes,
  name: unknown,
  payload: unknown,
  signal: AbortSignal,
): AsyncGenerator<Reply, void> {
  try {
    const channel = channelOf(name);
    const request = parse(channel, payload);
    const result = (routes[channel] as Route)(request, signal);
    if (channels[channel].kind === 'ask') {
      yield { kind: 'answer', answer: await result };
      return;
    }
    for await (const event of result as AsyncIterable<unknown>) yield { kind: 'event', event };
    yield { kind: 'end' };
  } catch (thrown) {
    yield { kind: 'failed', failure: toFailure(thrown) };
  }
}

function channelOf(name: unknown): ChannelName {
  if (typeof name !== 'string' || !Object.hasOwn(channels, name)) {
    throw new StudioFailure(
      'bad-request',
      'Expected the name of a channel but received another word. Reload the page: it may be older than the studio.',
    );
  }
  return name as ChannelName;
}

function parse(channel: ChannelName, payload: unknown): unknown {
  const parsed = channels[channel].request.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new StudioFailure('bad-request', sentenceOf(channel, parsed.error));
}

/** At most three places, each with what was expected there. */
function sentenceOf(channel: ChannelName, error: z.ZodError): string {
  const places = error.issues.slice(0, 3).map((issue) => {
    const place = issue.path.map(String).join('.');
    return place === '' ? issue.message : `${place}: ${issue.message}`;
  });
  return `The request for ${channel} is not valid. ${places.join('; ')}.`;
}
