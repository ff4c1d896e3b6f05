import type { Rgb } from '../children/messages.ts';
import type { Janus } from './janus.ts';
import { see } from './sight.ts';

/**
 * What an image is about, as one direction: the mean of what the vision encoder sees in its
 * patches, as the decoder reads them, scaled to length 1. Images alike point alike; the cosine of
 * two is their dot product. Only features of one model build compare.
 *
 * @param image A square of the model's image size, letterboxed.
 * @returns [hidden]
 */
export async function features(janus: Janus, image: Rgb): Promise<Float32Array> {
  const { hidden } = janus.config.decoder;
  const embeds = await see(janus, image); // [imageTokens, hidden]
  const sum = new Float64Array(hidden);
  for (let i = 0; i < embeds.length; i++) sum[i % hidden]! += embeds[i]!;
  const length = Math.hypot(...sum) || 1;
  return Float32Array.from(sum, (value) => value / length);
}
