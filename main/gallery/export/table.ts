import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Picture } from '../../../preload/contract/picture.ts';
import type { Gallery } from '../gallery.ts';
import { rowsInOrder } from './choice.ts';
import { textFile, type Piece } from './pieces.ts';

/** Pictures that are told of before others have their turn. */
const breathEvery = 1000;

/** What is known of pictures as a table that other programs read: RFC 4180, or JSON. */
export async function* tablePieces(
  gallery: Gallery,
  numbers: readonly number[],
  format: 'csv' | 'json',
): AsyncGenerator<Piece, void> {
  let count = 0;
  const pictures = async function* () {
    for await (const { picture } of rowsInOrder(gallery, numbers)) {
      count += 1;
      yield picture;
    }
  };
  const bytes = format === 'csv' ? csv(pictures()) : json(pictures());
  yield await Promise.resolve(textFile(`pictures.${format}`, bytes));
  for (const at of numbers.keys()) {
    if (at % breathEvery === 0) await nextTurn();
    yield { kind: 'picture', kept: at < count };
  }
}

async function* json(pictures: AsyncIterable<Picture>): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from('{\n  "format": "janus-studio-pictures",\n  "version": 1,\n  "pictures": [');
  let before = '\n';
  for await (const { number: _, trashedAt: _trashedAt, ...known } of pictures) {
    yield Buffer.from(`${before}    ${JSON.stringify(known)}`);
    before = ',\n';
  }
  yield Buffer.from('\n  ]\n}\n');
}

type Cell = string | number | boolean | null;

const columns: Readonly<Record<string, (picture: Picture) => Cell>> = {
  id: ({ id }) => id,
  prompt: ({ prompt }) => prompt,
  seed: ({ seed }) => seed,
  guidance: ({ guidance }) => guidance,
  temperature: ({ temperature }) => temperature,
  model: ({ model }) => model,
  width: ({ width }) => width,
  height: ({ height }) => height,
  createdAt: ({ createdAt }) => createdAt,
  msPerToken: ({ msPerToken }) => msPerToken,
  tokensDone: ({ tokensDone }) => tokensDone,
  tokensTotal: ({ tokensTotal }) => tokensTotal,
  origin: ({ origin }) => origin,
  parentId: ({ parent }) => parent?.id ?? null,
  parentRow: ({ parent }) => parent?.row ?? null,
  favourite: ({ favourite }) => favourite,
  tags: ({ tags }) => tags.join('; '),
  caption: ({ caption }) => caption,
  score: ({ score }) => score?.value ?? null,
};

/** With a mark of UTF-8 at its beginning, or spreadsheets take Korean for something else. */
async function* csv(pictures: AsyncIterable<Picture>): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(`\ufeff${Object.keys(columns).join(',')}\r\n`);
  for await (const picture of pictures) {
    const cells = Object.values(columns).map((cell) => quoted(cell(picture)));
    yield Buffer.from(`${cells.join(',')}\r\n`);
  }
}

/** A text that begins like a formula gets an apostrophe, or a spreadsheet would compute it. */
function quoted(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
