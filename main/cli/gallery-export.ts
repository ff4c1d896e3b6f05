import path from 'node:path';
import { stat } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { bytes } from '../bytes.ts';
import { ExportForm, type Exported } from '../../preload/contract/export.ts';
import { makeFolder } from '../../native-models/make-folder.ts';
import { exportPictures } from '../gallery/export/export.ts';
import { openResults } from '../gallery/export/results.ts';
import { counted } from './counted.ts';
import { addFilters, queryOf, utcOffset, type Filters } from './gallery-query.ts';
import { wholeNumber } from './numbers.ts';
import { createProgress } from './progress.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';
import { withGallery } from './with-gallery.ts';

interface ExportOptions extends Filters {
  readonly text: string;
  readonly out: string;
  readonly as: 'archive' | 'pictures' | 'sheet' | 'album' | 'csv' | 'json';
  readonly format: 'png' | 'jpeg' | 'webp';
  readonly quality: number;
  readonly scale: '1' | '2' | '4';
  readonly settings: boolean;
  readonly mark: boolean;
  readonly name: string;
  readonly zip: boolean;
  readonly columns: number;
  readonly captions: boolean;
  readonly title: string;
  readonly json?: true;
}

/** `studio gallery export` */
export function addGalleryExport(gallery: Command, terminal: Terminal): void {
  const command = gallery
    .command('export')
    .description('export pictures; those in the trash stay there')
    .option('--out <place>', 'a folder, or the file to write; nothing is written over', '.')
    .addOption(
      new Option('--as <form>', 'what becomes of them; an archive can be imported again')
        .choices(['archive', 'pictures', 'sheet', 'album', 'csv', 'json'])
        .default('archive'),
    )
    .option('--text <words>', 'only pictures that these words are found with', '')
    .addOption(
      new Option('--format <format>', 'of pictures; a sheet is PNG or JPEG')
        .choices(['png', 'jpeg', 'webp'])
        .default('png'),
    )
    .option('--quality <number>', 'of JPEG and WebP', wholeNumber(1, 100), 90)
    .addOption(new Option('--scale <times>', 'their size').choices(['1', '2', '4']).default('1'))
    .option('--no-settings', 'pictures do not say how they were made')
    .option('--no-mark', 'pictures do not say that a model made them')
    .option('--name <template>', 'how pictures are called', '{prompt}-{seed}')
    .option('--no-zip', 'pictures or an album in a folder')
    .option('--columns <count>', 'of a contact sheet', wholeNumber(2, 12), 4)
    .option('--no-captions', 'a contact sheet without words')
    .option('--title <title>', 'of an album', 'Janus Studio')
    .option('--json', 'print one JSON document');
  addFilters(command).action(async (options: ExportOptions, ran: Command) => {
    await run(options, ran, terminal);
  });
}

async function run(options: ExportOptions, command: Command, terminal: Terminal): Promise<void> {
  const as = formOf(options);
  const which = { query: queryOf(options, options.text) };
  const { folder, name } = await placeOf(options.out);
  await withGallery(command, terminal, 'read', async (gallery, paths) => {
    using progress = createProgress(terminal);
    // Nothing waits there: the result goes to its folder.
    await using results = await openResults(path.join(paths.exports, `cli-${process.pid}`));
    const place = { folder, ...(name !== null && { name }) };
    const order = { which, as, ...place, language: 'en', utcOffset: utcOffset() } as const;
    for await (const event of exportPictures(gallery, results, order, terminal.signal)) {
      if (event.kind === 'progress') {
        const remark = `${event.done} of ${event.total} pictures`;
        progress.bar({ label: 'Exporting', done: event.done, total: event.total, remark });
        continue;
      }
      progress.clear();
      say(event.exported, path.join(folder, event.exported.name), options, terminal);
    }
  });
}

function say(exported: Exported, file: string, options: ExportOptions, terminal: Terminal): void {
  const { pictures, leftOut } = exported;
  if (options.json) printJson(terminal, { path: file, bytes: exported.bytes, pictures, leftOut });
  else terminal.print(`${file}\t${counted(pictures, 'picture')}, ${bytes(exported.bytes)}\n`);
  if (leftOut > 0 && !options.json) {
    terminal.tell(`${leftOut} were left out: in the trash, or without a file.\n`);
  }
}

/** @throws {UsageFailure} For an export that there is not. */
function formOf(options: ExportOptions): ExportForm {
  const { as, format, quality, settings, mark, name, zip, columns, captions, title } = options;
  const form = {
    archive: { kind: 'archive' },
    pictures: {
      kind: 'pictures',
      ...{ format, quality, scale: Number(options.scale), settings, mark, name, packed: zip },
    },
    sheet: { kind: 'sheet', format, columns, captions },
    album: { kind: 'album', title, packed: zip },
    csv: { kind: 'table', format: 'csv' },
    json: { kind: 'table', format: 'json' },
  }[as];
  const { data, error } = ExportForm.safeParse(form);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new UsageFailure(`--${issue?.path.join('.') ?? 'as'}: ${issue?.message ?? 'not known'}.`);
}

/** A folder that is there, or a file's name in one, which is made. */
async function placeOf(out: string) {
  if (out === '') throw new UsageFailure('Expected --out to name a folder or a file.');
  const place = path.resolve(out);
  const found = await stat(place).catch(() => null);
  const isFolder = found?.isDirectory() ?? (/[/\\]$/.test(out) || path.extname(place) === '');
  const folder = isFolder ? place : path.dirname(place);
  await makeFolder(folder);
  return { folder, name: isFolder ? null : path.basename(place) };
}
