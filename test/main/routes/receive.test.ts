import fc from 'fast-check';
import { expect, test } from 'vitest';
import { receive } from '../../../main/routes/receive.ts';
import { channels, type ChannelName, type Routes } from '../../../preload/contract/channels.ts';
import { FailureCode } from '../../../preload/contract/failure.ts';
import type { DrawRequest } from '../../../preload/contract/picture.ts';
import type { Reply } from '../../../preload/contract/frames.ts';

const never = new AbortController().signal;

const quiet = { ask: () => Promise.resolve(null), stream: sayNothing };

async function* sayNothing(): AsyncGenerator<never, void> {
  // A stream that ends at once.
}

/** Routes that only say that they were reached. */
const routes = {
  ...Object.fromEntries(Object.entries(channels).map(([name, { kind }]) => [name, quiet[kind]])),
  'studio:status': () => Promise.resolve({ version: '1', model: null }),
  'models:list': () => Promise.resolve([]),
  'picture:draw': async function* (request: DrawRequest, signal: AbortSignal) {
    await Promise.resolve();
    signal.throwIfAborted();
    yield { kind: 'queued', jobId: request.prompt, ahead: 0 };
    yield { kind: 'phase', phase: 'load', index: 0 };
  },
} as unknown as Routes;

const drawRequest = {
  prompt: 'a boat',
  seed: 7,
  count: 1,
  guidance: 5,
  temperature: 1,
  previewShare: 0.1,
};

async function replies(
  name: unknown,
  payload: unknown,
  signal = never,
  table = routes,
): Promise<Reply[]> {
  const all: Reply[] = [];
  for await (const reply of receive(table, name, payload, signal)) all.push(reply);
  return all;
}

test('answers an ask once', async () => {
  expect(await replies('studio:status', {})).toEqual([
    { kind: 'answer', answer: { version: '1', model: null } },
  ]);
});

test('passes the events of a stream on, in order, and then its end', async () => {
  expect(await replies('picture:draw', drawRequest)).toEqual([
    { kind: 'event', event: { kind: 'queued', jobId: 'a boat', ahead: 0 } },
    { kind: 'event', event: { kind: 'phase', phase: 'load', index: 0 } },
    { kind: 'end' },
  ]);
});

test('hands a route what was parsed, not what was sent', async () => {
  const [first] = await replies('picture:draw', { ...drawRequest, prompt: '  a boat \n' });
  expect(first).toMatchObject({ event: { jobId: 'a boat' } });
});

test('says which field is wrong and what was expected there', async () => {
  const [reply] = await replies('picture:draw', { ...drawRequest, guidance: 99 });
  expect(reply).toMatchObject({ kind: 'failed', failure: { code: 'bad-request' } });
  expect(reply).toMatchObject({
    failure: {
      message: expect.stringMatching(/picture:draw is not valid. guidance: .*20/) as string,
    },
  });
});

test('refuses a field that the contract does not have', async () => {
  const [reply] = await replies('picture:draw', { ...drawRequest, out: '/etc/passwd' });
  expect(reply).toMatchObject({ kind: 'failed', failure: { code: 'bad-request' } });
});

test.each([
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '',
  'picture:delete',
  null,
  7,
])('refuses %s, which is no channel', async (name) => {
  const [reply] = await replies(name, {});
  expect(reply).toMatchObject({ kind: 'failed', failure: { code: 'bad-request' } });
});

test('a cancelled stream ends with cancelled', async () => {
  const reply = (await replies('picture:draw', drawRequest, AbortSignal.abort())).at(-1);
  expect(reply).toMatchObject({ kind: 'failed', failure: { code: 'cancelled' } });
});

test('a route that throws synchronously fails its request and no more', async () => {
  const broken: Routes = {
    ...routes,
    'studio:status': () => {
      throw new Error('the lamp went out');
    },
  };
  const [reply] = await replies('studio:status', {}, never, broken);
  expect(reply).toMatchObject({
    kind: 'failed',
    failure: {
      code: 'unexpected',
      message: expect.stringContaining('the lamp went out') as string,
    },
  });
});

test.each(Object.keys(channels) as ChannelName[])(
  'lives through 5,000 random messages on %s',
  async (name) => {
    const plausible = fc.record(
      {
        prompt: fc.string({ unit: 'binary' }),
        seed: fc.oneof(fc.integer(), fc.double()),
        count: fc.integer(),
        guidance: fc.double(),
        temperature: fc.double(),
        previewShare: fc.double(),
        model: fc.string(),
      },
      { requiredKeys: [] },
    );
    const message = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
      plausible,
    );
    await fc.assert(
      fc.asyncProperty(message, async (payload) => {
        const last = (await replies(name, payload)).at(-1);
        if (last?.kind === 'failed') expect(FailureCode.options).toContain(last.failure.code);
        else expect(['answer', 'end']).toContain(last?.kind);
      }),
      { numRuns: 5000 },
    );
  },
);
