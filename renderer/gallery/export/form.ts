import type { ExportForm, PictureChoice } from '../../../preload/contract/export.ts';
import { createStore } from '../../state/store.ts';
import { queryOf, type Where } from '../address.ts';

export type Kind = ExportForm['kind'];
export type Format = Extract<ExportForm, { kind: 'pictures' }>['format'];

/** What is chosen in the dialog, of every kind at once: changing the kind loses nothing. */
export interface Form {
  readonly kind: Kind;
  readonly format: Format;
  readonly quality: number;
  readonly scale: '1' | '2' | '4';
  readonly settings: boolean;
  readonly mark: boolean;
  /** Template of the files' names. */
  readonly name: string;
  /** In one ZIP file; else in a folder. */
  readonly packed: boolean;
  readonly sheet: 'png' | 'jpeg';
  readonly columns: number;
  readonly captions: boolean;
  readonly title: string;
  readonly table: 'csv' | 'json';
}

/** As it was the last time, as long as the page is open. */
export const form = createStore<Form>({
  kind: 'archive',
  format: 'png',
  quality: 90,
  scale: '1',
  settings: true,
  mark: true,
  name: '{prompt}-{seed}',
  packed: false,
  sheet: 'png',
  columns: 4,
  captions: true,
  title: '',
  table: 'csv',
});

/** What the names of files may be made of. */
export const nameParts = [
  'prompt',
  'seed',
  'date',
  'time',
  'number',
  'model',
  'guidance',
  'temperature',
  'width',
  'height',
  'id',
] as const;

export function timesOf(scale: Form['scale']): 1 | 2 | 4 {
  return scale === '1' ? 1 : scale === '2' ? 2 : 4;
}

/** @param canFolder Whether the host has folders to export to; a browser has downloads. */
export function wishOf(chosen: Form, canFolder: boolean): ExportForm {
  const { format, quality, settings, mark, columns, captions } = chosen;
  const packed = chosen.packed || !canFolder;
  switch (chosen.kind) {
    case 'archive':
      return { kind: 'archive' };
    case 'pictures': {
      const name = chosen.name.trim();
      const scale = timesOf(chosen.scale);
      return { kind: 'pictures', format, quality, scale, settings, mark, name, packed };
    }
    case 'sheet':
      return { kind: 'sheet', format: chosen.sheet, columns, captions };
    case 'album':
      return { kind: 'album', title: chosen.title.trim() || 'Janus Studio', packed };
    case 'table':
      return { kind: 'table', format: chosen.table };
  }
}

/** The pictures that are chosen, those that the search shows, or all. */
export type Which = 'chosen' | 'found' | 'all';

export function choiceOf(
  which: Which,
  where: Where,
  { chosen, numbers }: { readonly chosen: ReadonlySet<number>; readonly numbers: Uint32Array },
): PictureChoice {
  if (which === 'all') return { all: true };
  if (which === 'found') return { query: queryOf(where) };
  return { numbers: [...numbers.filter((number) => chosen.has(number))] };
}
