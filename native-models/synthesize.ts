import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ModelFailure, throwIfCancelled } from './failure.ts';
import { deepseekFiles } from './synthesize/deepseek-files.ts';
import type { SynthesizeOrder } from './synthesize/order.ts';
import { indexOf, splitInShards, type Shard } from './synthesize/shards.ts';
import { writeSafetensors } from './synthesize/safetensors-file.ts';
import { writeTorch } from './synthesize/torch-file.ts';
import { sizes } from './synthesize/sizes.ts';
import { checkOrder } from './synthesize/check-order.ts';
import { smallTokenizer } from './synthesize/tokenizer.ts';
import { transformersFiles } from './synthesize/transformers-files.ts';
import { randomTensors } from './synthesize/random-tensors.ts';
import { makeFolder } from './make-folder.ts';

export type { SynthesizeOrder } from './synthesize/order.ts';
export { oddConfig, tinyConfig } from './synthesize/sizes.ts';

const safetensors = { stem: 'model', ending: '.safetensors', write: writeSafetensors };

/** What each layout that can be ordered means. */
const formats = {
  deepseek: { layout: 'deepseek', ...safetensors },
  'deepseek-bin': { layout: 'deepseek', stem: 'pytorch_model', ending: '.bin', write: writeTorch },
  transformers: { layout: 'transformers', ...safetensors },
} as const;

/**
 * Writes a checkpoint with random weights of the right names and shapes: for tests and
 * benchmarks, where what a model says does not matter but that it is a Janus does.
 *
 * Everything is written beside `out` and renamed last: what is at `out` is whole. Ending early,
 * by the signal or by leaving the loop, leaves nothing behind.
 *
 * @yields Bytes of weights written so far, of how many.
 * @throws {ModelFailure} `bad-request`, `disk-full` or `cancelled`.
 */
export async function* synthesize(
  order: SynthesizeOrder,
  signal?: AbortSignal,
): AsyncGenerator<{ doneBytes: number; totalBytes: number }, void> {
  throwIfCancelled(signal);
  const config = typeof order.size === 'string' ? sizes[order.size] : order.size;
  const roles = order.roles ?? 'pro';
  const tokenizer = smallTokenizer(roles);
  const { layout, ...format } = formats[order.layout];
  const describe = layout === 'deepseek' ? deepseekFiles : transformersFiles;
  const files = describe(config, tokenizer, roles);
  const count = order.shards ?? (order.size === '7b' ? 2 : 1);
  await checkOrder(order, { config, layout, files, tokenizer, shards: count });
  const shards = splitInShards(randomTensors(config, layout, order.seed), count, format);
  if (count > 1) files[`${format.stem}${format.ending}.index.json`] = indexOf(shards);

  const out = resolve(order.out);
  const beside = join(dirname(out), `.${basename(out)}.partial-${randomUUID().slice(0, 8)}`);
  await makeFolder(beside).catch((error: unknown) => {
    throw explain(error, out);
  });
  try {
    await writeFile(join(beside, 'README.md'), readme(order.seed));
    for (const [name, json] of Object.entries(files)) {
      await writeFile(join(beside, name), `${JSON.stringify(json, null, 2)}\n`);
    }
    yield* writeShards(beside, shards, format.write, signal);
    throwIfCancelled(signal);
    await rename(beside, out);
  } catch (error) {
    throw explain(error, out);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function* writeShards(
  folder: string,
  shards: readonly Shard[],
  write: typeof writeSafetensors,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ doneBytes: number; totalBytes: number }, void> {
  const totalBytes = shards.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  for (const { file, tensors } of shards) {
    for await (const bytes of write(join(folder, file), tensors, signal)) {
      doneBytes += bytes;
      yield { doneBytes, totalBytes };
    }
  }
}

/** Says what this is, to people and, in the front matter, to whoever reads the licence. */
function readme(seed: number): string {
  return `---
license: cc0-1.0
---

Random weights of a Janus, seed ${seed}: for tests and benchmarks. They have learnt nothing.
`;
}

/** What went wrong on the disk, for the person who must make room or choose another folder. */
function explain(error: unknown, out: string): unknown {
  if (error instanceof ModelFailure) return error;
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return new ModelFailure(
      'disk-full',
      `No space is left to write ${out}. Free some, or choose another folder, and repeat.`,
      { cause: error },
    );
  }
  return new ModelFailure(
    'bad-request',
    `Expected to be able to write ${out} but ${error.message}. Choose another folder.`,
    { cause: error },
  );
}
