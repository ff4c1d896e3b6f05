import type { Command } from 'commander';
import type { Picture } from '../../preload/contract/picture.ts';
import { openCrew } from '../children/crew.ts';
import { StudioFailure } from '../failure.ts';
import { findPictures } from '../gallery/find.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { rowOfId, rowsOf } from '../gallery/rows.ts';
import type { Bench } from '../jobs/draw-to-gallery.ts';
import { isOfPicture } from '../jobs/rounds.ts';
import { scorePicture } from '../jobs/scoring.ts';
import { createTurns } from '../jobs/turns.ts';
import { addFilters, queryOf, type Filters } from './gallery-query.ts';
import { modelFor } from './model.ts';
import { createProgress, duration } from './progress.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';
import { withGallery } from './with-gallery.ts';

interface ScoreOptions extends Filters {
  readonly query?: string;
  readonly all?: true;
  readonly by?: string;
  readonly again?: true;
  readonly json?: true;
}

/** `studio gallery score` */
export function addGalleryScore(gallery: Command, terminal: Terminal): void {
  const command = gallery
    .command('score')
    .description('let a model say how well pictures fit their prompts, its own opinion')
    .argument('[ids...]', 'of the pictures, as list prints them')
    .option('--query <words>', 'the pictures that these words are found with')
    .option('--all', 'all pictures that the other options leave')
    .option('--by <id>', 'the model that is asked (default: the newest)')
    .option('--again', 'ask about those too that this model has scored already')
    .option('--json', 'print one JSON document');
  addFilters(command).action(async (ids: string[], options: ScoreOptions, ran: Command) => {
    const ways = [ids.length > 0, options.query !== undefined, options.all === true];
    if (ways.filter(Boolean).length !== 1) {
      throw new UsageFailure('Expected either ids of pictures, or --query <words>, or --all.');
    }
    await run(ids, options, ran, terminal);
  });
}

async function run(
  ids: readonly string[],
  options: ScoreOptions,
  command: Command,
  terminal: Terminal,
): Promise<void> {
  const query = queryOf(options, options.query ?? '');
  await withGallery(command, terminal, 'write', async (gallery, { models }) => {
    const pictures = ids.length > 0 ? ofIds(gallery, ids) : await found(gallery, query);
    const model = (await modelFor(models, options.by, terminal)).card.id;
    await using crew = openCrew(terminal.crew);
    const bench = { turns: createTurns(), crew, gallery, models };
    const wish = { model, ...(options.again && { again: true }) };
    const counts = { made: 0, kept: 0, skipped: 0 };
    const scored: Picture[] = [];
    try {
      for await (const { how, picture } of scoreAll(pictures, wish, bench, terminal)) {
        counts[how] += 1;
        scored.push(picture);
        if (!options.json) terminal.print(lineOf(picture));
      }
    } finally {
      if (terminal.signal.aborted) terminal.tell(`Kept ${counts.made} scores.\n`);
    }
    if (!options.json) {
      terminal.tell(
        `Scored ${counts.made}; ${counts.kept} had a score, ${counts.skipped} got none.\n`,
      );
      return;
    }
    const { made, kept, skipped } = counts;
    const listed = scored.map(({ id, prompt, score }) => ({ id, prompt, score }));
    printJson(terminal, { model, scored: made, kept, skipped, pictures: listed });
  });
}

/** One after the other, each kept as soon as it is known. */
async function* scoreAll(
  numbers: readonly number[],
  wish: Parameters<typeof scorePicture>[1],
  bench: Bench,
  terminal: Terminal,
) {
  using progress = createProgress(terminal);
  const startMs = performance.now();
  let asked = 0;
  for (const [done, number] of numbers.entries()) {
    const pace = (performance.now() - startMs) / Math.max(1, asked);
    const left = asked === 0 ? '' : `, ${duration(pace * (numbers.length - done))} left`;
    const remark = `${done} of ${numbers.length} pictures${left}`;
    progress.bar({ label: 'Scoring', done, total: numbers.length, remark });
    let how: 'made' | 'kept' | 'skipped' = 'skipped';
    try {
      for await (const { kind } of scorePicture(number, wish, bench, terminal.signal)) {
        if (kind !== 'queued') how = kind;
      }
    } catch (thrown) {
      if (terminal.signal.aborted || !isOfPicture(thrown)) throw thrown;
    }
    if (how === 'made') asked += 1;
    progress.clear();
    const [row] = rowsOf(bench.gallery.sqlite, [number]);
    if (row) yield { how, picture: row.picture };
  }
}

async function found(
  gallery: Gallery,
  query: Parameters<typeof findPictures>[1],
): Promise<readonly number[]> {
  const { numbers } = await findPictures(gallery, query);
  return [...new Uint32Array(numbers.slice().buffer)];
}

/** @throws {StudioFailure} `not-found` */
function ofIds({ sqlite }: Gallery, ids: readonly string[]): readonly number[] {
  return ids.map((id) => {
    const row = rowOfId(sqlite, id);
    if (row !== null) return row.picture.number;
    throw new StudioFailure('not-found', `There is no picture ${id} in the gallery.`);
  });
}

function lineOf({ id, prompt, score }: Picture): string {
  return `${id}\t${percentOf(score)}\t${prompt.replace(/[\s\p{Cc}]+/gu, ' ')}\n`;
}

/** ` 87 %`, or `–` without one. */
export function percentOf(score: Picture['score']): string {
  return (score === null ? '–' : `${Math.round(100 * score.value)} %`).padStart(5);
}
