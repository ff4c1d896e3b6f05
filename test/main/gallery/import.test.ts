import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { changePictures } from '../../../main/gallery/change.ts';
import { importImage } from '../../../main/gallery/import.ts';
import { withTexts } from '../../../main/gallery/metadata/png.ts';
import { readPictureFile } from '../../../main/gallery/picture-file.ts';
import { recall } from '../../../main/gallery/recall.ts';
import { renderPicture } from '../../../main/gallery/render.ts';
import { finished, fileOf, openTestGallery, saved } from './open.ts';
import { emptyFolder } from '../folder.ts';

const jpeg = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#36c' } })
  .withMetadata({ orientation: 6 })
  .jpeg()
  .toBuffer();

test('a photo becomes a picture of nobody’s prompt, upright, whatever it was', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const picture = await importImage(gallery, jpeg);
  expect(picture).toMatchObject({ origin: 'imported', prompt: '', width: 20, height: 30 });
  expect(picture).toMatchObject({ tokensDone: 0, tokensTotal: 0, favourite: false });
  const file = fileOf(folder, picture.id);
  expect(await sharp(await readFile(file)).metadata()).toMatchObject({
    format: 'png',
    width: 20,
    height: 30,
  });
  expect(await recall(gallery, await readFile(file))).toBeNull();
  // It is one of ours now: a new database would take it in as what it is.
  expect((await readPictureFile(file))?.facts.origin).toBe('imported');
});

test('a picture of another tool brings its settings', async () => {
  const { gallery } = await openTestGallery();
  const plain = await sharp(jpeg).png().toBuffer();
  const parameters = '고양이\nSteps: 9, Sampler: Euler, CFG scale: 6.5, Seed: 42, Model: sd';
  const file = withTexts(plain, { parameters });
  expect(await recall(gallery, file)).toMatchObject({ from: 'a1111', prompt: '고양이', seed: 42 });
  expect(await importImage(gallery, file)).toMatchObject({
    origin: 'imported',
    prompt: '고양이',
    seed: 42,
    guidance: 6.5,
    model: 'sd',
  });
});

test('a file of this gallery is known again, and comes out of the trash', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const picture = await saved(gallery);
  await changePictures(gallery, { numbers: [picture.number], trashed: true, favourite: true });
  const copy = await renderPicture(gallery, { ...wish, id: picture.id });
  expect(copy.bytes).toEqual(await readFile(fileOf(folder, picture.id)));
  const back = await importImage(gallery, copy.bytes);
  expect(back).toMatchObject({ id: picture.id, favourite: true, trashedAt: null });
});

test.each([
  ['nothing', new Uint8Array(0)],
  ['text', Buffer.from('hello')],
  ['half a PNG', (await finished()).png.subarray(0, 80)],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
])('%s is refused, and the gallery stays as it was', async (_, bytes) => {
  const { gallery } = await openTestGallery();
  await expect(importImage(gallery, bytes)).rejects.toMatchObject({ code: 'bad-image' });
  expect(gallery.sqlite.prepare('SELECT count(*) FROM pictures').pluck().get()).toBe(0);
});

const wish = { format: 'png', quality: 90, scale: 1, settings: true, mark: true } as const;
const mark = 'digitalsourcetype/trainedAlgorithmicMedia';

test.each([
  ['png', 1, true, true],
  ['png', 2, true, true],
  ['png', 1, true, false],
  ['png', 1, false, true],
  ['png', 4, false, false],
  ['jpeg', 1, true, true],
  ['jpeg', 1, false, true],
  ['jpeg', 1, true, false],
  ['jpeg', 2, false, false],
  ['webp', 4, true, true],
  ['webp', 1, false, true],
  ['webp', 1, true, false],
  ['webp', 1, false, false],
] as const)(
  'a copy as %s, %i×, settings: %s, mark: %s',
  async (format, scale, settings, marked) => {
    const { gallery } = await openTestGallery();
    const picture = await saved(gallery, { prompt: '바다 위의 작은 배!', seed: 7 });
    const how = { format, scale, settings, mark: marked };
    const made = await renderPicture(gallery, { ...wish, id: picture.id, ...how });
    const times = scale === 1 ? '' : `@${scale}x`;
    const ending = format === 'jpeg' ? 'jpg' : format;
    expect(made).toMatchObject({
      name: `바다-위의-작은-배-7${times}.${ending}`,
      type: `image/${format}`,
    });
    const { width, height, format: kind, exif, xmp } = await sharp(made.bytes).metadata();
    expect({ width, height, kind }).toEqual({ width: 4 * scale, height: 4 * scale, kind: format });
    expect(Buffer.from(made.bytes).includes(mark)).toBe(marked);
    const said = await recall(gallery, made.bytes);
    if (settings) expect(said).toMatchObject({ prompt: picture.prompt, seed: 7, model: 'fake' });
    else expect([said, exif]).toEqual([null, undefined]);
    if (!settings && !marked) expect(xmp).toBeUndefined();
  },
);

test('a picture that is gone cannot be copied, and that is said', async () => {
  const { gallery } = await openTestGallery();
  const none = renderPicture(gallery, { ...wish, id: 'f'.repeat(32) });
  await expect(none).rejects.toMatchObject({ code: 'not-found' });
});
