import path from 'node:path';
import { expect, inject, test } from 'vitest';
import type { AskOrder, AskStep, DrawOrder, Turn } from '../../../main/children/messages.ts';
import { createEngine } from '../../../main/inference/engine.ts';
import { openJanus } from '../../../main/inference/janus.ts';
import { letterbox } from '../../../main/inference/letterbox.ts';
import { see } from '../../../main/inference/sight.ts';
import { imageOf } from '../../expected/reference.ts';

const never = new AbortController().signal;
const folder = () => path.join(inject('models'), 'tiny');
const plenty = 1e12;
/** Less than any model needs. */
const little = 1;

const user = (text: string): Turn => ({
  role: 'user',
  parts: [
    { kind: 'image', image: 0 },
    { kind: 'text', text },
  ],
});
const says = (role: Turn['role'], text: string): Turn => ({
  role,
  parts: [{ kind: 'text', text }],
});

/** An engine, and what a person does with it. */
async function engineWith(memory: number) {
  const engine = createEngine(memory);
  const janus = await openJanus(folder());
  const side = janus.config.vision.imageSize;
  await janus.release();
  const ask = async (image: number, ...turns: Turn[]) => {
    const order: AskOrder = {
      modelFolder: folder(),
      turns,
      images: [letterbox(imageOf(40, 30, image), side)],
      temperature: 0,
      topP: 1,
      seed: 0,
      maxTokens: 8,
    };
    const steps = await Array.fromAsync(engine.ask(order, never));
    const find = <K extends AskStep['kind']>(kind: K) =>
      steps.find((step): step is Extract<AskStep, { kind: K }> => step.kind === kind)!;
    return { ...find('prompt'), ...find('answer') };
  };
  const draw = async () => {
    const order: DrawOrder = {
      modelFolder: folder(),
      prompt: 'a boat',
      seed: 1,
      count: 1,
      guidance: 5,
      temperature: 1,
      forced: [],
      previewShare: 0,
    };
    await Array.fromAsync(engine.draw(order, never));
  };
  const followUp = async (image: number, answer: string) =>
    ask(image, user('What is this?'), says('assistant', answer), says('user', 'And then?'));
  return { ask, draw, followUp };
}

test('a follow-up reads only its own tokens, also after a picture was drawn between', async () => {
  const { ask, draw, followUp } = await engineWith(plenty);
  const first = await ask(0, user('What is this?'));
  await draw();
  const second = await followUp(0, first.answer);
  // All but the last token of the first prompt, and at least that.
  expect(second.reusedTokens).toBeGreaterThanOrEqual(first.promptTokens - 1);
  const { followUp: alone } = await engineWith(plenty);
  expect(second.tokens).toEqual((await alone(0, first.answer)).tokens);
});

test('three conversations stay warm, and the longest unused goes first', async () => {
  const { ask, followUp } = await engineWith(plenty);
  const answers: string[] = [];
  let begin = 0;
  for (const image of [0, 1, 2, 3]) {
    const { answer, reusedTokens } = await ask(image, user('What is this?'));
    answers.push(answer);
    begin = reusedTokens;
  }
  for (const image of [2, 3, 1]) {
    const { reusedTokens } = await followUp(image, answers[image]!);
    expect(reusedTokens, `conversation ${image}`).toBeGreaterThan(begin);
  }
  // The fourth took the place of the first, of which only the common beginning is left.
  expect((await followUp(0, answers[0]!)).reusedTokens).toBe(begin);
});

test('where memory is short, a small conversation stays warm and others go', async () => {
  const { ask, draw, followUp } = await engineWith(little);
  // Room for 700 positions is always counted: the tiny model's conversations fit side by side.
  const long = says('user', 'word '.repeat(120));
  const first = await ask(0, user('What is this?'));
  await ask(1, long);
  expect((await followUp(0, first.answer)).reusedTokens).toBeLessThan(first.promptTokens - 1);
  await ask(1, long);
  await draw();
  expect((await ask(1, long)).reusedTokens).toBe(0);
});

test('picture graphs stay loaded where the forecast allows, else only the last used one', async () => {
  for (const [memory, stays] of [
    [plenty, true],
    [little, false],
  ] as const) {
    const janus = await openJanus(folder(), memory);
    const language = await janus.session('language');
    const decoder = await janus.session('picture-decoder');
    const side = janus.config.vision.imageSize;
    await see(janus, letterbox(imageOf(40, 30, 0), side));
    expect((await janus.session('picture-decoder')) === decoder).toBe(stays);
    expect(await janus.session('language')).toBe(language);
    await janus.release();
  }
});
