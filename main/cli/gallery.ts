import type { Command } from 'commander';
import { importArchive } from '../gallery/archive/import.ts';
import { findPictures } from '../gallery/find.ts';
import { rowsOf } from '../gallery/rows.ts';
import { counted } from './counted.ts';
import { addGalleryExport } from './gallery-export.ts';
import { addGalleryScore, percentOf } from './gallery-score.ts';
import { addFilters, queryOf, type Filters } from './gallery-query.ts';
import { wholeNumber } from './numbers.ts';
import { createProgress } from './progress.ts';
import { printJson, type Terminal } from './terminal.ts';
import { withGallery } from './with-gallery.ts';

/** `studio gallery list | search | score | export | import` */
export function addGallery(program: Command, terminal: Terminal): void {
  const gallery = program
    .command('gallery')
    .description('see, find, score, export and import pictures');
  addList(gallery, terminal);
  addSearch(gallery, terminal);
  addGalleryScore(gallery, terminal);
  addGalleryExport(gallery, terminal);
  addImport(gallery, terminal);
}

interface ListOptions extends Filters {
  readonly limit: number;
  readonly json?: true;
}

function addList(gallery: Command, terminal: Terminal): void {
  const command = gallery
    .command('list')
    .description('list pictures, newest first; by score with --sort score');
  addListing(command).action(async (options: ListOptions, ran: Command) => {
    await list('', options, ran, terminal);
  });
}

function addSearch(gallery: Command, terminal: Terminal): void {
  const command = gallery
    .command('search')
    .description('find pictures by their prompts, tags and captions')
    .argument('<words...>', 'words or parts of words, all of which must be found');
  addListing(command).action(async (words: string[], options: ListOptions, ran: Command) => {
    await list(words.join(' '), options, ran, terminal);
  });
}

function addListing(command: Command): Command {
  return addFilters(command)
    .option('--limit <count>', 'list at most so many', wholeNumber(1, 100_000), 100)
    .option('--json', 'print one JSON document');
}

async function list(
  text: string,
  { limit, json, ...filters }: ListOptions,
  command: Command,
  terminal: Terminal,
): Promise<void> {
  const query = queryOf(filters, text);
  await withGallery(command, terminal, 'read', async (gallery) => {
    const { numbers, total } = await findPictures(gallery, query);
    const some = [...new Uint32Array(numbers.slice().buffer)].slice(0, limit);
    const pictures = rowsOf(gallery.sqlite, some).map(({ picture }) => picture);
    if (json) {
      printJson(terminal, { total, pictures });
      return;
    }
    for (const { id, createdAt, seed, model, prompt, score } of pictures) {
      const words = prompt.replace(/[\s\p{Cc}]+/gu, ' ');
      const fits = filters.sort === 'score' ? `${percentOf(score)}\t` : '';
      terminal.print(`${id}\t${createdAt.slice(0, 16)}\t${seed}\t${model}\t${fits}${words}\n`);
    }
    if (total > pictures.length) {
      terminal.tell(`${total - pictures.length} more; list them with --limit.\n`);
    }
    if (total === 0) terminal.tell('No picture was found.\n');
  });
}

function addImport(gallery: Command, terminal: Terminal): void {
  gallery
    .command('import')
    .description('import an archive that a gallery exported; pictures that are there are kept')
    .argument('<file>', 'the archive, a ZIP file')
    .option('--json', 'print one JSON document')
    .action(async (file: string, { json }: { readonly json?: true }, command: Command) => {
      await withGallery(command, terminal, 'write', async (opened) => {
        using progress = createProgress(terminal);
        for await (const event of importArchive(opened, file, terminal.signal)) {
          if (event.kind === 'progress') {
            const label = event.phase === 'check' ? 'Checking' : 'Entering';
            const remark = `${event.done} of ${event.total} pictures`;
            progress.bar({ label, done: event.done, total: event.total, remark });
            continue;
          }
          progress.clear();
          const { added, known, restored, prompts } = event.imported;
          if (json) printJson(terminal, event.imported);
          else {
            terminal.print(
              `Imported ${counted(added, 'picture')} and ${counted(prompts, 'prompt')}; ${known} known before, ${restored} brought back.\n`,
            );
          }
        }
      });
    });
}
