import { readFile } from 'node:fs/promises';
import type { ReplayEvent, ReplayRequest, ReplayWish } from '../../preload/contract/making.ts';
import type { Crew } from '../children/crew.ts';
import { StudioFailure } from '../failure.ts';
import { fileNameOf } from '../gallery/file-name.ts';
import { readPictureFile, type PictureFacts } from '../gallery/picture-file.ts';
import { findPicture } from '../gallery/picture-files.ts';
import type { Bench } from './draw-to-gallery.ts';
import { patchesOf } from './making.ts';

/** A replay's last moment stands, so that the picture can be looked at. */
const standsMs = 1_500;
/** GIF counts in hundredths of a second, and browsers slow down what is quicker than two. */
const shortestMs = 20;

/**
 * A picture's making as an animation, without its model loaded: the finished pixels as they came,
 * or as the codes look by themselves.
 *
 * @param file A picture of ours: it tells its own tokens.
 * @throws {StudioFailure} `bad-image` for a file that does not; `no-model` for codes of a model
 * that is not installed.
 */
export async function* replay(
  file: string,
  { layer, format, frames, seconds }: ReplayWish,
  { workshop, models }: Pick<Crew, 'workshop'> & { readonly models: string },
  signal: AbortSignal,
): AsyncGenerator<ReplayEvent, void> {
  const facts = await drawnFacts(file);
  const { tokens, model, tokensTotal = tokens.length } = facts;
  const table = layer === 'patches' ? await patchesOf(model, models) : null;
  if (layer === 'patches' && table === null) {
    throw new StudioFailure(
      'no-model',
      `Expected the model ${model}, which drew this picture, to show its codes; it is not installed. Replay the picture instead.`,
    );
  }
  const moments = momentsOf(tokens.length, frames);
  const order = {
    bytes: await readFile(file),
    tokens,
    grid: Math.sqrt(tokensTotal),
    patches: table?.rgb ?? null,
    moments,
    delaysMs: delaysOf(moments.length, seconds),
    format,
  };
  for await (const step of workshop.call('replay', order, signal)) {
    if (step.kind === 'frame') yield step;
    else {
      const name = fileNameOf(facts, format);
      yield { kind: 'file', file: { bytes: step.bytes, name, type: `image/${format}` } };
    }
  }
}

async function drawnFacts(file: string): Promise<PictureFacts> {
  const facts = (await readPictureFile(file))?.facts;
  if (facts && facts.origin !== 'imported' && isDrawn(facts)) return facts;
  throw new StudioFailure(
    'bad-image',
    'Expected a picture that Janus Studio drew: this file does not tell its tokens.',
  );
}

/** Whether the tokens are of a square grid: a file may say anything. */
function isDrawn({ tokens, tokensTotal = tokens.length }: PictureFacts): boolean {
  const isSquare = Number.isInteger(Math.sqrt(tokensTotal));
  return isSquare && tokens.length > 0 && tokens.length <= tokensTotal;
}

/** The same of a picture of the gallery. @throws {StudioFailure} `not-found` */
export async function* replayPicture(
  { picture, ...wish }: ReplayRequest,
  { crew, gallery, models }: Pick<Bench, 'crew' | 'gallery' | 'models'>,
  signal: AbortSignal,
): AsyncGenerator<ReplayEvent, void> {
  const file = await findPicture(gallery.paths.pictures, picture);
  if (file === null) throw new StudioFailure('not-found', 'The file of this picture is gone.');
  yield* replay(file, wish, { workshop: crew.workshop, models }, signal);
}

/** How many tokens each frame shows: from none to all, evenly, none of them twice. */
export function momentsOf(count: number, frames: number): readonly number[] {
  const steps = Math.min(frames - 1, count);
  return Array.from({ length: steps + 1 }, (_, at) => Math.round((at * count) / steps));
}

function delaysOf(frames: number, seconds: number): readonly number[] {
  const each = Math.max(shortestMs, 10 * Math.round((100 * seconds) / (frames - 1)));
  return Array.from({ length: frames }, (_, at) => (at === frames - 1 ? standsMs : each));
}
