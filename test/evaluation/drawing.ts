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

/** Draws prompts one by one, guidance 5 and temperature 1, each with its own seed. */
export async function* drawAll(
  janus: Janus,
  detector: Detector,
  drawings: readonly Drawing[],
): AsyncGenerator<Drawn> {
  for (const [seed, asked] of drawings.entries()) {
    const startMs = performance.now();
    const picture = await drawOne(janus, asked.prompt, seed);
    const seconds = (performance.now() - startMs) / 1000;
    const look = detector.look(picture);
    yield { asked, picture, look, good: agrees(asked.scene, asked.category, look), seconds };
  }
}

async function drawOne(janus: Janus, prompt: string, seed: number): Promise<Rgb> {
  const wishes = { prompt, seed, count: 1, guidance: 5, temperature: 1 };
  const order = { ...wishes, modelFolder: janus.folder, forced: [], previewShare: 0 };
  for await (const step of draw(janus, order, new AbortController().signal)) {
    if (step.kind === 'picture') return step;
  }
  throw new Error('The engine ended without a picture.');
}
