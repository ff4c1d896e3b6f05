import { decoding, drawText, open, paper } from './image-file.ts';
import type { ImageFile, SheetOrder } from './messages.ts';

const ink = '#1d1c1a';
const pale = '#6b6760';

/** A part of the sheet, ready to be laid on it. */
interface Laid {
  readonly input: Buffer;
  readonly left: number;
  readonly top: number;
}

/**
 * Lays small pictures on a sheet, each with a prompt of two lines at most and a fact below it.
 *
 * @throws {StudioFailure} `bad-image` when one of them is damaged.
 */
export async function contactSheet(order: SheetOrder): Promise<ImageFile> {
  return decoding(async () => {
    const laid: Laid[] = [];
    for (const { left, top, image, prompt, fact } of order.cells) {
      laid.push(await fitted(image, left, top, order.side));
      if (prompt === null) continue;
      const below = top + order.side + Math.round(order.textSize * 0.7);
      const words = await clamped(prompt, order);
      if (words !== null) laid.push({ input: words.png, left, top: below });
      const line = await drawText(fact, { colour: pale, size: order.textSize, width: order.side });
      const beneath = below + lineHeight(order) * 2;
      if (line !== null) laid.push({ input: line.png, left, top: beneath });
    }
    const sheet = paper(order.width, order.height).composite(laid);
    const written = order.format === 'png' ? sheet.png() : sheet.jpeg({ quality: 90 });
    const { data, info } = await written.toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  });
}

function lineHeight({ textSize }: SheetOrder): number {
  return Math.round(textSize * 1.5);
}

/** In the middle of its cell. */
async function fitted(image: Uint8Array, left: number, top: number, side: number): Promise<Laid> {
  const { data, info } = await open(image)
    .resize({ width: side, height: side, fit: 'inside' })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return {
    input: data,
    left: left + Math.floor((side - info.width) / 2),
    top: top + Math.floor((side - info.height) / 2),
  };
}

/** As much of a text as two lines hold. */
async function clamped(text: string, order: SheetOrder) {
  const style = { colour: ink, size: order.textSize, width: order.side };
  const most = lineHeight(order) * 2;
  let kept = Array.from(text.replace(/\s+/gu, ' ')).slice(0, 400);
  for (;;) {
    const cut = kept.length < Array.from(text).length ? `${kept.join('').trimEnd()}…` : text;
    const drawn = await drawText(cut, style);
    if (drawn === null || drawn.height <= most || kept.length <= 1) return drawn;
    const share = Math.min(0.9, most / drawn.height);
    kept = kept.slice(0, Math.max(1, Math.floor(kept.length * share)));
  }
}
