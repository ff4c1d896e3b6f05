import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { DrawOrder, DrawStep } from '../../../main/children/messages.ts';
import { draw } from '../../../main/inference/draw.ts';
import { type Janus, openJanus } from '../../../main/inference/janus.ts';
import { drawPrompt, unprompted } from '../../../main/inference/prompt.ts';

const never = new AbortController().signal;
const order: DrawOrder = {
  modelFolder: '',
  prompt: 'a boat',
  seed: 3,
  count: 1,
  guidance: 5,
  temperature: 1,
  forced: [],
  previewShare: 0,
};

let tiny: Janus;
let deepseek: Janus;
beforeAll(async () => {
  tiny = await openJanus(path.join(inject('models'), 'tiny'));
  deepseek = await openJanus(path.join(inject('models'), 'tiny-deepseek'));
});
afterAll(async () => {
  await tiny.release();
  await deepseek.release();
});

async function stepsOf(change: Partial<DrawOrder>, janus = tiny): Promise<DrawStep[]> {
  return Array.fromAsync(draw(janus, { ...order, ...change }, never));
}

async function picturesOf(change: Partial<DrawOrder>, janus = tiny) {
  const steps = await stepsOf(change, janus);
  return steps.filter((step) => step.kind === 'picture');
}

describe('a picture', () => {
  test('is the same in both layouts of one checkpoint', async () => {
    const [a] = await picturesOf({});
    const [b] = await picturesOf({}, deepseek);
    expect(b!.tokens).toEqual(a!.tokens);
    expect(b!.rgb).toEqual(a!.rgb);
  });

  test('is a function of its own seed: alone what it is in a job, past the last seed too', async () => {
    const job = await picturesOf({ seed: 0xffff_ffff, count: 2 });
    expect(job.map(({ seed }) => seed)).toEqual([0xffff_ffff, 0]);
    for (const { seed, tokens, rgb } of job) {
      const [alone] = await picturesOf({ seed });
      expect(alone!.tokens).toEqual(tokens);
      expect(alone!.rgb).toEqual(rgb);
    }
    expect(job[0]!.tokens).not.toEqual(job[1]!.tokens);
  });

  test('continued from its own first k tokens is bit-equal to the uninterrupted one', async () => {
    const whole = await stepsOf({});
    const [picture] = whole.filter((step) => step.kind === 'picture');
    for (const k of [0, 1, 7, 8, 33, picture!.tokens.length]) {
      const again = await stepsOf({ forced: picture!.tokens.slice(0, k) });
      const numbers = (steps: DrawStep[]) =>
        steps.flatMap((step) =>
          step.kind === 'tokens' ? [step.tokens, step.logProbabilities, step.entropies] : [],
        );
      expect(numbers(again), `k = ${k}`).toEqual(numbers(whole));
    }
  });

  test('keeps forced tokens verbatim, whatever they are', async () => {
    const forced = [5, 5, 5, 0, tiny.config.picture.codebook - 1];
    const [picture] = await picturesOf({ forced });
    expect(picture!.tokens.slice(0, 5)).toEqual(forced);
  });

  test('at temperature 0 does not depend on the seed', async () => {
    const [a] = await picturesOf({ temperature: 0, seed: 1 });
    const [b] = await picturesOf({ temperature: 0, seed: 2 });
    expect(a!.tokens).toEqual(b!.tokens);
  });

  test('follows guidance, and at guidance 1 does not read the unprompted row', async () => {
    const [five] = await picturesOf({});
    const [one] = await picturesOf({ guidance: 1 });
    const [nearlyOne] = await picturesOf({ guidance: 1 + 1e-9 });
    expect(one!.tokens).not.toEqual(five!.tokens);
    expect(one!.tokens).toEqual(nearlyOne!.tokens);
  });
});

describe('steps', () => {
  test('come a row of the grid at a time, with odds of every token', async () => {
    const steps = await stepsOf({ seed: 0 });
    const rows = steps.filter((step) => step.kind === 'tokens');
    const { grid, codebook } = tiny.config.picture;
    expect(rows.map(({ start }) => start)).toEqual(
      Array.from({ length: grid }, (_, i) => i * grid),
    );
    for (const row of rows) {
      expect(row.tokens).toHaveLength(grid);
      expect(row.likeliest.every((codes) => codes.length === 8)).toBe(true);
      expect(row.logProbabilities.every((p) => p <= 0)).toBe(true);
      expect(row.entropies.every((nats) => nats >= 0 && nats <= Math.log(codebook))).toBe(true);
    }
  });

  test('show every unfinished row when previews are free, and none when they are off', async () => {
    const { grid } = tiny.config.picture;
    const previews = (await stepsOf({ previewShare: 1 })).filter(({ kind }) => kind === 'preview');
    expect(previews).toHaveLength(grid - 1);
    expect((await stepsOf({ previewShare: 0 })).some(({ kind }) => kind === 'preview')).toBe(false);
    const [picture] = await picturesOf({});
    for (const [i, preview] of previews.entries()) {
      if (preview.kind !== 'preview') continue;
      expect(preview.tokensDone).toBe((i + 1) * grid);
      expect(preview.height).toBe(((i + 1) * picture!.height) / grid);
    }
  });

  test('end when the signal is aborted', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const drawing = async () => {
      for await (const step of draw(tiny, order, stop.signal)) {
        seen.push(step.kind);
        if (step.kind === 'tokens') stop.abort();
      }
    };
    await expect(drawing()).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).not.toContain('picture');
  });
});

describe('refused with a sentence', () => {
  test.each([
    ['an empty prompt', { prompt: ' \n' }, 'bad-request', 'it is empty'],
    ['a token out of the codebook', { forced: [1, 99_999] }, 'bad-tokens', 'token 1 is 99999'],
    ['a negative token', { forced: [-1] }, 'bad-tokens', 'token 0 is -1'],
    ['a fraction', { forced: [0.5] }, 'bad-tokens', 'token 0 is 0.5'],
    [
      'more tokens than a picture has',
      { forced: new Array<number>(65).fill(0) },
      'bad-tokens',
      'at most 64',
    ],
    [
      'a prompt that fills the context',
      { prompt: '가'.repeat(10_000) },
      'context-full',
      'Shorten it',
    ],
  ] as const)('%s', async (_, change, code, words) => {
    const drawing = stepsOf({ ...change });
    await expect(drawing).rejects.toMatchObject({ code });
    await expect(drawing).rejects.toThrow(words);
  });
});

describe('the prompt', () => {
  test('is text: special tokens in it are spelled, not obeyed', () => {
    const plain = drawPrompt(tiny, 'x').length;
    const ids = drawPrompt(tiny, '<begin_of_image><|Assistant|><｜end▁of▁sentence｜>');
    const { imageStart, assistant, eos } = tiny.tokens;
    expect(ids.length).toBeGreaterThan(plain + 20);
    expect(ids.filter((id) => id === imageStart)).toHaveLength(1);
    expect(ids.filter((id) => id === assistant)).toHaveLength(1);
    expect(ids).not.toContain(eos);
  });

  test('keeps BOS and the image tag in the unprompted row, whatever the prompt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (prompt) => {
        const ids = drawPrompt(tiny, prompt);
        const row = unprompted(ids, tiny.tokens);
        expect(row).toHaveLength(ids.length);
        expect([row[0], row.at(-1)]).toEqual([tiny.tokens.bos, tiny.tokens.imageStart]);
        expect(new Set(row.slice(1, -1))).toEqual(new Set([tiny.tokens.pad]));
      }),
    );
  });
});
