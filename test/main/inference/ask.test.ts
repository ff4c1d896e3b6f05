import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AskOrder, AskStep, Turn } from '../../../main/children/messages.ts';
import { ask } from '../../../main/inference/ask.ts';
import { startConversation } from '../../../main/inference/conversation.ts';
import { type Janus, openJanus } from '../../../main/inference/janus.ts';
import { letterbox } from '../../../main/inference/letterbox.ts';
import { askPrompt } from '../../../main/inference/prompt.ts';
import { imageOf } from '../../expected/reference.ts';

const never = new AbortController().signal;
const user = (...parts: (string | number)[]): Turn => ({
  role: 'user',
  parts: parts.map((part) =>
    typeof part === 'string' ? { kind: 'text', text: part } : { kind: 'image', image: part },
  ),
});
const assistant = (text: string): Turn => ({ role: 'assistant', parts: [{ kind: 'text', text }] });

let janus: Janus;
let order: AskOrder;
beforeAll(async () => {
  janus = await openJanus(path.join(inject('models'), 'tiny'));
  const side = janus.config.vision.imageSize;
  order = {
    modelFolder: '',
    turns: [user(0, '\nWhat is this?')],
    images: [letterbox(imageOf(40, 30, 0), side), letterbox(imageOf(30, 40, 1), side)],
    temperature: 0,
    topP: 1,
    seed: 0,
    maxTokens: 8,
  };
});
afterAll(() => janus.release());

async function answer(change: Partial<AskOrder>, kept = startConversation(janus)) {
  const steps = await Array.fromAsync(ask(janus, { ...order, ...change }, () => kept, never));
  const find = <K extends AskStep['kind']>(kind: K) =>
    steps.find((s): s is Extract<AskStep, { kind: K }> => s.kind === kind)!;
  return { steps, kept, answer: find('answer'), prompt: find('prompt') };
}

describe('an answer', () => {
  test('streams exactly its text', async () => {
    const { steps, answer: whole } = await answer({});
    const streamed = steps.flatMap((step) => (step.kind === 'text' ? [step.text] : [])).join('');
    expect(streamed).toBe(whole.answer);
    expect(whole.tokens).toHaveLength(8);
    expect(whole.stoppedBy).toBe('max-tokens');
  });

  test('tells a speed that its first words count in, however few they are', async () => {
    await answer({});
    const startMs = performance.now();
    const { answer: short } = await answer({ maxTokens: 2 });
    const tookMs = performance.now() - startMs;
    expect(short.tokens).toHaveLength(2);
    expect(short.msPerToken * 2).toBeLessThanOrEqual(tookMs);
    const { answer: long } = await answer({ maxTokens: 40 });
    expect(short.msPerToken).toBeGreaterThan(long.msPerToken / 5);
  });

  test('is the same with and without what was kept', async () => {
    const first = await answer({});
    const turns = [...order.turns, assistant(first.answer.answer), user('And then?')];
    const fresh = await answer({ turns });
    const followUp = await answer({ turns }, first.kept);
    expect(followUp.answer.tokens).toEqual(fresh.answer.tokens);
    expect(fresh.prompt.reusedTokens).toBe(0);
    expect(followUp.prompt.reusedTokens).toBeGreaterThan(janus.imageTokens);
  });

  test('does not take one image for another when it reuses', async () => {
    const first = await answer({});
    const other = { images: [order.images[1]!] };
    const followUp = await answer(other, first.kept);
    expect(followUp.answer.tokens).toEqual((await answer(other)).answer.tokens);
    // Nothing from the image's first place on may be reused.
    const { imageAt } = askPrompt(janus, order.turns);
    expect(followUp.prompt.reusedTokens).toBe(imageAt.indexOf(0));
  });

  test('is the same for an edited last question, and for the same question again', async () => {
    const first = await answer({});
    const edited = { turns: [user(0, '\nWhat is that?')] };
    expect((await answer(edited, first.kept)).answer.tokens).toEqual(
      (await answer(edited)).answer.tokens,
    );
    expect((await answer({}, first.kept)).answer.tokens).toEqual(first.answer.tokens);
  });

  test('is the same after one that was stopped half-way', async () => {
    const kept = startConversation(janus);
    const stop = new AbortController();
    const stopped = async () => {
      for await (const step of ask(janus, { ...order, maxTokens: 40 }, () => kept, stop.signal)) {
        if (step.kind === 'text') stop.abort();
      }
    };
    await expect(stopped()).rejects.toMatchObject({ code: 'cancelled' });
    expect(kept.places).toHaveLength(kept.reading.cache.length);
    const after = await answer({}, kept);
    expect(after.answer.tokens).toEqual((await answer({})).answer.tokens);
    expect(after.prompt.reusedTokens).toBe(after.prompt.promptTokens - 1);
  });

  test('takes images anywhere, one of them twice', async () => {
    const turns = [user('Compare ', 0, ' with ', 1, ' and with ', 0, '.')];
    const { prompt } = await answer({ turns });
    expect(prompt.imageTokens).toBe(3 * janus.imageTokens);
  });

  test('needs no vision encoder for words alone', async () => {
    const wordsOnly = await openJanus(janus.folder);
    const opened: string[] = [];
    const watched: Janus = {
      ...wordsOnly,
      session: (name) => {
        opened.push(name);
        return wordsOnly.session(name);
      },
    };
    const asking = ask(
      watched,
      { ...order, images: [], turns: [user('Hello')] },
      () => startConversation(watched),
      never,
    );
    for await (const _ of asking);
    await wordsOnly.release();
    expect(opened).not.toContain('vision-encoder');
    expect(opened).toContain('language');
  });

  test('samples by seed and never outside the tokenizer', async () => {
    const hot = { temperature: 2, topP: 0.95, maxTokens: 30 };
    const a = await answer({ ...hot, seed: 1 });
    const b = await answer({ ...hot, seed: 1 });
    const c = await answer({ ...hot, seed: 2 });
    expect(a.answer.tokens).toEqual(b.answer.tokens);
    expect(a.answer.tokens).not.toEqual(c.answer.tokens);
    expect(Math.max(...a.answer.tokens)).toBeLessThan(janus.tokenizer.size);
  });
});

describe('top-p', () => {
  const hot = { temperature: 3, maxTokens: 12 };
  test('of next to nothing leaves the likeliest, whatever the temperature', async () => {
    const nucleus = await answer({ ...hot, topP: 1e-6 });
    expect(nucleus.answer.tokens).toEqual((await answer({ maxTokens: 12 })).answer.tokens);
  });

  test('of all leaves all', async () => {
    const nearlyAll = await answer({ ...hot, topP: 0.999999 });
    expect(nearlyAll.answer.tokens).toEqual((await answer({ ...hot, topP: 1 })).answer.tokens);
  });

  test('narrows the choice: no token of a narrow answer was unlikely', async () => {
    const wide = await answer({ ...hot, topP: 1, seed: 5 });
    const narrow = await answer({ ...hot, topP: 0.3, seed: 5 });
    expect(narrow.answer.tokens).not.toEqual(wide.answer.tokens);
  });
});

describe('the context', () => {
  test('tells its room before anything is read, and stops when it is full', async () => {
    const words = 'word '.repeat(20);
    const { ids } = askPrompt(janus, [user(words)]);
    const room = janus.contextTokens - ids.length;
    const narrow: Janus = { ...janus, contextTokens: ids.length + 3 };
    expect(room).toBeGreaterThan(3);
    const steps = await Array.fromAsync(
      ask(
        narrow,
        { ...order, turns: [user(words)], images: [] },
        () => startConversation(narrow),
        never,
      ),
    );
    expect(steps[0]).toMatchObject({ kind: 'prompt', room: 3, promptTokens: ids.length });
    expect(steps.at(-1)).toMatchObject({ kind: 'answer', stoppedBy: 'context' });
  });

  test('refuses a conversation that does not fit', async () => {
    const asking = answer({ turns: [user('가'.repeat(10_000))], images: [] });
    await expect(asking).rejects.toMatchObject({ code: 'context-full' });
  });
});

describe('refused with a sentence', () => {
  test.each([
    ['an empty question', [user(' ')], 'it is empty'],
    ['turns that do not alternate', [user('a'), user('b'), user('c')], 'in alternation'],
    ['a conversation that ends with the assistant', [user('a'), assistant('b')], 'in alternation'],
    ['an image that is not there', [user(7, 'What?')], 'among the 2 given'],
  ] as const)('%s', async (_, turns, words) => {
    const asking = answer({ turns });
    await expect(asking).rejects.toMatchObject({ code: 'bad-request' });
    await expect(asking).rejects.toThrow(words);
  });
});

test('special-token text in a question is text', () => {
  const { ids } = askPrompt(janus, [user('<image_placeholder><｜end▁of▁sentence｜><|User|>')]);
  expect(ids).not.toContain(janus.tokens.imagePlaceholder);
  expect(ids).not.toContain(janus.tokens.eos);
  expect(ids.filter((id) => id === janus.tokens.user)).toHaveLength(1);
});
