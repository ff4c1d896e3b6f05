import { access } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseConfig, type JanusConfig } from '../checkpoint/config.ts';
import type { Layout } from '../checkpoint/layout.ts';
import { ModelFailure } from '../failure.ts';
import type { SynthesizeOrder } from './order.ts';
import type { SmallTokenizer } from './tokenizer.ts';

/** What has been worked out from an order so far. */
interface Plan {
  readonly config: JanusConfig;
  readonly layout: Layout;
  readonly files: Readonly<Record<string, object>>;
  readonly tokenizer: SmallTokenizer;
  /** How many weight files. */
  readonly shards: number;
}

/**
 * Refuses what cannot be written truthfully, before anything is.
 *
 * @throws {ModelFailure} `bad-request`
 */
export async function checkOrder(
  { seed, out }: SynthesizeOrder,
  { config, layout, files, tokenizer, shards }: Plan,
): Promise<void> {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw refused('a seed that is a whole number from 0 to 4294967295', seed);
  }
  // The smallest Janus has 161 tensors, so no file is left empty.
  if (!Number.isInteger(shards) || shards < 1 || shards > 100) {
    throw refused('1 to 100 shards', shards);
  }
  const words = Math.max(...tokenizer.special.values()) + 1;
  if (config.decoder.vocabulary < words) {
    throw refused(`a vocabulary of at least ${words}`, config.decoder.vocabulary);
  }
  checkLayout(config, files, layout);
  if (await exists(out)) throw refused('a folder that does not exist yet', out);
}

/** A config that its own config.json does not give back would belong to other weights. */
function checkLayout(config: JanusConfig, files: Plan['files'], layout: Layout): void {
  let told: JanusConfig;
  try {
    told = parseConfig(JSON.parse(JSON.stringify(files['config.json'])), layout);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFailure('bad-request', `These sizes are no Janus. ${why}`, { cause });
  }
  if (isDeepStrictEqual(told, structuredClone(config))) return;
  throw refused(
    `sizes that the ${layout} layout can say, such as ${JSON.stringify(told)},`,
    JSON.stringify(config),
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function refused(expected: string, received: string | number): ModelFailure {
  return new ModelFailure('bad-request', `Expected ${expected} but received ${received}.`);
}
