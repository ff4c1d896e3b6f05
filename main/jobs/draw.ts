import type { DrawEvent } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import type { DrawStep, Rgb } from '../children/messages.ts';
import { StudioFailure } from '../failure.ts';
import { withFacts, type PictureFacts } from '../gallery/picture-file.ts';
import { createTrails, type Trail } from '../gallery/trail.ts';
import type { InstalledModel } from '../models/library.ts';

/** What to draw, with which model. */
export interface DrawJob {
  readonly model: InstalledModel;
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

/** Draws the job's pictures, one after the other, as PNG files in memory. */
export async function* draw(
  job: DrawJob,
  crew: Crew,
  signal: AbortSignal,
): AsyncGenerator<Drawing, void> {
  checkForced(job);
  const { model, origin: _origin, parent: _parent, ...wishes } = job;
  const order = { modelFolder: model.folder, ...wishes };
  const trails = createTrails();
  let seq = 0;
  for await (const step of crew.engine.call('draw', order, signal)) {
    switch (step.kind) {
      case 'phase':
        yield step;
        break;
      case 'tokens':
        trails.add(step.index, step.start, step);
        yield tokensEvent(step);
        break;
      case 'preview':
        yield { ...previewOf(step, job), seq: seq++, tokensDone: step.tokensDone, final: false };
        break;
      case 'picture':
        yield { ...previewOf(step, job), seq: seq++, tokensDone: step.tokens.length, final: true };
        yield { kind: 'phase', phase: 'save', index: step.index };
        yield { ...(await finish(step, job, crew, signal)), trail: trails.of(step.index) };
    }
  }
}

type DrawnPicture = Extract<Drawing, { readonly kind: 'picture' }>;
type PictureStep = Extract<DrawStep, { readonly kind: 'picture' }>;

function tokensEvent(step: Extract<DrawStep, { readonly kind: 'tokens' }>) {
  const { kind, index, seed, msPerToken, total } = step;
  const tokensDone = step.start + step.tokens.length;
  return { kind, index, seed, tokensDone, tokensTotal: total, msPerToken };
}

function previewOf(step: Rgb & { readonly index: number }, job: DrawJob) {
  const { pictureSide: side } = job.model.card;
  if (step.width !== side || step.rgb.length !== step.width * step.height * 3) {
    throw new StudioFailure(
      'bad-model',
      `Expected a picture ${side} pixels wide but the engine drew ${step.width} × ${step.height}. The model may be damaged; verify it.`,
    );
  }
  return { kind: 'preview', index: step.index, side, height: step.height, rgb: step.rgb } as const;
}

async function finish(
  step: PictureStep,
  job: DrawJob,
  crew: Crew,
  signal: AbortSignal,
): Promise<Omit<DrawnPicture, 'trail'>> {
  const { width, height, rgb, index } = step;
  const { bytes } = await crew.workshop.result('encodePng', { width, height, rgb }, signal);
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
  };
  return { kind: 'picture', index, png: withFacts(bytes, facts, width), facts, width, height };
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
