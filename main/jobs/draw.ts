import type { DrawEvent } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import type { DrawStep, Rgb } from '../children/messages.ts';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { withFacts, type PictureFacts } from '../gallery/picture-file.ts';
import { createTrails, cutTrail, packOdds, type Trail } from '../gallery/trail.ts';
import { type Loading, withMemory } from './memory.ts';

/** What to draw, with which model. */
export interface DrawJob extends Loading {
  readonly prompt: string;
  readonly seed: number;
  readonly count: number;
  readonly guidance: number;
  readonly temperature: number;
  /** Tokens that the first picture positions must take, at most a whole picture. */
  readonly forced: readonly number[];
  /** Where those come from, when they are another picture's. */
  readonly origin?: 'continued' | 'varied';
  readonly parent?: { readonly id: string; readonly row: number };
  /** Share of drawing time that previews may cost, 0 to 1. */
  readonly previewShare: number;
}

/** What happens while a job draws; `picture` is one more picture, ready to be written somewhere. */
export type Drawing =
  | Extract<DrawEvent, { readonly kind: 'phase' | 'tokens' | 'preview' }>
  | {
      readonly kind: 'picture';
      readonly index: number;
      /** A whole PNG file that says how it was made. */
      readonly png: Uint8Array;
      readonly facts: PictureFacts;
      readonly trail: Trail | null;
      readonly width: number;
      readonly height: number;
    };

/**
 * Draws the job's pictures, one after the other, as PNG files in memory.
 * @param signal Ends it at once; nothing more comes.
 * @param stop   Ends it, and the pictures in hand come as far as they are: whole rows, and below
 *               them nothing.
 * @throws {StudioFailure} `cancelled` after either; whatever the engine or the workshop failed with.
 */
export async function* draw(
  job: DrawJob,
  crew: Crew,
  signal: AbortSignal,
  stop: AbortSignal = signal,
): AsyncGenerator<Drawing, void> {
  checkForced(job);
  const { model, loadAnyway: _, origin: _origin, parent: _parent, ...wishes } = job;
  const order = { modelFolder: model.folder, ...wishes };
  const desk: Desk = { job, crew, signal, trails: createTrails(), inHand: new Map(), seq: 0 };
  try {
    const ending = AbortSignal.any([signal, stop]);
    const drawing = withMemory(job, crew, () => crew.engine.call('draw', order, ending));
    for await (const step of drawing) yield* take(step, desk);
  } catch (thrown) {
    if (stop.aborted && !signal.aborted) yield* keepInHand(desk);
    throw thrown;
  }
}

/** A job being drawn, and what is known of its pictures so far. */
interface Desk {
  readonly job: DrawJob;
  readonly crew: Crew;
  readonly signal: AbortSignal;
  readonly trails: ReturnType<typeof createTrails>;
  /** By their index: the last that was heard of those that are not finished. */
  readonly inHand: Map<number, TokensStep>;
  seq: number;
}

type DrawnPicture = Extract<Drawing, { readonly kind: 'picture' }>;
type PictureStep = Extract<DrawStep, { readonly kind: 'picture' }>;
type TokensStep = Extract<DrawStep, { readonly kind: 'tokens' }>;

async function* take(step: DrawStep, desk: Desk): AsyncGenerator<Drawing, void> {
  switch (step.kind) {
    case 'phase':
      yield step;
      break;
    case 'tokens':
      desk.trails.add(step.index, step.start, step);
      desk.inHand.set(step.index, step);
      yield tokensEvent(step, desk);
      break;
    case 'preview':
      yield { ...previewOf(step, desk), tokensDone: step.tokensDone, final: false };
      break;
    case 'picture':
      yield* develop(step, desk);
  }
}

/** A picture that is drawn, or as much of it as there is: shown, and made a file. */
async function* develop(step: PictureStep, desk: Desk): AsyncGenerator<Drawing, void> {
  yield { ...previewOf(step, desk), tokensDone: step.tokens.length, final: true };
  yield { kind: 'phase', phase: 'save', index: step.index };
  const trail = desk.trails.of(step.index);
  yield { ...(await finish(step, desk)), trail: trail && cutTrail(trail, step.tokens.length) };
  desk.inHand.delete(step.index);
}

/** What a stop leaves: each picture in hand, as far as its rows are. */
async function* keepInHand(desk: Desk): AsyncGenerator<Drawing, void> {
  const { job, crew, signal, trails } = desk;
  for (const [index, { seed, total, msPerToken }] of [...desk.inHand]) {
    const drawn = trails.of(index)?.tokens ?? [];
    const tokens = drawn.slice(0, drawn.length - (drawn.length % Math.sqrt(total)));
    if (tokens.length === 0) continue;
    yield { kind: 'phase', phase: 'decode', index };
    throwIfCancelled(signal);
    const order = { modelFolder: job.model.folder, tokens, part: true } as const;
    const picture = await crew.engine.result('decode', order, signal);
    yield* develop({ kind: 'picture', index, seed, tokens, msPerToken, ...picture }, desk);
  }
}

function tokensEvent(step: TokensStep, { job, trails }: Desk) {
  const { kind, index, seed, msPerToken, total } = step;
  const tokensDone = step.start + step.tokens.length;
  const given = job.forced.length;
  const odds = packOdds(trails.of(index) ?? { logProbabilities: [], entropies: [] });
  return { kind, index, seed, tokensDone, tokensTotal: total, msPerToken, given, odds };
}

function previewOf(step: Rgb & { readonly index: number }, desk: Desk) {
  const { pictureSide: side } = desk.job.model.card;
  if (step.width !== side || step.rgb.length !== step.width * step.height * 3) {
    throw new StudioFailure(
      'bad-model',
      `Expected a picture ${side} pixels wide but the engine drew ${step.width} × ${step.height}. The model may be damaged; verify it.`,
    );
  }
  const { index, height, rgb } = step;
  return { kind: 'preview', index, seq: desk.seq++, side, height, rgb } as const;
}

async function finish(
  step: PictureStep,
  { job, crew, signal, inHand }: Desk,
): Promise<Omit<DrawnPicture, 'trail'>> {
  const { width, rgb, index } = step;
  const picture = { width, height: step.height, rgb, canvas: width };
  const { bytes } = await crew.workshop.result('encodePng', picture, signal);
  const total = inHand.get(index)?.total ?? step.tokens.length;
  const facts: PictureFacts = {
    version: 1,
    prompt: job.prompt,
    model: job.model.card.id,
    seed: step.seed,
    guidance: job.guidance,
    temperature: job.temperature,
    forced: job.forced.length,
    createdAt: new Date().toISOString(),
    msPerToken: step.msPerToken,
    tokens: [...step.tokens],
    ...(job.origin && { origin: job.origin }),
    ...(job.parent && { parent: job.parent }),
    ...(step.tokens.length < total && { tokensTotal: total }),
  };
  const png = withFacts(bytes, facts, width);
  return { kind: 'picture', index, png, facts, width, height: width };
}

function checkForced({ forced, model }: DrawJob): void {
  const { codebook, card } = model;
  if (forced.length > card.tokensPerPicture) {
    throw new StudioFailure(
      'bad-tokens',
      `Expected at most ${card.tokensPerPicture} tokens, a whole picture of ${card.id}, but received ${forced.length}.`,
    );
  }
  const stranger = forced.find((token) => token >= codebook);
  if (stranger === undefined) return;
  throw new StudioFailure(
    'bad-tokens',
    `Expected tokens below ${codebook}, the codebook of ${card.id}, but received ${stranger}.`,
  );
}
