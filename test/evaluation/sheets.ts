import sharp from 'sharp';
import type { Rgb } from '../../main/children/messages.ts';

/** A picture over the words that asked for it. */
export interface Captioned {
  readonly picture: Rgb;
  readonly words: string;
  readonly good: boolean;
}

const SIDE = 144;
const CELL = { width: 160, height: 196 };

/** Pictures with their prompts below, eight a row; wrong ones are captioned in red. A PNG file. */
export async function captionedSheet(cells: readonly Captioned[], columns = 8): Promise<Buffer> {
  const rows = Math.ceil(cells.length / columns);
  const layers = cells.map(async ({ picture, words, good }, i) => {
    const left = (i % columns) * CELL.width;
    const top = Math.floor(i / columns) * CELL.height;
    const input = await raw(picture).resize(SIDE, SIDE, { kernel: 'cubic' }).png().toBuffer();
    return [
      { input, left: left + 8, top: top + 8 },
      { input: caption(words, good), left, top: top + 8 + SIDE },
    ];
  });
  return white(columns * CELL.width, rows * CELL.height)
    .composite((await Promise.all(layers)).flat())
    .png({ palette: true })
    .toBuffer();
}

/** Pictures, a row of `a` above its row of `b`, ten a row. A PNG file. */
export async function comparedSheet(
  a: readonly Rgb[],
  b: readonly Rgb[],
  columns = 10,
): Promise<Buffer> {
  const side = a[0]?.width ?? 1;
  const line = 2 * side + 8;
  const layers = [a, b].flatMap((pictures, below) =>
    pictures.map(async (picture, i) => ({
      input: await raw(picture).png().toBuffer(),
      left: (i % columns) * side,
      top: Math.floor(i / columns) * line + below * side,
    })),
  );
  return white(columns * side, Math.ceil(a.length / columns) * line)
    .composite(await Promise.all(layers))
    .png({ palette: true })
    .toBuffer();
}

function raw({ width, height, rgb }: Rgb) {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

function white(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: 'white' } });
}

/** Up to three lines of small letters. */
function caption(words: string, good: boolean): Buffer {
  const lines = words
    .split(' ')
    .reduce<string[]>((all, word) => {
      const line = `${all.at(-1) ?? ''} ${word}`.trim();
      return line.length > 26 || all.length === 0 ? [...all, word] : [...all.slice(0, -1), line];
    }, [])
    .slice(0, 3);
  const text = lines.map((line, i) => `<text x="8" y="${12 + 12 * i}">${escaped(line)}</text>`);
  const ink = good ? '#1c1917' : '#be123c';
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL.width}" height="44" ` +
      `font-family="sans-serif" font-size="10" fill="${ink}">${text.join('')}</svg>`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);
}
