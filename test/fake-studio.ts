import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { encodePng } from '../main/children/image-file.ts';
import { workshopVerbs } from '../main/children/workshop-verbs.ts';
import { openCrew } from '../main/children/crew.ts';
import { openConversations } from '../main/conversations/conversations.ts';
import { fromFailure, throwIfCancelled } from '../main/failure.ts';
import { createArrivals } from '../main/gallery/archive/arrivals.ts';
import { openResults } from '../main/gallery/export/results.ts';
import type { Gallery } from '../main/gallery/gallery.ts';
import { openGallery } from '../main/gallery/open.ts';
import { withFacts, type PictureFacts } from '../main/gallery/picture-file.ts';
import { findPicture } from '../main/gallery/picture-files.ts';
import { usePrompt } from '../main/gallery/prompts.ts';
import { savePicture } from '../main/gallery/save.ts';
import { packOdds, type Trail } from '../main/gallery/trail.ts';
import { findThumbnail } from '../main/gallery/thumbnails.ts';
import { openCaptions } from '../main/jobs/captions.ts';
import { Looking } from '../main/jobs/looking.ts';
import { Queue, type JobRun } from '../main/jobs/queue.ts';
import { pathsUnder } from '../main/paths.ts';
import { makingOf } from '../main/gallery/making.ts';
import { replayPicture } from '../main/jobs/replay.ts';
import { openScoring } from '../main/jobs/scoring.ts';
import { createTurns } from '../main/jobs/turns.ts';
import { captionRoutes } from '../main/routes/captions.ts';
import { conversationRoutes } from '../main/routes/conversation.ts';
import { exportRoutes } from '../main/routes/export.ts';
import { lookingRoutes } from '../main/routes/looking.ts';
import { galleryRoutes } from '../main/routes/gallery.ts';
import { createGrants } from '../main/grants.ts';
import { queueRoutes } from '../main/routes/queue.ts';
import { scoringRoutes } from '../main/routes/scoring.ts';
import type { Routes } from '../preload/contract/channels.ts';
import { fakeHouse } from './fake-house.ts';
import type { Failure } from '../preload/contract/failure.ts';
import type { ModelCard } from '../preload/contract/model.ts';
import type { DrawEvent } from '../preload/contract/picture.ts';

export interface FakeOptions {
  /** Its data folder: the gallery is a real one. */
  readonly folder: string;
  /** Side of the pictures in pixels; a multiple of `grid`. */
  readonly side?: number;
  /** Tokens in a row, and rows. */
  readonly grid?: number;
  readonly msPerRow?: number;
  /** With false no model is installed. */
  readonly model?: boolean;
  /** Ends every job after its third row; `out-of-memory` before it begins, unless it is loaded anyway. */
  readonly failure?: Failure;
  /** What the model writes when it is asked for help with a prompt; null = it cannot. */
  readonly help?: string | null;
  /** More models that can be chosen. */
  readonly others?: readonly string[];
}

export interface FakeStudio {
  readonly routes: Routes;
  pictureFile(id: string): Promise<string | null>;
  thumbnailFile(id: string): Promise<string | null>;
  exportFile(id: string): Promise<string | null>;
  close(): Promise<void>;
}

/** A studio without a model: draws a sunset that depends on the seed, with the real events. */
export async function createFakeStudio(options: FakeOptions): Promise<FakeStudio> {
  const { folder, side = 32, grid = 8, msPerRow = 5, model = true, failure } = options;
  const { help = null, others = [] } = options;
  const card: ModelCard = {
    id: 'tiny',
    family: 'janus-pro',
    precision: 'fp32',
    sizeBytes: 12_345_678,
    pictureSide: side,
    tokensPerPicture: grid * grid,
    source: 'test',
    licence: 'MIT',
  };
  let chosen = card.id;
  const paths = pathsUnder(folder);
  const opened = await openGallery(paths, workshopHere);
  const { gallery } = opened;
  const grants = createGrants(null);
  const results = await openResults(paths.exports);
  const arrivals = createArrivals(paths.arrivals);
  const cards = model ? [card, ...others.map((id) => ({ ...card, id }))] : [];
  const crew = openCrew();
  const conversations = await openConversations({
    sqlite: gallery.sqlite,
    paths,
    workshop: workshopHere,
  });

  async function* draw(job: JobRun): AsyncGenerator<DrawEvent> {
    const { loadAnyway } = job.request;
    if (failure?.code === 'out-of-memory' && !loadAnyway) throw fromFailure(failure);
    if (!model) throw fromFailure({ code: 'no-model', message: 'No model is installed.' });
    await usePrompt(gallery, job.request.prompt);
    for (let index = job.saved; index < job.request.count; index += 1) yield* drawOne(job, index);
  }

  async function* drawOne(job: JobRun, index: number): AsyncGenerator<DrawEvent> {
    const { request, signal, stop } = job;
    const seed = (request.seed + index) % 2 ** 32;
    const rgb = sunset(side, seed);
    for (const phase of ['load', 'read', 'draw'] as const) {
      yield { kind: 'phase', phase, index };
      await wait(msPerRow);
      throwIfCancelled(AbortSignal.any([signal, stop]));
    }
    const tokensTotal = grid * grid;
    for (let row = 1; row <= grid; row += 1) {
      await wait(msPerRow);
      throwIfCancelled(signal);
      if (stop.aborted) {
        if (row > 1) yield* keep(job, index, row - 1);
        throwIfCancelled(stop);
      }
      if (failure && failure.code !== 'out-of-memory' && row === 3) throw fromFailure(failure);
      const tokensDone = row * grid;
      const msPerToken = msPerRow / grid;
      const odds = packOdds(trailOf(tokensDone, seed));
      yield { kind: 'tokens', index, seed, tokensDone, tokensTotal, msPerToken, given: 0, odds };
      if (request.previewShare === 0 || row === grid) continue;
      const height = (side / grid) * row;
      const part = rgb.slice(0, height * side * 3);
      yield { kind: 'preview', index, seq: row, tokensDone, side, height, rgb: part, final: false };
    }
    yield* keep(job, index, grid);
  }

  /** Develops and saves so many rows of a picture. */
  async function* keep(job: JobRun, index: number, rows: number): AsyncGenerator<DrawEvent> {
    const seed = (job.request.seed + index) % 2 ** 32;
    const height = (side / grid) * rows;
    const rgb = sunset(side, seed).slice(0, height * side * 3);
    yield { kind: 'phase', phase: 'decode', index };
    const tokensDone = rows * grid;
    yield { kind: 'preview', index, seq: rows, tokensDone, side, height, rgb, final: true };
    yield { kind: 'phase', phase: 'save', index };
    const png = await encodePng({ width: side, height, rgb, canvas: side });
    const { prompt, guidance, temperature, model: wanted = card.id } = job.request;
    const facts: PictureFacts = {
      version: 1,
      prompt,
      model: wanted,
      seed,
      guidance,
      temperature,
      forced: 0,
      createdAt: new Date().toISOString(),
      msPerToken: msPerRow / grid,
      tokens: Array.from({ length: tokensDone }, (_, at) => at),
      ...(rows < grid && { tokensTotal: grid * grid }),
    };
    const finished = { png: withFacts(png, facts, side), facts, width: side, height: side };
    const picture = await savePicture(
      gallery,
      { ...finished, trail: trailOf(tokensDone, seed) },
      () => {
        if (rows === grid) job.noteSaved(index + 1);
      },
    );
    yield { kind: 'saved', index, picture };
  }

  const { afterCrash } = opened.database;
  const bench = { turns: createTurns(), crew, gallery, models: paths.models };
  const captions = openCaptions(bench, { afterCrash });
  const scoring = openScoring(bench, { afterCrash });
  const looking = new Looking(bench);
  const queue = new Queue({ sqlite: gallery.sqlite, afterCrash, run: draw });

  return {
    routes: {
      ...fakeHouse(cards, (id) => {
        chosen = id;
      }),
      'studio:status': () =>
        Promise.resolve({
          version: '0.0.0',
          model: model ? chosen : null,
          host: 'browser',
          platform: process.platform,
          dataFolder: folder,
        }),
      'models:list': () => Promise.resolve(cards),
      ...galleryRoutes(gallery),
      ...exportRoutes({ gallery, grants, results, arrivals, desk: null }),
      ...captionRoutes(captions, gallery),
      ...scoringRoutes(scoring),
      ...lookingRoutes(looking),
      'making:of': ({ id }) => makingOf(gallery, id),
      'making:words': () => Promise.resolve({ words: null }),
      'making:patches': () => Promise.resolve({ patches: null }),
      'making:reconstruct': async function* ({ picture }) {
        const png = await readFile((await findPicture(paths.pictures, picture)) ?? '');
        yield { kind: 'original', png, model: card.id, grid };
        yield { kind: 'reconstruction', png, psnr: null, rows: grid - 1 };
      },
      'making:replay': (request, signal) =>
        replayPicture(request, { crew, gallery, models: paths.models }, signal),
      'grant:folder': (request) => grants.grantFolder(request),
      ...queueRoutes(queue),
      'prompt:help': async function* (_, signal) {
        if (help === null) {
          yield { kind: 'unable', model: card.id };
          return;
        }
        for (const text of help.split(/(?<= )/)) {
          await wait(20, undefined, { signal });
          yield { kind: 'text', text };
        }
        yield { kind: 'prompt', prompt: help };
      },
      ...conversationRoutes({ turns: createTurns(), crew, conversations, models: paths.models }),
    },
    pictureFile: (id) => findPicture(paths.pictures, id),
    thumbnailFile: (id) => findThumbnail(gallery, id),
    exportFile: (id) => Promise.resolve(results.download(id)),
    close: async () => {
      await queue[Symbol.asyncDispose]();
      await Promise.all([captions[Symbol.asyncDispose](), scoring[Symbol.asyncDispose]()]);
      await looking[Symbol.asyncDispose]();
      await crew[Symbol.asyncDispose]();
      await Promise.all([results[Symbol.asyncDispose](), arrivals[Symbol.asyncDispose]()]);
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** The workshop's verbs, without its process. */
const workshopHere: Gallery['workshop'] = {
  async result(verb, request, signal) {
    let last: unknown;
    for await (const event of workshopVerbs[verb](request, signal)) last = event;
    return last as never;
  },
};

/** How so many tokens came to be: the model was surer of each than of the one before. */
function trailOf(count: number, seed: number): Trail {
  const tokens = Array.from({ length: count }, (_, at) => at);
  return {
    tokens,
    logProbabilities: tokens.map((at) => -(8 + (seed % 5)) / (4 + at)),
    entropies: tokens.map((at) => 6 / (1 + at / 8)),
    likeliest: tokens.map((at) => Array.from({ length: 8 }, (_, rank) => at + rank)),
  };
}

/** [side, side, 3]: a sky, a sun at a place of its own, and a sea. */
function sunset(side: number, seed: number): Uint8Array {
  const rgb = new Uint8Array(side * side * 3);
  const sunX = 0.2 + 0.6 * ((seed % 97) / 97);
  const sunY = 0.3 + 0.2 * ((seed % 31) / 31);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [u, v] = [x / side, y / side];
      const sun = Math.hypot(u - sunX, v - sunY) < 0.14;
      const sea = v > 0.66;
      const colour = sun
        ? [255, 214, 120]
        : sea
          ? [20 + 60 * u, 60 + 50 * v, 110 + 40 * ((y + x) % 3)]
          : [90 + 150 * v, 60 + 90 * v, 120 - 40 * v + 30 * u];
      rgb.set(colour, (y * side + x) * 3);
    }
  }
  return rgb;
}
