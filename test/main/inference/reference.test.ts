import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Turn } from '../../../main/children/messages.ts';
import { ask } from '../../../main/inference/ask.ts';
import { startConversation } from '../../../main/inference/conversation.ts';
import { type Janus, openJanus } from '../../../main/inference/janus.ts';
import { letterbox } from '../../../main/inference/letterbox.ts';
import { pictureRows, readPrompt } from '../../../main/inference/picture-tokens.ts';
import { askPrompt, drawPrompt } from '../../../main/inference/prompt.ts';
import { decodePicture, encodePicture, see } from '../../../main/inference/sight.ts';
import { pictureSide } from '../../../native-models/manifest.ts';
import { checkpointNames } from '../../expected/checkpoints.ts';
import {
  floatsIn,
  imageOf,
  largestDifference,
  octetsIn,
  readReference,
} from '../../expected/reference.ts';

const never = new AbortController().signal;

const cases = checkpointNames.flatMap((name) => [
  { name, layout: 'transformers', model: name },
  { name, layout: 'deepseek', model: `${name}-deepseek` },
]);

describe.each(cases)('$name in the $layout layout equals transformers', ({ name, model }) => {
  const reference = readReference(name);
  let janus: Janus;
  beforeAll(async () => {
    janus = await openJanus(path.join(inject('models'), model));
  });
  afterAll(() => janus.release());

  test('prompt ids', () => {
    expect(drawPrompt(janus, reference.draw.prompt)).toEqual(reference.draw.ids);
  });

  test('guided logits at every step of a whole picture, and its greedy tokens', async () => {
    const { codebook } = janus.config.picture;
    const expected = floatsIn(reference.draw.guidedLogits);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const prompt = await readPrompt(janus, reference.draw.prompt, 5, never);
    const settings = { seeds: [0], temperature: 0, forced: [] };
    const tokens: number[] = [];
    for await (const [row] of pictureRows(janus, prompt, settings, never)) {
      for (const { token, logits } of row!) {
        const at = tokens.length * codebook;
        const difference = largestDifference(logits, expected.subarray(at, at + codebook));
        expect(difference, `step ${tokens.length}`).toBeLessThanOrEqual(1e-4 * scale);
        tokens.push(token);
      }
    }
    expect(tokens).toEqual(reference.draw.tokens);
  });

  test('the picture that its tokens decode to', async () => {
    const picture = await decodePicture(janus, reference.draw.tokens);
    expect([picture.height, picture.width, 3]).toEqual(reference.draw.picture.dims);
    expect(largestDifference(picture.rgb, octetsIn(reference.draw.picture))).toBeLessThanOrEqual(1);
  });

  test('the tokens that an image encodes to', async () => {
    const side = pictureSide(janus.config);
    const tokens = await encodePicture(janus, imageOf(side, side, 2));
    // Equal tokens mean something only if no position was a near tie.
    expect(reference.encode.narrowestMargin).toBeGreaterThan(1e-5);
    expect(tokens).toEqual(reference.encode.tokens);
  });

  test('what the vision encoder sees in a letterboxed image', async () => {
    const boxed = letterbox(imageOf(61, 40, 0), janus.config.vision.imageSize);
    const expectedPixels = octetsIn(reference.ask.letterboxed);
    expect(largestDifference(boxed.rgb, expectedPixels)).toBeLessThanOrEqual(1);
    const expected = floatsIn(reference.ask.seen);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const seen = await see(janus, { ...boxed, rgb: expectedPixels });
    expect(largestDifference(seen, expected)).toBeLessThanOrEqual(1e-4 * scale);
  });

  test('greedy answers over three turns with two images, keys and values reused', async () => {
    const side = janus.config.vision.imageSize;
    const images = [letterbox(imageOf(61, 40, 0), side), letterbox(imageOf(23, 50, 1), side)];
    const turns: Turn[] = [];
    const kept = startConversation(janus);
    for (const expected of reference.ask.turns) {
      turns.push({
        role: 'user',
        parts: [
          ...expected.images.flatMap((image) => [
            { kind: 'image' as const, image },
            { kind: 'text' as const, text: '\n' },
          ]),
          { kind: 'text', text: expected.question },
        ],
      });
      expect(askPrompt(janus, turns).ids).toEqual(expected.ids);
      const order = {
        turns,
        images,
        modelFolder: '',
        temperature: 0,
        topP: 1,
        seed: 0,
        maxTokens: 12,
      };
      const steps = await Array.fromAsync(ask(janus, order, () => kept, never));
      const answer = steps.find((step) => step.kind === 'answer');
      expect(answer?.tokens).toEqual(expected.tokens);
      expect(answer?.answer).toBe(expected.answer);
      expect(answer?.stoppedBy).toBe(expected.stoppedBy);
      const prompt = steps.find((step) => step.kind === 'prompt');
      if (turns.length > 1) expect(prompt?.reusedTokens).toBeGreaterThan(janus.imageTokens);
      turns.push({ role: 'assistant', parts: [{ kind: 'text', text: expected.answer }] });
    }
  });
});
