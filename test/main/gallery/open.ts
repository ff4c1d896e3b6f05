import path from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { workshopVerbs } from '../../../main/children/workshop-verbs.ts';
import type { Gallery } from '../../../main/gallery/gallery.ts';
import { openGallery, type OpenGallery } from '../../../main/gallery/open.ts';
import { withFacts, type PictureFacts } from '../../../main/gallery/picture-file.ts';
import { savePicture } from '../../../main/gallery/save.ts';
import type { Trail } from '../../../main/gallery/trail.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { Picture } from '../../../preload/contract/picture.ts';
import { emptyFolder } from '../folder.ts';

/** The workshop's verbs, without its process. */
export const workshopHere: Gallery['workshop'] = {
  async result(verb, request, signal) {
    let last: unknown;
    for await (const event of workshopVerbs[verb](request, signal)) last = event;
    return last as never;
  },
};

/** A gallery of a data folder, open as long as the test. */
export async function openTestGallery(folder?: string): Promise<OpenGallery> {
  const paths = pathsUnder(folder ?? (await emptyFolder()));
  const opened = await openGallery(paths, workshopHere);
  onTestFinished(() => opened[Symbol.asyncDispose]());
  await opened.tookIn;
  return opened;
}

export const plainFacts: PictureFacts = {
  version: 1,
  prompt: 'a cat',
  model: 'fake',
  seed: 1,
  guidance: 5,
  temperature: 1,
  forced: 0,
  createdAt: '2026-01-02T03:04:05.678Z',
  msPerToken: 1.5,
  tokens: [1, 2, 3, 4],
};

/** A 4×4 picture as drawing makes it. */
export async function finished(facts: Partial<PictureFacts> = {}, trail: Trail | null = null) {
  const whole = { ...plainFacts, ...facts };
  const background = { r: whole.seed % 256, g: 100, b: 50 };
  const plain = await sharp({ create: { width: 4, height: 4, channels: 3, background } })
    .png()
    .toBuffer();
  return { png: withFacts(plain, whole, 4), facts: whole, width: 4, height: 4, trail };
}

/** Draws a picture, as far as the gallery is concerned. */
export async function saved(gallery: Gallery, facts: Partial<PictureFacts> = {}): Promise<Picture> {
  return savePicture(gallery, await finished(facts));
}

/** The file of a picture in a data folder. */
export function fileOf(folder: string, id: string): string {
  return path.join(pathsUnder(folder).pictures, `${id}.png`);
}
