import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import type { Rgb } from '../../main/children/messages.ts';

/** Where the recipe wrote what it held back from training (`train.py --exam`). */
const examFolder = path.join(import.meta.dirname, '../../native-models/starter/exam');

const Box = z.tuple([z.int(), z.int(), z.int()]);
const Scene = z.strictObject({
  layout: z.string(),
  ground: z.string(),
  groups: z.array(
    z.strictObject({ thing: z.string(), count: z.int(), colour: z.string().nullable() }),
  ),
});
const Exam = z.strictObject({
  columns: z.int(),
  layouts: z.record(z.string(), z.array(Box)),
  grounds: z.record(z.string(), z.tuple([z.int(), z.int(), z.int()])),
  atlas: z.array(z.strictObject({ thing: z.string(), colour: z.string().nullable() })),
  drawings: z.array(
    z.strictObject({
      category: z.string(),
      language: z.enum(['en', 'ko']),
      prompt: z.string(),
      scene: Scene,
    }),
  ),
  askings: z.array(
    z.strictObject({
      cell: z.int(),
      kind: z.string(),
      language: z.enum(['en', 'ko']),
      question: z.string(),
      answer: z.string(),
      slots: z.array(z.string()),
      scene: Scene.nullable(),
    }),
  ),
});

/** Left, top and side, in pixels. */
export type Box = z.infer<typeof Box>;
/** Things in the order of a layout's boxes, on a ground. */
export type Scene = z.infer<typeof Scene>;
export type Exam = z.infer<typeof Exam>;
export type Drawing = Exam['drawings'][number];
export type Asking = Exam['askings'][number];

/** Prompts, questions, layouts, grounds, and what the atlas shows. */
export async function readExam(): Promise<Exam> {
  return Exam.parse(JSON.parse(await readFile(path.join(examFolder, 'exam.json'), 'utf8')));
}

/** The pictures that are asked about, one a question. */
export async function readPictures({ askings, columns }: Exam): Promise<Rgb[]> {
  const file = path.join(examFolder, 'exam.png');
  const { data, info } = await sharp(file)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const side = info.width / columns;
  return askings.map(({ cell }) => {
    const left = (cell % columns) * side;
    const top = Math.floor(cell / columns) * side;
    const rgb = new Uint8Array(side * side * 3);
    for (let y = 0; y < side; y++) {
      const from = ((top + y) * info.width + left) * 3;
      rgb.set(data.subarray(from, from + side * 3), y * side * 3);
    }
    return { width: side, height: side, rgb };
  });
}

/** Every thing in every colour, `side` pixels large: `[side, side, 4]`, alpha not premultiplied. */
export async function readSprites({ atlas, columns }: Exam, side: number): Promise<Uint8Array[]> {
  const file = path.join(examFolder, 'atlas.png');
  const { width } = await sharp(file).metadata();
  const cell = width / columns;
  return Promise.all(
    atlas.map((_, i) =>
      sharp(file)
        .ensureAlpha()
        .extract({
          left: (i % columns) * cell,
          top: Math.floor(i / columns) * cell,
          width: cell,
          height: cell,
        })
        .resize(side, side, { kernel: 'cubic' })
        .raw()
        .toBuffer(),
    ),
  );
}
