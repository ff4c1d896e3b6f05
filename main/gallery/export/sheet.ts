import type { ExportForm } from '../../../preload/contract/export.ts';
import type { SheetOrder } from '../../children/messages.ts';
import { toFailure } from '../../failure.ts';
import type { Gallery } from '../gallery.ts';
import { rowsInOrder } from './choice.ts';
import type { Run } from './pictures.ts';
import { fileBytesOf, type Piece } from './pieces.ts';

type SheetWish = Extract<ExportForm, { readonly kind: 'sheet' }>;
type Cell = SheetOrder['cells'][number];

/** A4 at 300 dots an inch, upright. */
const page = { width: 2480, height: 3508 } as const;
const margin = 140;
const gap = 40;
const textSize = 30;
/** Two lines of the prompt, one of facts, and air. */
const captionHeight = Math.round(textSize * 1.5 * 3.4);

interface Layout {
  readonly side: number;
  readonly rowHeight: number;
  readonly rows: number;
}

function layoutOf({ columns, captions }: SheetWish): Layout {
  const side = Math.floor((page.width - 2 * margin - gap * (columns - 1)) / columns);
  const rowHeight = side + gap + (captions ? captionHeight : 0);
  const rows = Math.max(1, Math.floor((page.height - 2 * margin + gap) / rowHeight));
  return { side, rowHeight, rows };
}

/** How many pictures a sheet has room for. */
export function perSheet(wish: SheetWish): number {
  return wish.columns * layoutOf(wish).rows;
}

/** Contact sheets: as many as the pictures fill, the last one cut where they end. */
export async function* sheetPieces(
  gallery: Gallery,
  wish: SheetWish,
  { numbers, signal }: Run,
): AsyncGenerator<Piece, void> {
  const layout = layoutOf(wish);
  const most = perSheet(wish);
  const sheets = Math.ceil(numbers.length / most);
  let cells: Cell[] = [];
  let sheet = 0;
  const finish = async (): Promise<Piece> => {
    sheet += 1;
    const rows = Math.ceil(cells.length / wish.columns);
    const height = sheets > 1 ? page.height : 2 * margin - gap + rows * layout.rowHeight;
    const order = { ...page, format: wish.format, height, side: layout.side, textSize, cells };
    const { bytes } = await gallery.workshop.result('contactSheet', order, signal);
    cells = [];
    const number = String(sheet).padStart(String(sheets).length, '0');
    const name = `contact-sheet-${number}.${wish.format === 'jpeg' ? 'jpg' : 'png'}`;
    return { kind: 'file', name, bytes, squeeze: false };
  };
  for await (const { picture } of rowsInOrder(gallery, numbers)) {
    const image = await smallCopy(gallery, picture.id, layout.side, signal);
    if (image !== null) {
      const at = cells.length;
      const left = margin + (at % wish.columns) * (layout.side + gap);
      const top = margin + Math.floor(at / wish.columns) * layout.rowHeight;
      const prompt = wish.captions ? picture.prompt : null;
      const fact = picture.origin === 'imported' ? '' : `${picture.seed}  ·  ${picture.model}`;
      cells.push({ left, top, image, prompt, fact });
      if (cells.length === most) yield await finish();
    }
    yield { kind: 'picture', kept: image !== null };
  }
  if (cells.length > 0 || sheet === 0) yield await finish();
}

/** null when the picture's file is gone or damaged. */
async function smallCopy(
  gallery: Gallery,
  id: string,
  side: number,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const bytes = await fileBytesOf(gallery, id);
  if (bytes === null) return null;
  try {
    return (await gallery.workshop.result('thumbnail', { bytes, side }, signal)).bytes;
  } catch (thrown) {
    if (toFailure(thrown).code === 'bad-image') return null;
    throw thrown;
  }
}
