import { contactSheet } from './contact-sheet.ts';
import { cutImage, measureImage } from './image-cut.ts';

import { readImageText } from '../gallery/metadata/read.ts';
import { encodePng, readImage } from './image-file.ts';
import { replay } from './replay.ts';
import { render, thumbnail, toPng } from './image-copy.ts';
import type { Handlers, WorkshopVerbs } from './messages.ts';

/** What the workshop does, each verb where it lives. The builder is loaded when first needed. */
export const workshopVerbs: Handlers<WorkshopVerbs> = {
  async *readImage({ bytes, fit, side }) {
    yield await readImage(bytes, fit, side);
  },
  async *encodePng(picture) {
    yield { bytes: await encodePng(picture) };
  },
  async *thumbnail({ bytes, side }) {
    yield { bytes: await thumbnail(bytes, side) };
  },
  async *measureImage({ bytes }) {
    yield await measureImage(bytes);
  },
  async *cutImage({ bytes, cut }) {
    yield { bytes: await cutImage(bytes, cut) };
  },
  async *takeImage({ bytes }) {
    yield { ...(await toPng(bytes)), ...(await readImageText(bytes)) };
  },
  async *readImageText({ bytes }) {
    yield await readImageText(bytes);
  },
  async *render({ bytes, ...wish }) {
    yield await render(bytes, wish);
  },
  async *contactSheet(order) {
    yield await contactSheet(order);
  },
  replay,
  async *build(order, signal) {
    const { buildModel } = await import('../../native-models/index.ts');
    yield* buildModel(order, signal);
  },
  async *inspect({ checkpoint }) {
    const { inspectCheckpoint } = await import('../../native-models/index.ts');
    yield await inspectCheckpoint(checkpoint);
  },
  async *verify({ modelFolder }, signal) {
    const { readManifest, verifyModel } = await import('../../native-models/index.ts');
    yield* verifyModel(modelFolder, signal);
    const { verification } = await readManifest(modelFolder);
    yield { kind: 'verified', verification };
  },
  async *synthesize(order, signal) {
    const { synthesize } = await import('../../native-models/index.ts');
    yield* synthesize(order, signal);
  },
};
