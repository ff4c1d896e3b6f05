import type { Picture } from '../../preload/contract/picture.ts';
import { pictureAddress } from '../studio.ts';
import { downloadBlob } from '../ui/download.ts';

/** A sheet as it is written into a file. */
interface SheetFile {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Row by row; null where there is none. */
  readonly pictures: readonly (Picture | null)[];
}

const gap = 12;
const margin = 24;
const gutter = 150;
const line = 22;
/** Smaller pictures are enlarged by whole numbers: the labels must have room. */
const leastCell = 192;

/** Hands the sheet to the browser's downloads as a PNG file. */
export async function saveSheet(sheet: SheetFile): Promise<void> {
  const images = await Promise.all(sheet.pictures.map(load));
  const side = images.find((image) => image !== null)?.width ?? leastCell;
  const cell = side * Math.max(1, Math.ceil(leastCell / side));
  const canvas = document.createElement('canvas');
  canvas.width = 2 * margin + gutter + sheet.columns.length * (cell + gap);
  canvas.height = 2 * margin + 2 * line + sheet.rows.length * (cell + gap);
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = 'black';
  pen.textBaseline = 'middle';
  const left = (column: number) => margin + gutter + column * (cell + gap);
  const top = (row: number) => margin + 2 * line + row * (cell + gap);
  write(pen, sheet.title, margin, margin, canvas.width - 2 * margin, 600);
  sheet.columns.forEach((label, at) => {
    write(pen, label, left(at), margin + line * 1.4, cell);
  });
  sheet.rows.forEach((label, at) => {
    write(pen, label, margin, top(at) + cell / 2, gutter - gap);
  });
  images.forEach((image, index) => {
    if (!image) return;
    const column = index % sheet.columns.length;
    const row = Math.floor(index / sheet.columns.length);
    pen.drawImage(image, left(column), top(row), cell, cell);
  });
  await hand(canvas);
}

async function load(picture: Picture | null): Promise<ImageBitmap | null> {
  if (picture === null) return null;
  const response = await fetch(pictureAddress(picture.id));
  return createImageBitmap(await response.blob());
}

/** One line, cut where it would not fit. */
function write(
  pen: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  width: number,
  weight = 450,
): void {
  pen.font = `${weight} 15px ${getComputedStyle(document.body).fontFamily}`;
  const letters = Array.from(words.replace(/\s+/g, ' '));
  let shown = letters.join('');
  while (letters.length > 0 && pen.measureText(shown).width > width) {
    letters.pop();
    shown = `${letters.join('')}…`;
  }
  pen.fillText(shown, x, y);
}

async function hand(canvas: HTMLCanvasElement): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob) downloadBlob(blob, 'janus-grid.png');
}
