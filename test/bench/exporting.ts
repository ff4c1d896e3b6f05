import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkshop } from '../../main/children/workshop.ts';
import { importArchive } from '../../main/gallery/archive/import.ts';
import { exportPictures } from '../../main/gallery/export/export.ts';
import { openResults } from '../../main/gallery/export/results.ts';
import type { Gallery } from '../../main/gallery/gallery.ts';
import { openGallery } from '../../main/gallery/open.ts';
import { readAll } from '../../main/gallery/overview.ts';
import { withFacts } from '../../main/gallery/picture-file.ts';
import { idOf, pictureFile } from '../../main/gallery/picture-files.ts';
import { enter } from '../../main/gallery/rows.ts';
import { thumbnailFile } from '../../main/gallery/thumbnails.ts';
import { pathsUnder } from '../../main/paths.ts';
import { makeFolder } from '../../native-models/make-folder.ts';
import type { ExportForm } from '../../preload/contract/export.ts';
import type { Report } from './figures.ts';
import { factsOf, writeSources } from './fill-gallery.ts';
import { during } from './large-gallery.ts';

const side = 384;
const tokenCount = 576;

const plain = { kind: 'pictures', quality: 90, scale: 1, settings: true, mark: true } as const;
const forms: Readonly<Record<string, ExportForm>> = {
  archive: { kind: 'archive' },
  'PNG files': { ...plain, format: 'png', name: '{prompt}-{seed}', packed: true },
  'JPEG files in a folder': { ...plain, format: 'jpeg', name: '{prompt}-{seed}', packed: false },
  'contact sheets': { kind: 'sheet', format: 'jpeg', columns: 4, captions: true },
  album: { kind: 'album', title: 'Album', packed: true },
  'CSV table': { kind: 'table', format: 'csv' },
};

/** How long everything else in main is held up while pictures leave the gallery and come back. */
export async function measureExporting(
  folder: string,
  count: number,
  report: Report,
): Promise<void> {
  report.title(`Exporting ${count.toLocaleString('en')} pictures`);
  const never = new AbortController().signal;
  await using workshop = openWorkshop();
  const paths = pathsUnder(path.join(folder, 'from'));
  await using opened = await openGallery(paths, workshop);
  await opened.tookIn;
  const { gallery } = opened;
  await fillWithFiles(gallery, count);
  const out = path.join(folder, 'out');
  await using results = await openResults(out);
  let archive = '';
  for (const [name, as] of Object.entries(forms)) {
    const order = {
      which: { all: true },
      as,
      language: 'ko',
      utcOffset: 540,
      folder: out,
    } as const;
    await makeFolder(out);
    await during(report, name, async () => {
      for await (const event of exportPictures(gallery, results, order, never)) {
        if (event.kind === 'done') check(event.exported.pictures, count);
        if (event.kind === 'done' && name === 'archive') archive = event.exported.name;
      }
    });
  }
  await using other = await openGallery(pathsUnder(path.join(folder, 'to')), workshop);
  await other.tookIn;
  await during(report, 'the archive comes into an empty gallery', async () => {
    for await (const event of importArchive(other.gallery, path.join(out, archive), never)) {
      if (event.kind === 'done') check(event.imported.added, count);
    }
  });
  await rm(folder, { recursive: true });
}

function check(came: number, expected: number): void {
  if (came !== expected) throw new Error(`Expected ${expected} pictures but ${came} came.`);
}

/** Pictures as drawing leaves them: files named by what is in them, each with its trail. */
async function fillWithFiles(gallery: Gallery, count: number): Promise<void> {
  const { sqlite, paths, overview } = gallery;
  await makeFolder(paths.pictures);
  await makeFolder(paths.thumbnails);
  const sources = await writeSources(path.dirname(paths.pictures));
  const images = await Promise.all(sources.map(({ png }) => readFile(png)));
  for (let at = 0; at < count; at++) {
    const tokens = Array.from({ length: tokenCount }, (_, token) => (at * 31 + token) % 16_384);
    const facts = { ...factsOf(at), tokens };
    const which = at % images.length;
    const png = withFacts(images[which] ?? Buffer.alloc(0), facts, side);
    const id = idOf(png);
    await writeFile(pictureFile(paths.pictures, id), png);
    await copyFile(sources[which]?.webp ?? '', thumbnailFile(paths.thumbnails, id));
    const trail = {
      tokens,
      logProbabilities: tokens.map((token) => -token / 7000),
      entropies: tokens.map((token) => token / 3000),
      likeliest: tokens.map((token) => Array.from({ length: 8 }, (_, rank) => token + rank)),
    };
    enter(sqlite, { id, facts, width: side, height: side, fileBytes: png.length, trail });
  }
  await readAll(overview, sqlite);
}
