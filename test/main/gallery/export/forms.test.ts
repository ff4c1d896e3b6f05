import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ExportForm } from '../../../../preload/contract/export.ts';
import { parseFacts } from '../../../../main/gallery/picture-file.ts';
import { readImageText } from '../../../../main/gallery/metadata/read.ts';
import { emptyFolder } from '../../folder.ts';
import { fileOf, openTestGallery, saved } from '../open.ts';
import { contentOf, entriesOf, exported, fill } from './made.ts';

const plain = {
  kind: 'pictures',
  format: 'jpeg',
  quality: 80,
  scale: 2,
  settings: true,
  mark: true,
  name: '{date} {number} {prompt}-{seed}',
  packed: false,
} as const satisfies ExportForm;

test('plain files are named by the template, in a folder, each its own name', async () => {
  const { gallery } = await openTestGallery();
  for (let at = 0; at < 3; at++)
    await saved(gallery, { prompt: '바다: a/b', seed: 7, msPerToken: at });
  const sent = await exported(gallery, plain);
  expect(sent).toMatchObject({ kind: 'folder', pictures: 3, leftOut: 0 });
  // 03:04 UTC is noon in Seoul.
  expect((await readdir(sent.path)).sort()).toEqual([
    '2026-01-02 1 바다-a-b-7@2x.jpg',
    '2026-01-02 2 바다-a-b-7@2x.jpg',
    '2026-01-02 3 바다-a-b-7@2x.jpg',
  ]);
  const same = await exported(gallery, { ...plain, name: 'CON', scale: 1 });
  expect((await readdir(same.path)).sort()).toEqual(['_CON-2.jpg', '_CON-3.jpg', '_CON.jpg']);
});

test.each([
  ['png', true, true],
  ['png', true, false],
  ['png', false, true],
  ['jpeg', false, true],
  ['webp', true, false],
  ['webp', false, false],
] as const)(
  'as %s, settings %s, mark %s: it says that and no more',
  async (format, settings, mark) => {
    const { gallery } = await openTestGallery();
    const picture = await saved(gallery);
    const form = {
      ...plain,
      format,
      settings,
      mark,
      scale: 1,
      name: '{id}',
      packed: true,
    } as const;
    const sent = await exported(gallery, form);
    expect(sent.kind).toBe('file');
    const [[name, bytes] = ['', Buffer.alloc(0)]] = await entriesOf(sent.path);
    expect(name).toBe(`${picture.id}.${format === 'jpeg' ? 'jpg' : format}`);
    const { facts } = await readImageText(bytes);
    expect(parseFacts(facts)?.seed).toBe(settings ? picture.seed : undefined);
    expect(bytes.includes('trainedAlgorithmicMedia')).toBe(mark);
  },
);

test('a template with a part that nobody knows is refused, with those that are known', async () => {
  const { gallery } = await openTestGallery();
  await saved(gallery);
  const folder = await emptyFolder();
  const refusal = exported(gallery, { ...plain, name: '{artist}' }, { folder });
  await expect(refusal).rejects.toMatchObject({ code: 'bad-request' });
  await expect(refusal).rejects.toThrow(/\{prompt\} \{seed\}.*it has \{artist\}/);
  expect(await readdir(folder)).toEqual([]);
});

test('a table has every picture, as CSV that computes nothing and as JSON', async () => {
  const { gallery } = await openTestGallery();
  await fill(gallery, 20);
  await saved(gallery, { prompt: '=HYPERLINK("http://x"),\n"바다"', seed: 9 });
  const csv = await readFile(
    (await exported(gallery, { kind: 'table', format: 'csv' })).path,
    'utf8',
  );
  expect(csv.startsWith('\ufeffid,prompt,seed,')).toBe(true);
  expect(csv).toContain(`"'=HYPERLINK(""http://x""),\n""바다""",9,`);
  expect(csv.split('\r\n').length).toBe(1 + 21 + 1);
  const sent = await exported(gallery, { kind: 'table', format: 'json' });
  const table = JSON.parse(await readFile(sent.path, 'utf8')) as { pictures: { id: string }[] };
  const ids = contentOf(gallery).pictures.map((row) => (row as { id: string }).id);
  expect(table.pictures.map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(sent.pictures).toBe(21);
});

test('contact sheets show their pictures; several come together', async () => {
  const { gallery } = await openTestGallery();
  await fill(gallery, 23);
  const small = { kind: 'sheet', format: 'png', columns: 12, captions: true } as const;
  const one = await exported(gallery, small);
  expect(one).toMatchObject({ kind: 'file', pictures: 23 });
  const { width, height } = await sharp(await readFile(one.path)).metadata();
  expect(width).toBe(2480);
  expect(height).toBeLessThan(1000);
  const { data, info } = await sharp(await readFile(one.path))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
  ];
  expect(at(5, 5)).toEqual([255, 255, 255]);
  expect(at(200, 200)[1]).toBeCloseTo(100, -1); // all are painted with so much green
  const large = await exported(gallery, { ...small, format: 'jpeg', columns: 3 });
  const sheets = await entriesOf(large.path);
  expect([...sheets.keys()]).toEqual([1, 2, 3].map((at) => `contact-sheet-${at}.jpg`));
});

test('an album is pages that load nothing but their pictures, whatever the prompts say', async () => {
  const { gallery } = await openTestGallery();
  await saved(gallery, { prompt: '<script>alert(1)</script>" onload="x' });
  await fill(gallery, 250);
  const title = '여름 </title><b>앨범';
  const sent = await exported(gallery, { kind: 'album', title, packed: false });
  expect(sent.name).toBe('여름 -title-b-앨범');
  const files = await readdir(sent.path, { recursive: true });
  expect(files.filter((file) => file.endsWith('.html')).sort()).toEqual([
    'index.html',
    'page-2.html',
  ]);
  expect(files.filter((file) => file.endsWith('.png')).length).toBe(251);
  for (const page of ['index.html', 'page-2.html']) {
    const whole = await readFile(path.join(sent.path, page), 'utf8');
    // One script and one style, which the page's policy knows by what is in them.
    const html = whole.replace(/<(script|style)>([^<]*)<\/\1>/g, (_, _kind, text: string) => {
      const hash = createHash('sha256').update(text).digest('base64');
      expect(whole).toContain(`-src &#39;sha256-${hash}&#39;`);
      return '';
    });
    expect(html).not.toMatch(/<script|<b>|onload="|javascript:|https?:/);
    for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"#][^"]*)"/g)) {
      const [file = ''] = decodeURIComponent(address).split('#');
      const found = await stat(path.join(sent.path, file));
      expect(found.isFile()).toBe(true);
    }
  }
}, 60_000);

test('pictures without a file are left out and counted', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const kept = await saved(gallery, { seed: 1 });
  const gone = await saved(gallery, { seed: 2 });
  const which = { numbers: [kept.number, gone.number] };
  await rm(fileOf(folder, gone.id));
  for (const form of forms) {
    expect(await exported(gallery, form, { which })).toMatchObject({ pictures: 1, leftOut: 1 });
  }
});

const forms: readonly ExportForm[] = [
  { kind: 'archive' },
  plain,
  { kind: 'sheet', format: 'png', columns: 4, captions: false },
  { kind: 'album', title: 'Album', packed: true },
];

test.each([...forms, { kind: 'table', format: 'csv' } as const])(
  'cancelled, nothing of it remains: $kind',
  async (form) => {
    const { gallery } = await openTestGallery();
    await fill(gallery, 5);
    const folder = await emptyFolder();
    const cancel = new AbortController();
    cancel.abort();
    await expect(exported(gallery, form, { folder, signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await readdir(folder)).toEqual([]);
  },
);

test('what is there is never written over', async () => {
  const { gallery } = await openTestGallery();
  await saved(gallery);
  const folder = await emptyFolder();
  for (const form of [{ kind: 'archive' }, plain] as const) {
    const names = [];
    for (let count = 0; count < 3; count++)
      names.push((await exported(gallery, form, { folder })).name);
    expect(new Set(names).size).toBe(3);
    expect(names[1]).toMatch(/-2(\.janus)?$/);
  }
});

test('an empty choice is refused', async () => {
  const { gallery } = await openTestGallery();
  const refusal = exported(gallery, { kind: 'archive' });
  await expect(refusal).rejects.toMatchObject({ code: 'bad-request' });
});
