import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Gallery } from '../../../../main/gallery/gallery.ts';
import { importArchive } from '../../../../main/gallery/archive/import.ts';
import { pathsUnder } from '../../../../main/paths.ts';
import { emptyFolder } from '../../folder.ts';
import { openTestGallery } from '../open.ts';
import {
  archiveOf,
  bare,
  flipped,
  goodBytes,
  goodSums,
  lines,
  lying,
  noChecksums,
  notAPicture,
  overlapping,
  patched,
  picture,
  prepare,
  renamed,
  setLines,
  withField,
  withManifest,
} from './crafted.ts';
import { contentOf, fill, imported } from './made.ts';

const extra = ['evil.txt', Buffer.from('x')] as const;

/** Each: what is wrong, the archive, and a word of the sentence. */
const hostile: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
  ['no ZIP file', () => bare(Buffer.from('hello')), /not a whole ZIP file/],
  ['nothing at all', () => bare(Buffer.alloc(0)), /not a whole ZIP file/],
  [
    'half an archive',
    () => bare(goodBytes().subarray(0, goodBytes().length / 2)),
    /not a whole ZIP/,
  ],
  ['a picture changed on the way', () => flipped(), /damaged|cannot be unpacked/],
  [
    'a file that does not belong',
    () => archiveOf(() => undefined, undefined, [extra]),
    /does not belong/,
  ],
  [
    'a way up',
    async () =>
      patched(
        await archiveOf(() => undefined, undefined, [['up_up_evil.png', Buffer.from('x')]]),
        'up_up_evil.png',
        '../../evil.png',
      ),
    /directory cannot be read/,
  ],
  [
    'an absolute name',
    async () =>
      patched(
        await archiveOf(() => undefined, undefined, [['Xetc/passwd', Buffer.from('x')]]),
        'Xetc/passwd',
        '/etc/passwd',
      ),
    /directory cannot be read/,
  ],
  [
    'a backslash',
    async () =>
      patched(
        await archiveOf(() => undefined, undefined, [['pictures_x.png', Buffer.from('x')]]),
        'pictures_x.png',
        'pictures\\x.png',
      ),
    /directory cannot be read/,
  ],
  [
    'a link',
    () =>
      archiveOf(
        () => undefined,
        (name) => (name.endsWith('.png') ? { mode: 0o120777 } : {}),
      ),
    /is a link/,
  ],
  [
    'an entry twice',
    () => archiveOf(() => undefined, undefined, [['manifest.json', Buffer.from('{}')]]),
    /is in it twice/,
  ],
  ['entries over each other', overlapping, /lies over another/],
  [
    'a bomb',
    () => archiveOf((entries) => entries.set('prompts.jsonl', Buffer.alloc(300_000_000))),
    /would unpack to 301 MB/,
  ],
  ['a size that is a lie', lying, /cannot be unpacked/],
  [
    'too large a picture',
    () => archiveOf((entries) => entries.set(picture(entries), Buffer.alloc(100_000_001))),
    /would unpack to 101 MB/,
  ],
  [
    'no manifest',
    () => archiveOf((entries) => entries.delete('manifest.json')),
    /has no "manifest.json"/,
  ],
  [
    'another program’s manifest',
    () => withManifest({ format: 'photos' }),
    /does not say what it should: format/,
  ],
  [
    'a newer manifest',
    () => withManifest({ version: 2, surprise: true }),
    /a newer Janus Studio wrote it/,
  ],
  ['a manifest that counts wrongly', () => withManifest({ prompts: 99 }), /should have 99 prompts/],
  ['no checksums', noChecksums, /has no "checksums.sha256"/],
  [
    'a picture without a checksum',
    () => archiveOf((entries) => entries.set('checksums.sha256', Buffer.from(''))),
    /has no checksum/,
  ],
  [
    'a wrong checksum',
    () =>
      archiveOf((entries) => {
        const text = goodSums();
        entries.set(
          'checksums.sha256',
          Buffer.from(text.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))),
        );
      }),
    /its checksum is another/,
  ],
  ['a picture under another’s name', renamed, /its checksum is another/],
  [
    'a picture that is told of but not there',
    () => archiveOf((entries) => entries.delete(picture(entries))),
    /is missing from it/,
  ],
  [
    'a picture that is there but not told of',
    () =>
      archiveOf((entries) => {
        setLines(entries, 'pictures.jsonl', lines(entries, 'pictures.jsonl').slice(1));
      }),
    /does not tell of/,
  ],
  [
    'a picture told of twice',
    () =>
      archiveOf((entries) => {
        const [first, , ...rest] = lines(entries, 'pictures.jsonl');
        setLines(entries, 'pictures.jsonl', [first!, first!, ...rest]);
      }),
    /told of twice/,
  ],
  [
    'no JSON',
    () => archiveOf((entries) => entries.set('pictures.jsonl', Buffer.from('{"id":\n'))),
    /is no JSON/,
  ],
  [
    'half a line',
    () => archiveOf((entries) => entries.set('prompts.jsonl', Buffer.from('{}'))),
    /middle of a line/,
  ],
  [
    'a line without end',
    () => archiveOf((entries) => entries.set('prompts.jsonl', Buffer.alloc(5_000_000, 32))),
    /line without end/,
  ],
  ['a seed that is none', () => withField({ seed: -1 }), /line 6 of "pictures.jsonl".*seed/],
  ['a date that is none', () => withField({ createdAt: 'yesterday' }), /createdAt/],
  [
    'a field that nobody knows',
    () => withField({ path: '/etc/passwd' }),
    /does not say what it should/,
  ],
  [
    'a size that the file does not have',
    () => withField({ width: 5 }),
    /is no PNG of 5 × 4 pixels/,
  ],
  [
    'a making of another length',
    () =>
      archiveOf((entries) => {
        const [first, ...rest] = lines(entries, 'makings.jsonl');
        setLines(entries, 'makings.jsonl', [{ ...first, tokens: 'AAAA' }, ...rest]);
      }),
    /does not fit it/,
  ],
  [
    'a making of no picture',
    () =>
      archiveOf((entries) => {
        const [first, ...rest] = lines(entries, 'makings.jsonl');
        setLines(entries, 'makings.jsonl', [{ ...first, id: 'a'.repeat(32) }, ...rest]);
      }),
    /does not fit it/,
  ],
  ['a picture that is none', notAPicture, /no picture that can be read/],
];

/** The gallery, its folder, and what it was before. */
async function witness() {
  await prepare();
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  await fill(gallery, 2);
  return { gallery, folder, before: contentOf(gallery), files: await filesOf(folder) };
}

async function filesOf(folder: string): Promise<string[]> {
  const { pictures, thumbnails, arrivals } = pathsUnder(folder);
  const lists = [pictures, thumbnails, arrivals].map((each) => readdir(each).catch(() => []));
  return (await Promise.all(lists)).flat().sort();
}

test.each(hostile)('%s is refused, and nothing is imported', async (_, make, sentence) => {
  const { gallery, folder, before, files } = await witness();
  const refusal = imported(gallery, await make());
  await expect(refusal).rejects.toMatchObject({ code: 'bad-request' });
  await expect(refusal).rejects.toThrow(sentence);
  await expect(refusal).rejects.toThrow(/Nothing was imported\.$/);
  expect(contentOf(gallery)).toEqual(before);
  expect(await filesOf(folder)).toEqual(files);
});

test('whatever bytes are changed, it is imported whole or refused', async () => {
  await prepare();
  const original = goodBytes();
  const { gallery: all } = await openTestGallery();
  await imported(all, await bare(original));
  const whole = contentOf(all);
  const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const folder = await emptyFolder();
      const { gallery } = await openTestGallery(folder);
      const nothing = contentOf(gallery);
      const bytes = Buffer.from(original);
      for (const [at, value] of changes) bytes.writeUInt8(value, at);
      const outcome = await imported(gallery, await bare(bytes)).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad-request' });
      expect(contentOf(gallery)).toEqual(outcome instanceof Error ? nothing : whole);
      expect((await filesOf(folder)).length).toBe(outcome instanceof Error ? 0 : 12);
    }),
    { numRuns: 30 },
  );
}, 120_000);

test.each(['check', 'enter'] as const)(
  'cancelled in the phase %s, nothing stays',
  async (phase) => {
    const { gallery, folder, before, files } = await witness();
    const file = await bare(goodBytes());
    const cancel = new AbortController();
    await expect(importUntil(gallery, file, cancel, phase)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(contentOf(gallery)).toEqual(before);
    expect(await filesOf(folder)).toEqual(files);
    expect(await imported(gallery, file)).toMatchObject({ added: 4, known: 2 });
  },
);

async function importUntil(
  gallery: Gallery,
  file: string,
  cancel: AbortController,
  phase: 'check' | 'enter',
): Promise<void> {
  for await (const event of importArchive(gallery, file, cancel.signal)) {
    if (event.kind === 'progress' && event.phase === phase) cancel.abort();
  }
}
