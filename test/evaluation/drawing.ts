import type { Rgb } from '../../main/children/messages.ts';
import { draw } from '../../main/inference/draw.ts';
import type { Janus } from '../../main/inference/janus.ts';
import { agrees, type Detector, type Look } from './detector.ts';
import type { Drawing } from './exam.ts';

/** One prompt, what was drawn, and how long it took. */
export interface Drawn {
  readonly asked: Drawing;
  readonly picture: Rgb;
  readonly look: Look;
  readonly good: boolean;
  readonly seconds: number;
}

/** How pictures are drawn. */
export interface Settings {
  readonly guidance: number;
  readonly temperature: number;
}

/** Draws prompts one by one, each with its own seed. */
export async function* drawAll(
  janus: Janus,
  detector: Detector,
  drawings: readonly Drawing[],
  settings: Settings,
): AsyncGenerator<Drawn> {
  for (const [seed, asked] of drawings.entries()) {
    const startMs = performance.now();
    const picture = await drawOne(janus, asked.prompt, seed, settings);
    const seconds = (performance.now() - startMs) / 1000;
    const look = detector.look(picture);
    yield { asked, picture, look, good: agrees(asked.scene, asked.category, look), seconds };
  }
}

async function drawOne(
  janus: Janus,
  prompt: string,
  seed: number,
  settings: Settings,
): Promise<Rgb> {
  const wishes = { prompt, seed, count: 1, ...settings };
  const order = { ...wishes, modelFolder: janus.folder, forced: [], previewShare: 0 };
  for await (const step of draw(janus, order, new AbortController().signal)) {
    if (step.kind === 'picture') return step;
  }
  throw new Error('The engine ended without a picture.');
}
