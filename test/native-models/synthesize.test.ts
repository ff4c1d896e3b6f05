import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readTokenizer } from '../../main/inference/tokenizer.ts';
import { elementCount } from '../../native-models/checkpoint/lazy-tensor.ts';
import { openCheckpoint } from '../../native-models/checkpoint/open.ts';
import { ModelFailure } from '../../native-models/failure.ts';
import {
  oddConfig,
  synthesize,
  tinyConfig,
  type SynthesizeOrder,
} from '../../native-models/synthesize.ts';
import { splitInShards } from '../../native-models/synthesize/shards.ts';
import { bf16Table, fillValues, valueKey } from '../../native-models/synthesize/values.ts';
import { fingerprint, synthesized, temporaryFolder } from './checkpoint/folders.ts';

/** One hash over all tensors of a checkpoint. */
async function modelFingerprint(folder: string): Promise<string> {
  const checkpoint = await openCheckpoint(folder);
  onTestFinished(() => checkpoint.close());
  const hash = createHash('sha256');
  for (const [name, tensor] of checkpoint.tensors) {
    hash.update(`${name} ${await fingerprint(tensor)}\n`);
  }
  return hash.digest('hex');
}

test('one seed is one model, on every machine', async () => {
  // Made by this program: another value means that golden files over seeded models are stale.
  const expected = '093954101c88c733cbc8db1c8edc609465eaeb363fa55e9b27036bb739d7f637';
  expect(await modelFingerprint(await synthesized({ seed: 1 }))).toBe(expected);
});

test('another seed is another model', async () => {
  const [first, last] = [await synthesized({ seed: 0 }), await synthesized({ seed: 0xffffffff })];
  expect(await modelFingerprint(first)).not.toBe(await modelFingerprint(last));
});

test('no two tensors of a model are alike', async () => {
  const checkpoint = await openCheckpoint(await synthesized());
  onTestFinished(() => checkpoint.close());
  const prints = await Promise.all([...checkpoint.tensors.values()].map(fingerprint));
  expect(new Set(prints).size).toBe(prints.length);
});

test('tells how far it is, to the last byte', async () => {
  const out = join(await temporaryFolder(), 'model');
  const steps = [];
  for await (const step of synthesize({ size: 'tiny', layout: 'deepseek', seed: 1, out })) {
    steps.push(step);
  }
  const { totalBytes } = steps[0]!;
  expect(steps.map(({ doneBytes }) => doneBytes)).toEqual(
    steps.map(({ doneBytes }) => doneBytes).toSorted((a, b) => a - b),
  );
  expect(steps.at(-1)).toEqual({ doneBytes: totalBytes, totalBytes });
});

describe('leaves nothing behind', () => {
  test('when it is cancelled', async () => {
    const parent = await temporaryFolder();
    const order = { size: 'tiny', layout: 'deepseek', seed: 1, out: join(parent, 'm') } as const;
    const stop = new AbortController();
    const cancelled = (async () => {
      for await (const { doneBytes } of synthesize(order, stop.signal)) {
        expect(await readdir(parent)).toEqual([expect.stringMatching(/^\.m\.partial-/)]);
        if (doneBytes > 100_000) stop.abort();
      }
    })();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(parent)).toEqual([]);
  });

  test('when it is cancelled before it begins', async () => {
    const parent = await temporaryFolder();
    const order = { size: 'tiny', layout: 'deepseek', seed: 1, out: join(parent, 'm') } as const;
    await expect(synthesize(order, AbortSignal.abort()).next()).rejects.toThrow('Cancelled');
    expect(await readdir(parent)).toEqual([]);
  });

  test('when nobody wants the rest', async () => {
    const parent = await temporaryFolder();
    const order = { size: 'tiny', layout: 'deepseek', seed: 1, out: join(parent, 'm') } as const;
    for await (const { doneBytes } of synthesize(order)) if (doneBytes > 100_000) break;
    expect(await readdir(parent)).toEqual([]);
  });
});

describe('refuses, before anything is written,', () => {
  const unequal = { ...tinyConfig.picture, encoderMultipliers: [1, 2, 2] };
  const epsilon = { ...tinyConfig.vision, normEpsilon: 1e-5 };
  const small = { ...tinyConfig.decoder, vocabulary: 200 };
  const lopsided = { ...tinyConfig.decoder, kvHeads: 3 };
  test.each<[string, Partial<SynthesizeOrder>, string]>([
    ['a negative seed', { seed: -1 }, 'a whole number from 0 to 4294967295 but received -1'],
    ['a seed beyond 32 bits', { seed: 2 ** 32 }, 'but received 4294967296'],
    ['half a seed', { seed: 0.5 }, 'but received 0.5'],
    ['no shards', { shards: 0 }, 'Expected 1 to 100 shards but received 0.'],
    ['too many shards', { shards: 101 }, 'Expected 1 to 100 shards but received 101.'],
    [
      'a vocabulary without room for the tokenizer',
      { size: { ...tinyConfig, decoder: small } },
      'Expected a vocabulary of at least 299 but received 200.',
    ],
    [
      'sizes that do not fit each other',
      { size: { ...tinyConfig, decoder: lopsided } },
      'These sizes are no Janus. Expected sizes in config.json that fit each other but heads is 4',
    ],
    [
      'sizes that the transformers layout cannot say',
      { size: { ...tinyConfig, picture: unequal }, layout: 'transformers' },
      'one channel multiplier for encoder and decoder',
    ],
    [
      'sizes that the deepseek layout cannot say',
      { size: { ...tinyConfig, vision: epsilon } },
      'Expected sizes that the deepseek layout can say',
    ],
  ])('%s', async (_, order, sentence) => {
    const parent = await temporaryFolder();
    const out = join(parent, 'model');
    const whole = { size: 'tiny', layout: 'deepseek', seed: 1, out, ...order } as const;
    const refusal = synthesize(whole).next();
    await expect(refusal).rejects.toThrow(ModelFailure);
    await expect(refusal).rejects.toThrow(sentence);
    await expect(refusal).rejects.toHaveProperty('code', 'bad-request');
    expect(await readdir(parent)).toEqual([]);
  });

  test('a folder that is there already', async () => {
    const out = await temporaryFolder();
    await mkdir(join(out, 'mine'));
    const order = { size: 'tiny', layout: 'deepseek', seed: 1, out } as const;
    await expect(synthesize(order).next()).rejects.toThrow('a folder that does not exist yet');
    expect(await readdir(out)).toEqual(['mine']);
  });
});

test('says so when it cannot write', async () => {
  const file = join(await synthesized(), 'config.json');
  const order = { size: 'tiny', layout: 'deepseek', seed: 1, out: join(file, 'model') } as const;
  const failure = synthesize(order).next();
  await expect(failure).rejects.toThrow(`Expected to be able to write ${file}/model but ENOTDIR`);
  await expect(failure).rejects.toThrow(ModelFailure);
});

describe('values', () => {
  const table = bf16Table({ centre: 0, reach: 1 });

  test('a part of a tensor has that part of its values', () => {
    const key = valueKey(7, 'a.weight');
    const whole = new Uint16Array(100);
    fillValues(whole, key, table, 0);
    fc.assert(
      fc.property(fc.nat(99), fc.nat(100), (first, length) => {
        const part = new Uint16Array(Math.min(length, 100 - first));
        fillValues(part, key, table, first);
        expect(part).toEqual(whole.slice(first, first + part.length));
      }),
    );
  });

  test('lie evenly over their spread', () => {
    const values = new Uint16Array(1_000_000);
    fillValues(values, valueKey(7, 'a.weight'), bf16Table({ centre: 1, reach: 0.5 }), 0);
    const floats = new Float32Array(Uint32Array.from(values, (bits) => bits << 16).buffer);
    const mean = floats.reduce((sum, value) => sum + value, 0) / floats.length;
    const variance = floats.reduce((sum, value) => sum + (value - mean) ** 2, 0) / floats.length;
    // Of a uniform distribution: reach² / 3. A million draws: 3 standard errors are 0.001.
    expect(mean).toBeCloseTo(1, 2);
    expect(variance).toBeCloseTo(0.25 / 3, 2);
    expect(Math.min(...floats.subarray(0, 10_000))).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...floats.subarray(0, 10_000))).toBeLessThanOrEqual(1.5);
  });

  test('are rounded to the nearest BF16', () => {
    // −1 + 2⁻¹⁶ rounds to −1: 0xbf80. The other end is 1: 0x3f80.
    expect(table[0]).toBe(0xbf80);
    expect(table[65_535]).toBe(0x3f80);
    const nearest = (value: number): number => {
      const word = new Uint32Array(Float32Array.of(value).buffer)[0]!;
      const [below, above] = [word & 0xffff0000, (word & 0xffff0000) + 0x10000].map(
        (bits) => new Float32Array(Uint32Array.of(bits).buffer)[0]!,
      ) as [number, number];
      return Math.abs(value - below) <= Math.abs(value - above) ? below : above;
    };
    const decode = (bits: number): number =>
      new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
    for (let bits = 1; bits < 65_536; bits += 97) {
      const value = (bits + 0.5) / 32_768 - 1;
      expect(Math.abs(decode(table[bits]!) - value)).toBe(Math.abs(nearest(value) - value));
    }
  });
});

test('shards hold every tensor once, in order, none of them empty', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(sizes, fc.nat(), (lengths, any) => {
      const count = (any % lengths.length) + 1;
      const tensors = lengths.map((length, index) => {
        return { name: `t${index}`, dims: [length], fill: () => undefined };
      });
      const shards = splitInShards(tensors, count, { stem: 'm', ending: '.bin' });
      expect(shards).toHaveLength(count);
      expect(shards.every((shard) => shard.tensors.length > 0)).toBe(true);
      expect(shards.flatMap((shard) => shard.tensors)).toEqual(tensors);
      expect(shards.map(({ sizeBytes }) => sizeBytes)).toEqual(
        shards.map((shard) => shard.tensors.reduce((sum, t) => sum + 2 * elementCount(t.dims), 0)),
      );
    }),
  );
});

describe('the tokenizer', () => {
  test.each(['deepseek', 'transformers'] as const)('reads any text back: %s', async (layout) => {
    const tokenizer = await readTokenizer(join(await synthesized({ layout }), 'tokenizer.json'));
    const begin = tokenizer.special('<｜begin▁of▁sentence｜>');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const ids = tokenizer.encode(text);
        expect(ids[0]).toBe(begin);
        expect(tokenizer.decode(ids, { skipSpecial: true })).toBe(text);
      }),
    );
  });

  test('spells common words in one token, Korean, Chinese and emoji among them', async () => {
    const tokenizer = await readTokenizer(join(await synthesized(), 'tokenizer.json'));
    for (const word of [' the', ' cat', '고양', '猫', '🙂']) {
      expect(tokenizer.encodeText(word), word).toHaveLength(1);
    }
    expect(tokenizer.encodeText('이')).toHaveLength(3);
  });

  test('knows its tags by name, in both families', async () => {
    const read = async (order: Partial<SynthesizeOrder>) =>
      readTokenizer(join(await synthesized(order), 'tokenizer.json'));
    const pro = await read({});
    const janus = await read({ size: oddConfig, roles: 'janus' });
    const tags = ['<｜end▁of▁sentence｜>', '<｜▁pad▁｜>', '<begin_of_image>', '<end_of_image>'];
    for (const tag of [...tags, '<image_placeholder>', '<|User|>', '<|Assistant|>']) {
      expect(pro.special(tag), tag).toBeTypeOf('number');
    }
    expect(janus.special('<|User|>')).toBeUndefined();
    expect(janus.special('<begin_of_image>')).not.toBe(pro.special('<begin_of_image>'));
    // BOS, the role, the colon, " a" and " cat".
    expect(pro.encode('<|User|>: a cat')).toHaveLength(5);
  });
});
