import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnswering } from '../../../main/children/answering.ts';
import { eventsAhead, type Up } from '../../../main/children/messages.ts';

type CountVerbs = { count: { request: number; event: number } };

/** Counts to the request, or for ever. */
async function* count(to: number, signal: AbortSignal) {
  for (let i = 0; i < to && !signal.aborted; i++) yield await Promise.resolve(i);
}

function open() {
  const sent: Up[] = [];
  const answering = createAnswering<CountVerbs>(
    () => Promise.resolve({ count }),
    (up) => sent.push(up),
  );
  return { answering, sent };
}

async function settle() {
  for (let i = 0; i < 50; i++) await turn();
}

test('answers with events and an end', async () => {
  const { answering, sent } = open();
  answering.hear({ kind: 'ask', id: 1, verb: 'count', request: 2 });
  await settle();
  expect(sent).toEqual([
    { kind: 'event', id: 1, event: 0 },
    { kind: 'event', id: 1, event: 1 },
    { kind: 'end', id: 1 },
  ]);
});

test('is never further ahead than agreed, whatever the parent takes', async () => {
  const { answering, sent } = open();
  answering.hear({ kind: 'ask', id: 1, verb: 'count', request: Infinity });
  await settle();
  expect(sent).toHaveLength(eventsAhead);
  answering.hear({ kind: 'more', id: 1 });
  await settle();
  expect(sent).toHaveLength(eventsAhead + 1);
  // Taking what was never sent earns nothing.
  for (let i = 0; i < 100; i++) answering.hear({ kind: 'more', id: 1 });
  await settle();
  expect(sent.length).toBeLessThanOrEqual(2 * eventsAhead + 1);
  await answering.stop();
});

test('a cancelled call ends with one failure, even while it waits for its parent', async () => {
  const { answering, sent } = open();
  answering.hear({ kind: 'ask', id: 1, verb: 'count', request: Infinity });
  await settle();
  answering.hear({ kind: 'cancel', id: 1 });
  await settle();
  expect(sent.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'cancelled' } });
});

const id = fc.oneof(fc.nat(3), fc.anything());
const message = fc.oneof(
  fc.anything(),
  fc.record({ kind: fc.constantFrom('ask', 'more', 'cancel', 'quit', 'x'), id }),
  fc.record({
    kind: fc.constant('ask'),
    id,
    verb: fc.oneof(fc.constantFrom('count', 'constructor', '__proto__', 'toString'), fc.string()),
    request: fc.oneof(fc.nat(20), fc.anything()),
  }),
);

test('random messages never break it: every call ends once, and it still answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
      const { answering, sent } = open();
      for (const each of messages) answering.hear(each);
      await answering.stop();
      const begun = sent.length;
      answering.hear({ kind: 'ask', id: 99, verb: 'count', request: 1 });
      await settle();
      expect(sent.slice(begun)).toEqual([
        { kind: 'event', id: 99, event: 0 },
        { kind: 'end', id: 99 },
      ]);
    }),
    { numRuns: 300 },
  );
});
