import type { Gallery } from './gallery.ts';

/** So many of the last pictures say how fast a model is. */
const lastPictures = 7;

/**
 * How fast a model drew its last pictures here: the median, so that one slow picture says nothing.
 * @param sinceMs Pictures from before were drawn by another model of this name. ms since 1970.
 * @returns ms per token, or null when it drew none.
 */
export function speedOf({ sqlite }: Gallery, model: string, sinceMs: number): number | null {
  const speeds = sqlite
    .prepare(
      `SELECT ms_per_token FROM pictures
       WHERE model = ? AND created_at >= ? AND origin <> 'imported' AND ms_per_token > 0
         AND trashed_at IS NULL AND missing = 0
       ORDER BY created_at DESC, number DESC LIMIT ${lastPictures}`,
    )
    .pluck()
    .all(model, sinceMs) as number[];
  return speeds.sort((a, b) => a - b)[speeds.length >> 1] ?? null;
}
