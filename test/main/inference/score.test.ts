import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ScoreOrder, WeighedQuestion } from '../../../main/children/messages.ts';
import { readConversation, startConversation } from '../../../main/inference/conversation.ts';
import { features } from '../../../main/inference/features.ts';
import { type Janus, openJanus } from '../../../main/inference/janus.ts';
import { answerTokens } from '../../../main/inference/language.ts';
import { letterbox } from '../../../main/inference/letterbox.ts';
import { gumbelNoise } from '../../../main/inference/noise.ts';
import { askPrompt } from '../../../main/inference/prompt.ts';
import { score } from '../../../main/inference/score.ts';
import { imageOf } from '../../expected/reference.ts';

const never = new AbortController().signal;
let janus: Janus;
let order: ScoreOrder;
beforeAll(async () => {
  janus = await openJanus(path.join(inject('models'), 'tiny'));
  const image = letterbox(imageOf(40, 30, 0), janus.config.vision.imageSize);
  order = { modelFolder: '', image, questions: [] };
});
afterAll(() => janus.release());

const yesOrNo = [' yes', ' no'];
const red: WeighedQuestion = { asked: 'Is it red?', answers: yesOrNo };
const cat: WeighedQuestion = { asked: 'A cat?', answers: yesOrNo };

/** Log-probabilities. [questions][answers] */
async function scored(...questions: WeighedQuestion[]): Promise<number[][]> {
  const scores = await score(janus, { ...order, questions }, startConversation(janus), never);
  return scores.map((row) => row.map(({ nats }) => nats));
}

/** The first token of an answer to the first question, drawn by a seed. */
async function choose(seed: number): Promise<{ token: number; logProbability: number }> {
  const { reading, places } = startConversation(janus);
  const text = `\n${red.asked}`;
  const parts = [
    { kind: 'image', image: 0 },
    { kind: 'text', text },
  ] as const;
  const prompt = askPrompt(janus, [{ role: 'user', parts }]);
  await readConversation(janus, prompt, [order.image], { reading, places }, never);
  const noise = gumbelNoise('answer', seed, 0, janus.tokenizer.size);
  const once = { turns: 1, temperature: 1, topP: 1, noise, stops: [-1] };
  const { tokens, logProbabilities } = await answerTokens(janus, reading, once);
  return { token: tokens[0]!, logProbability: logProbabilities[0]! };
}

describe('scores', () => {
  test('are log-probabilities: one for each answer to each question', async () => {
    const scores = await scored(red, cat);
    expect(scores.map((row) => row.length)).toEqual([2, 2]);
    for (const value of scores.flat()) expect(value).toBeLessThan(0);
    const total = scores[0]!.reduce((sum, value) => sum + Math.exp(value), 0);
    expect(total).toBeLessThan(1);
  });

  test('do not depend on what was scored before', async () => {
    const [, alone] = await scored(red, cat);
    const [again] = await scored(cat);
    const blind = { ...cat, blind: true } as const;
    const [, , turned] = await scored(red, blind, { ...cat, answers: yesOrNo.toReversed() });
    // Positions read in other company differ in the last digits of a float32.
    for (const i of [0, 1]) {
      expect(again![i]).toBeCloseTo(alone![i]!, 4);
      expect(turned![1 - i]).toBeCloseTo(alone![i]!, 4);
    }
  });

  test('are what the model says of a word that it chose by itself', async () => {
    let compared = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const chosen = await choose(seed);
      const word = janus.tokenizer.decode([chosen.token]);
      const ids = janus.tokenizer.encodeText(word);
      if (ids.length !== 1 || ids[0] !== chosen.token) continue; // half a character
      const [scores] = await scored({ ...red, answers: [word] });
      expect(scores![0]).toBeCloseTo(chosen.logProbability, 4);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(5);
  });

  test('of a longer answer are no higher than of its beginning', async () => {
    const [scores] = await scored({ ...red, answers: [' no', ' no no', ' no no no'] });
    expect(scores![1]).toBeLessThan(scores![0]!);
    expect(scores![2]).toBeLessThan(scores![1]!);
  });

  test('of an answer without text are refused with a sentence', async () => {
    await expect(scored({ ...red, answers: [''] })).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('of a long answer are the sum of its tokens, however many runs it takes', async () => {
    const long = ' a cat and a dog and a bird and a fish and a horse and a sheep and a goat';
    const [{ nats, tokens } = { nats: 0, tokens: 0 }] = (
      await score(
        janus,
        { ...order, questions: [{ ...red, answers: [long] }] },
        startConversation(janus),
        never,
      )
    )[0]!;
    const ids = janus.tokenizer.encodeText(long);
    expect(tokens).toBe(ids.length);
    expect(tokens).toBeGreaterThan(16);
    // Token by token, each behind those before it.
    const beginnings = ids.map((_, i) => janus.tokenizer.decode(ids.slice(0, i + 1)));
    const [each] = await scored({ ...red, answers: beginnings.slice(0, 12) });
    for (const [i, beginning] of each!.entries()) {
      if (i > 0) expect(beginning).toBeLessThan(each![i - 1]!);
    }
    expect(nats).toBeLessThan(each!.at(-1)!);
  });

  test('asked blindly know nothing of the image', async () => {
    const other = letterbox(imageOf(40, 30, 1), janus.config.vision.imageSize);
    const ask = async (image: ScoreOrder['image'], blind?: true) => {
      const questions = [{ ...red, ...(blind && { blind }) }];
      const order = { modelFolder: '', image, questions };
      const [[yes] = []] = await score(janus, order, startConversation(janus), never);
      return yes!.nats;
    };
    expect(await ask(order.image, true)).toBe(await ask(other, true));
    expect(await ask(order.image)).not.toBe(await ask(other));
    expect(await ask(order.image)).not.toBe(await ask(order.image, true));
  });

  test('of more than the model can read are refused with a sentence', async () => {
    const asked = 'red '.repeat(janus.contextTokens);
    await expect(scored({ ...red, asked })).rejects.toMatchObject({ code: 'context-full' });
    const answers = ['red '.repeat(janus.contextTokens)];
    await expect(scored({ ...red, answers })).rejects.toMatchObject({ code: 'context-full' });
  });

  test('stop when they are no longer wanted', async () => {
    const asked = { ...order, questions: [red] };
    const scoring = score(janus, asked, startConversation(janus), AbortSignal.abort());
    await expect(scoring).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('features', () => {
  test('have length 1, are equal for equal images and differ for others', async () => {
    const side = janus.config.vision.imageSize;
    const [a, again, b] = [0, 0, 1].map((seed) => letterbox(imageOf(40, 30, seed), side));
    const of = await Promise.all([a, again, b].map((image) => features(janus, image!)));
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
    expect(of[0]).toHaveLength(janus.config.decoder.hidden);
    expect(dot(of[0]!, of[1]!)).toBeCloseTo(1, 5);
    expect(dot(of[0]!, of[2]!)).toBeLessThan(0.999999);
  });
});
