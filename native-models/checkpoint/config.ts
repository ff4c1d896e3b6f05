import { parseDeepseekConfig } from './config-deepseek.ts';
import { checkSizes } from './config-limits.ts';
import { parseTransformersConfig } from './config-transformers.ts';
import type { JanusConfig } from './janus-config.ts';
import type { Layout } from './layout.ts';

export { patchSide, pictureSide, type JanusConfig } from './janus-config.ts';

/**
 * Reads a parsed config.json. Where a key is missing the reference's default holds; sizes that
 * are absurd, contradict each other or mean something we do not compute are refused.
 *
 * @throws {ModelFailure} `bad-checkpoint`, naming the key, what was expected and what came.
 */
export function parseConfig(json: unknown, layout: Layout): JanusConfig {
  return checkSizes(
    layout === 'deepseek' ? parseDeepseekConfig(json) : parseTransformersConfig(json),
  );
}
