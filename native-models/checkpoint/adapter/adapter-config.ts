import { ModelFailure } from '../../failure.ts';
import { valueAt } from '../config-field.ts';

/** The file that makes a folder an adapter. */
export const adapterConfigFile = 'adapter_config.json';

/** Far more than any matrix of a Janus can use. */
const mostRank = 4096;

/** What is followed, each with the only values that it may have here. */
const plain: Readonly<Record<string, readonly unknown[]>> = {
  peft_type: ['LORA'],
  bias: ['none'],
  use_dora: [false],
  fan_in_fan_out: [false],
  rank_pattern: ['{}'],
  alpha_pattern: ['{}'],
  modules_to_save: ['[]'],
  layer_replication: ['[]'],
};

/**
 * Reads what PEFT writes beside an adapter's weights. Only plain low-rank adapters are followed;
 * whatever would change the sum in another way is refused.
 *
 * @returns What the product of the two thin matrices is multiplied by: α / r, or α / √r.
 * @throws {ModelFailure} `bad-checkpoint`
 * @see huggingface/peft `src/peft/tuners/lora/config.py`
 */
export function parseAdapterConfig(json: unknown): number {
  for (const [key, allowed] of Object.entries(plain)) {
    const value = valueAt(json, key) ?? null;
    const empty = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    if ((value === null && key !== 'peft_type') || allowed.includes(empty)) continue;
    throw badSetting(key, allowed.map((one) => JSON.stringify(one)).join(' or '), value);
  }
  return scaleOf(json);
}

function scaleOf(json: unknown): number {
  const rank = valueAt(json, 'r');
  if (typeof rank !== 'number' || !Number.isSafeInteger(rank) || rank < 1 || rank > mostRank) {
    throw badSetting('r', `a whole number from 1 to ${mostRank}`, rank);
  }
  const alpha = valueAt(json, 'lora_alpha');
  if (typeof alpha !== 'number' || !(Math.abs(alpha) <= 1e6)) {
    throw badSetting('lora_alpha', 'a number up to 1000000', alpha);
  }
  return alpha / (valueAt(json, 'use_rslora') === true ? Math.sqrt(rank) : rank);
}

function badSetting(key: string, expected: string, received: unknown): ModelFailure {
  const shown = received === undefined ? 'nothing' : JSON.stringify(received).slice(0, 80);
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${key} in ${adapterConfigFile} to be ${expected} but received ${shown}. ` +
      'Use a plain LoRA adapter as PEFT saves it, or merge it into the weights first.',
  );
}
