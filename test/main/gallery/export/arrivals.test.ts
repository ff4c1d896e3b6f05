import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createArrivals } from '../../../../main/gallery/archive/arrivals.ts';
import { openResults } from '../../../../main/gallery/export/results.ts';
import { createGrants } from '../../../../main/grants.ts';
import { exportRoutes } from '../../../../main/routes/export.ts';
import { receive } from '../../../../main/routes/receive.ts';
import type { Routes } from '../../../../preload/contract/channels.ts';
import type { Reply } from '../../../../preload/contract/frames.ts';
import { emptyFolder } from '../../folder.ts';
import { openTestGallery } from '../open.ts';
import { contentOf, exported, fill } from './made.ts';

const never = new AbortController().signal;

/** A studio's side, as windows reach it. */
async function open() {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery();
  const arrivals = createArrivals(path.join(folder, 'arrivals'));
  onTestFinished(() => arrivals[Symbol.asyncDispose]());
  const results = await openResults(path.join(folder, 'exports'));
  const dispatch = { gallery, grants: createGrants(null), results, arrivals, desk: null };
  const routes = exportRoutes(dispatch) as Routes;
  const send = async (channel: string, payload: unknown, signal = never): Promise<Reply> => {
    let last: Reply | null = null;
    for await (const reply of receive(routes, channel, payload, signal)) last = reply;
    return last ?? { kind: 'end' };
  };
  const ask = async (channel: string, payload: unknown): Promise<unknown> => {
    const reply = await send(channel, payload);
    return reply.kind === 'answer' ? reply.answer : reply;
  };
  const begin = async (bytes: number): Promise<string> =>
    ((await ask('archive:open', { bytes })) as { archive: string }).archive;
  const files = (): Promise<string[]> =>
    readdir(path.join(folder, 'arrivals')).catch(() => Array<string>());
  return { gallery, arrivals, routes, send, ask, begin, files };
}

const refused = (code: string, sentence: RegExp) => ({
  kind: 'failed',
  failure: { code, message: expect.stringMatching(sentence) as string },
});

async function archive(): Promise<Buffer> {
  const { gallery } = await openTestGallery();
  await fill(gallery, 6);
  return readFile((await exported(gallery, { kind: 'archive' })).path);
}

test('pieces of any size make the file, also when all are sent before one is answered', async () => {
  const { arrivals } = await open();
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(pieces, async (all) => {
      const whole = Buffer.concat(all);
      const opening = arrivals.open(whole.length);
      const { archive: id } = await opening;
      let offset = 0;
      const adding = all.map((piece) => {
        offset += piece.length;
        return arrivals.add(id, offset - piece.length, piece);
      });
      // Asked last, answered last: nothing of it is missing then.
      expect(whole.equals(await readFile(await arrivals.whole(id)))).toBe(true);
      await Promise.all(adding);
    }),
    { numRuns: 25 },
  );
});

test('pieces out of order, twice, or beyond the end are refused, and the right one still fits', async () => {
  const { ask, begin } = await open();
  const id = await begin(10);
  const piece = (offset: number, length: number) =>
    ask('archive:piece', { archive: id, offset, bytes: new Uint8Array(length) });
  expect(await piece(4, 4)).toEqual(refused('bad-request', /piece at 0 of 10 bytes.*4 bytes at 4/));
  expect(await piece(0, 4)).toBe(null);
  expect(await piece(0, 4)).toEqual(refused('bad-request', /piece at 4 of 10/));
  expect(await piece(4, 7)).toEqual(refused('bad-request', /piece at 4 of 10/));
  expect(await ask('archive:look', { archive: id })).toEqual(
    refused('bad-request', /all 10 bytes of the archive, but 4 have come/),
  );
  expect(await ask('archive:import', { archive: id })).toEqual(
    refused('bad-request', /all 10 bytes/),
  );
  expect(await piece(4, 6)).toBe(null);
  expect(await ask('archive:look', { archive: id })).toEqual(refused('bad-request', /ZIP/));
});

test.each<[string, string, unknown]>([
  ['an archive of no bytes', 'archive:open', { bytes: 0 }],
  ['one of a half byte', 'archive:open', { bytes: 1.5 }],
  ['a name with its size', 'archive:open', { bytes: 1, name: '../../evil' }],
  ['a way for an id', 'archive:piece', { archive: '../../evil', offset: 0, bytes: byte() }],
  ['no bytes', 'archive:piece', { archive: ID(), offset: 0, bytes: new Uint8Array() }],
  ['more than a piece', 'archive:piece', piece(new Uint8Array((8 << 20) + 1))],
  ['text for bytes', 'archive:piece', piece('PK')],
  ['before the beginning', 'archive:piece', { archive: ID(), offset: -1, bytes: byte() }],
  ['beyond all numbers', 'archive:piece', { archive: ID(), offset: 2 ** 60, bytes: byte() }],
  ['a way to look into', 'archive:look', { archive: '/etc/passwd' }],
  ['a way to import', 'archive:import', { archive: '/etc/passwd' }],
])('no window gets through with %s', async (_, channel, payload) => {
  const { send, files } = await open();
  expect(await send(channel, payload)).toEqual(refused('bad-request', /not valid/));
  expect(await files()).toEqual([]);
});

function ID(): string {
  return '0b7a1c1e-6f0e-4a5b-9a43-1f6f1d1f2a3b';
}

function byte(): Uint8Array {
  return new Uint8Array(1);
}

function piece(bytes: unknown): unknown {
  return { archive: ID(), offset: 0, bytes };
}

test('an archive that nobody announced, or larger than the disk, is refused', async () => {
  const { ask, files } = await open();
  expect(await ask('archive:piece', piece(byte()))).toEqual(
    refused('not-found', /Choose it again/),
  );
  expect(await ask('archive:look', { archive: ID() })).toEqual(refused('not-found', /again/));
  expect(await ask('archive:import', { archive: ID() })).toEqual(refused('not-found', /again/));
  expect(await ask('archive:forget', { archive: ID() })).toBe(null);
  expect(await ask('archive:open', { bytes: Number.MAX_SAFE_INTEGER })).toEqual(
    refused('disk-full', /MB/),
  );
  expect(await files()).toEqual([]);
});

test('another archive takes the place of one that stopped midway, however many come at once', async () => {
  const { ask, begin, files } = await open();
  const first = await begin(10);
  await ask('archive:piece', { archive: first, offset: 0, bytes: byte() });
  const ids = await Promise.all([begin(3), begin(4), begin(5)]);
  expect(await files()).toEqual([`${ids[2]}.zip`]);
  expect(await ask('archive:piece', { archive: first, offset: 1, bytes: byte() })).toEqual(
    refused('not-found', /not on its way any more/),
  );
  await ask('archive:forget', { archive: first });
  expect(await files()).toHaveLength(1);
  await ask('archive:forget', { archive: ids[2] });
  await ask('archive:forget', { archive: ids[2] });
  expect(await files()).toEqual([]);
});

test('while an archive is imported no other comes in, and it is imported once', async () => {
  const { gallery, routes, ask, begin, files } = await open();
  const bytes = await archive();
  const id = await begin(bytes.length);
  await ask('archive:piece', { archive: id, offset: 0, bytes });
  const events = routes['archive:import']({ archive: id }, never)[Symbol.asyncIterator]();
  await events.next();
  const busy = refused('busy', /is being imported/);
  expect(await ask('archive:import', { archive: id })).toEqual(busy);
  expect(await ask('archive:open', { bytes: 1 })).toEqual(busy);
  expect(await ask('archive:forget', { archive: id })).toBe(null);
  for (let next = await events.next(); next.done !== true; next = await events.next());
  expect(contentOf(gallery).pictures).toHaveLength(6);
  expect(await ask('archive:import', { archive: id })).toEqual(refused('not-found', /again/));
  expect(await files()).toEqual([]);
  expect(await begin(1)).toEqual(expect.any(String));
});

test('an import that is stopped, or refused, lets go of its archive', async () => {
  const { gallery, send, ask, begin, files } = await open();
  const bytes = await archive();
  const damaged = Buffer.from(bytes).fill(0, 200, 300);
  const stopped = new AbortController();
  stopped.abort();
  for (const [come, signal, code] of [
    [bytes, stopped.signal, 'cancelled'],
    [damaged, never, 'bad-request'],
  ] as const) {
    const id = await begin(come.length);
    await ask('archive:piece', { archive: id, offset: 0, bytes: come });
    expect(await send('archive:import', { archive: id }, signal)).toEqual(refused(code, /./));
    expect(await files()).toEqual([]);
    expect(contentOf(gallery).pictures).toEqual([]);
  }
});

test('a piece that cannot be written ends it, and the next archive comes in', async () => {
  const folder = path.join(await emptyFolder(), 'arrivals');
  await using arrivals = createArrivals(folder);
  const { archive: id } = await arrivals.open(2);
  const broken = { length: 1, byteLength: 1 } as Uint8Array;
  await expect(arrivals.add(id, 0, broken)).rejects.toThrow();
  await expect(arrivals.add(id, 0, byte())).rejects.toMatchObject({ code: 'not-found' });
  expect(await readdir(folder)).toEqual([]);
  const { archive: next } = await arrivals.open(1);
  await arrivals.add(next, 0, byte());
  expect(await readFile(await arrivals.whole(next))).toHaveLength(1);
});
