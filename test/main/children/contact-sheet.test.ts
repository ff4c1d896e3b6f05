import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openWorkshop } from '../../../main/children/workshop.ts';
import { emptyFolder } from '../folder.ts';
import { toSharp } from './image-bytes.ts';

const side = 120;
const textSize = 60;
const caption = { top: side, height: 2 * side };

/** In no font: a box with its number in it stands for it. */
const unknown = '\ue123';

/** Draws each text under a white picture, on a machine that has no font at all. */
async function captionsOf(texts: readonly string[]): Promise<Ink[]> {
  const folder = await emptyFolder();
  const bare = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
    <fontconfig><cachedir>${folder}</cachedir></fontconfig>`;
  await writeFile(path.join(folder, 'fonts.conf'), bare);
  vi.stubEnv('FONTCONFIG_FILE', path.join(folder, 'fonts.conf'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await using workshop = openWorkshop();
  const blank = { width: 8, height: 8, rgb: new Uint8Array(8 * 8 * 3).fill(255) };
  const image = await toSharp(blank).png().toBuffer();
  const cells = texts.map((prompt, at) => ({ left: at * side, top: 0, image, prompt, fact: '' }));
  const size = { width: side * texts.length, height: side + caption.height };
  const order = { ...size, format: 'png', side, textSize, cells } as const;
  const { bytes } = await workshop.result('contactSheet', order, new AbortController().signal);
  return await Promise.all(texts.map((_, at) => inkOf(bytes, { ...caption, left: at * side })));
}

/** What is dark in a part of a sheet, cut to where there is anything. */
interface Ink {
  readonly width: number;
  readonly height: number;
  readonly dark: readonly boolean[];
}

async function inkOf(sheet: Uint8Array, place: { left: number; top: number; height: number }) {
  const part = await sharp(sheet)
    .extract({ ...place, width: side })
    .toBuffer();
  const { data, info } = await sharp(part)
    .trim({ background: '#ffffff', threshold: 60 })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, dark: [...data].map((grey) => grey < 200) };
}

/** Whether it has a whole frame, as the box of an unknown character. */
function isBox({ width, height, dark }: Ink): boolean {
  const at = (x: number, y: number): boolean => dark[y * width + x] === true;
  const whole = (length: number, is: (step: number) => boolean): boolean =>
    Array.from({ length }, (_, step) => step).filter(is).length > 0.9 * length;
  return (
    whole(width, (x) => at(x, 0)) &&
    whole(width, (x) => at(x, height - 1)) &&
    whole(height, (y) => at(0, y)) &&
    whole(height, (y) => at(width - 1, y))
  );
}

test('captions in Korean, Chinese, Japanese and English are drawn where there is no font', async () => {
  const texts = [
    '가',
    '눈',
    '똠',
    '힣',
    '雪',
    '这',
    '龍',
    '鬱',
    'の',
    'ﾞ',
    'A',
    'g',
    '7',
    '·',
    '…',
    unknown,
  ];
  const drawn = await captionsOf(texts);
  expect(drawn.map(isBox)).toEqual(texts.map((text) => text === unknown));
  for (const { width, height, dark } of drawn) {
    expect(Math.max(width, height)).toBeLessThan(1.5 * textSize);
    expect(dark.filter(Boolean).length).toBeGreaterThan(10);
  }
  expect(new Set(drawn.map((ink) => JSON.stringify(ink))).size).toBe(texts.length);
});
