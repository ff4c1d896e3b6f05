import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Studio } from '../../../main/studio.ts';
import { asking, imageOf, openTalking } from './talk.ts';

const titles = async (studio: Studio, text: string, shelf: 'all' | 'trash' = 'all') => {
  const found = await studio.routes['conversations:find']({ shelf, text, limit: 50 });
  return found.map(({ title }) => title);
};

describe('conversations', () => {
  test('are found by any part of any word, in any language', async () => {
    const { studio } = await openTalking();
    await asking(studio, 'say 저녁 바다 위의 해를 그린 그림이에요');
    await asking(studio, 'say A CAFÉ at the harbour, 東京');
    const { conversation } = await asking(studio, 'say nothing of note');
    await studio.routes['conversation:change']({ id: conversation, title: '바다 사진' });

    expect(await titles(studio, '바다')).toHaveLength(2);
    expect(await titles(studio, '해를')).toEqual(['say 저녁 바다 위의 해를 그린 그림이에요']);
    expect(await titles(studio, 'harbour café')).toHaveLength(1);
    expect(await titles(studio, '京')).toHaveLength(1);
    expect(await titles(studio, 'note')).toEqual(['바다 사진']);
    expect(await titles(studio, '"; DROP TABLE messages')).toEqual([]);
    expect(await titles(studio, '')).toHaveLength(3);
    const [found] = await studio.routes['conversations:find']({
      shelf: 'all',
      text: 'note',
      limit: 1,
    });
    expect(found!.excerpt).toContain('nothing of note');
  });

  test('take any search without failing', async () => {
    const { studio } = await openTalking();
    await asking(studio, 'say anything');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect((await titles(studio, text)).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  test('are named by the beginning of their first question', async () => {
    const { studio } = await openTalking();
    await asking(studio, `say ${'word '.repeat(40)}`);
    await asking(studio, `say${'긴'.repeat(200)}`);
    const [unbroken, worded] = await titles(studio, '');
    expect(worded).toMatch(/^say( word)+…$/);
    expect(Array.from(worded!).length).toBeLessThanOrEqual(81);
    expect(Array.from(unbroken!)).toHaveLength(81);
  });

  test('go to the trash and back, and go for good only from there', async () => {
    const { studio } = await openTalking();
    const { conversation: id } = await asking(studio, 'say find me');
    const { purged } = await studio.routes['conversations:purge']({ id });
    expect(purged).toBe(0);
    await studio.routes['conversation:change']({ id, trashed: true });
    expect(await titles(studio, '')).toEqual([]);
    expect(await titles(studio, '', 'trash')).toHaveLength(1);
    await studio.routes['conversation:change']({ id, trashed: false });
    expect(await titles(studio, 'find')).toHaveLength(1);
    await studio.routes['conversation:change']({ id, trashed: true });
    expect(await studio.routes['conversations:purge']({})).toEqual({ purged: 1 });
    expect(await titles(studio, 'find', 'trash')).toEqual([]);
    await expect(studio.routes['conversation:open']({ id })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('deleted while an answer is written end it, and keep nothing', async () => {
    const { studio } = await openTalking();
    const gone: Promise<unknown>[] = [];
    const { answer } = await asking(studio, 'long', {}, (event) => {
      if (event.kind !== 'asked') return;
      const { id } = event.conversation;
      const trashed = studio.routes['conversation:change']({ id, trashed: true });
      gone.push(trashed.then(() => studio.routes['conversations:purge']({ id })));
    });
    await Promise.all(gone);
    expect(answer.facts?.ended).toBe('stopped');
    expect(await titles(studio, '', 'trash')).toEqual([]);
  });

  test('go for good with their images, but for those that are shown or attached elsewhere', async () => {
    const { studio, folder } = await openTalking();
    const attach = async (colour: string) =>
      studio.routes['image:attach']({ bytes: await imageOf(64, 32, colour) });
    const files = async () => (await readdir(path.join(folder, 'images'))).sort();
    const [own, shared, again] = [
      await attach('#ff0000'),
      await attach('#00ff00'),
      await attach('#0000ff'),
    ].map(({ id }) => id);
    const images = [own!, shared!, again!];
    const { conversation: id } = await asking(studio, 'say what', { images });
    await asking(studio, 'say which', { images: [shared!] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await attach('#0000ff');
    await studio.routes['conversation:change']({ id, trashed: true });
    expect(await files()).toHaveLength(3);
    await studio.routes['conversations:purge']({ id });
    expect(await files()).toEqual([`${shared}.image`, `${again}.image`].sort());
  });

  test('are exported as they are read, and whole', async () => {
    const { studio } = await openTalking();
    const image = await studio.routes['image:attach']({ bytes: await imageOf(900, 300) });
    const first = await asking(studio, 'say **first**', { images: [image.id] });
    const { conversation: id } = first;
    await asking(studio, 'say second', { conversation: id });

    const text = async (format: 'markdown' | 'json', leaf?: string) => {
      const request = { id, format, ...(leaf && { leaf }) };
      const { bytes, name } = await studio.routes['conversation:export'](request);
      return { name, text: Buffer.from(bytes).toString() };
    };
    const newest = await text('markdown');
    expect(newest.name).toBe('say-first.md');
    expect(newest.text).toContain('## Question\n\nsay second\n\n## Answer (fake)\n\nsecond\n');
    expect(newest.text).not.toContain('Question\n\nsay **first**');
    const branch = await text('markdown', first.answer.id);
    const webp = /!\[Image, 900 × 300 pixels\]\(data:image\/webp;base64,(\S+)\)/.exec(branch.text);
    expect(await sharp(Buffer.from(webp![1]!, 'base64')).metadata()).toMatchObject({
      format: 'webp',
      width: 768,
    });
    const whole = JSON.parse((await text('json')).text) as {
      messages: { text: string }[];
      images: unknown[];
    };
    expect(whole.messages.map((message) => message.text)).toEqual([
      'say **first**',
      '**first**',
      'say second',
      'second',
    ]);
    expect(whole.images).toHaveLength(1);
  });
});

describe('images', () => {
  test('are shown as the model sees them', async () => {
    const { studio } = await openTalking();
    const image = await studio.routes['image:attach']({ bytes: await imageOf(64, 32, '#ff0000') });
    const view = await studio.routes['image:view']({ id: image.id });
    // The fake model reads squares of 16 pixels.
    expect(view).toMatchObject({ side: 16, scale: 0.25, image: { width: 64, height: 32 } });
    const { data } = await sharp(view.png).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([127, 127, 127]);
    const middle = (8 * 16 + 8) * 3;
    expect([...data.subarray(middle, middle + 3)]).toEqual([255, 0, 0]);
  });

  test('are cut upright, and only inside', async () => {
    const { studio } = await openTalking();
    const left = await sharp(await imageOf(20, 20, '#ff0000'))
      .extend({ right: 20, background: '#0000ff' })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const image = await studio.routes['image:attach']({ bytes: new Uint8Array(left) });
    expect(image).toMatchObject({ width: 20, height: 40 });
    const wish = { id: image.id, left: 2, top: 24, width: 10, height: 10 };
    const cut = await studio.routes['image:crop'](wish);
    expect(cut).toMatchObject({ width: 10, height: 10 });
    const { webp } = await studio.routes['image:look']({ id: cut.id });
    const { data } = await sharp(webp).raw().toBuffer({ resolveWithObject: true });
    expect(data[2]!).toBeGreaterThan(200);
    await expect(studio.routes['image:crop']({ ...wish, left: 11 })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });

  test('that are none are refused, and nothing is kept of them', async () => {
    const { studio, folder } = await openTalking();
    for (const text of ['', 'hello', '<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.4']) {
      await expect(
        studio.routes['image:attach']({ bytes: new TextEncoder().encode(text) }),
      ).rejects.toMatchObject({ code: 'bad-image' });
    }
    await expect(studio.routes['image:attach']({ picture: 'a'.repeat(32) })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await readdir(path.join(folder, 'images')).catch(() => [])).toEqual([]);
  });

  test('that nobody asked about are let go after a day', async () => {
    const { studio, folder } = await openTalking();
    const attach = studio.routes['image:attach'];
    const asked = await attach({ bytes: await imageOf(8, 8) });
    const unused = await attach({ bytes: await imageOf(9, 9) });
    const fresh = await attach({ bytes: await imageOf(10, 10) });
    await asking(studio, 'What?', { images: [asked.id] });
    await studio.close();
    const old = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    for (const { id } of [asked, unused]) {
      await utimes(path.join(folder, 'images', `${id}.image`), old, old);
    }
    await openTalking(folder);
    const names = await readdir(path.join(folder, 'images'));
    expect(names.sort()).toEqual([asked.id, fresh.id].map((id) => `${id}.image`).sort());
  });
});
