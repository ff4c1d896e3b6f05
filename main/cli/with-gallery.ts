import type { Command } from 'commander';
import { openWorkshop } from '../children/workshop.ts';
import { StudioFailure, toFailure } from '../failure.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { openGallery } from '../gallery/open.ts';
import { readGallery } from '../gallery/read.ts';
import { takeOwnership } from '../owner.ts';
import type { Paths } from '../paths.ts';
import { dataPaths } from './data-folder.ts';
import type { Terminal } from './terminal.ts';

/**
 * Works with the gallery of the data folder. Reading goes beside a studio that has it open;
 * writing does not.
 *
 * @throws {StudioFailure} `busy` when it is to be written and another studio has it.
 */
export async function withGallery<Result>(
  command: Command,
  terminal: Terminal,
  purpose: 'read' | 'write',
  work: (gallery: Gallery, paths: Paths) => Promise<Result>,
): Promise<Result> {
  const paths = dataPaths(command);
  await using workshop = openWorkshop(terminal.crew.log, terminal.crew.entries?.workshop);
  const owned = await takeOwnership(paths, 'a command in a terminal').catch((thrown: unknown) => {
    if (purpose === 'read' && toFailure(thrown).code === 'busy') return null;
    throw thrown;
  });
  if (owned === null) {
    using beside = await readGallery(paths, workshop);
    return await work(beside.gallery, paths);
  }
  using _owned = owned;
  await using opened = await openGallery(paths, workshop, terminal.crew.log, { passing: true });
  const { restored } = opened.database;
  if (restored !== null) throw new StudioFailure('unexpected', `${restored} Try again.`);
  await opened.tookIn;
  return await work(opened.gallery, paths);
}
