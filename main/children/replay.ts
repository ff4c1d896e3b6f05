import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled } from '../failure.ts';
import { checkBytes, decoding, encodeAnimation, open } from './image-file.ts';
import type { WorkshopVerbs } from './messages.ts';

type Replay = WorkshopVerbs['replay'];

/**
 * Makes an animation of a picture's making: at each moment the tokens that were there, from the
 * first, and nothing where none were yet.
 *
 * @throws {StudioFailure} `bad-image` when the picture's file is damaged.
 */
export async function* replay(
  order: Replay['request'],
  signal: AbortSignal,
): AsyncGenerator<Replay['event'], void> {
  const { bytes, moments, format, delaysMs } = order;
  checkBytes(bytes);
  const { data, info } = await decoding(() =>
    open(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true }),
  );
  const source = { side: info.width, rgba: data };
  const frameBytes = info.width * info.width * 4;
  const frames = Buffer.alloc(frameBytes * moments.length);
  let shown = 0;
  for (const [at, moment] of moments.entries()) {
    throwIfCancelled(signal);
    const frame = frames.subarray(at * frameBytes, (at + 1) * frameBytes);
    if (at > 0) frames.copy(frame, 0, (at - 1) * frameBytes, at * frameBytes);
    for (; shown < moment; shown += 1) reveal(frame, shown, source, order);
    yield { kind: 'frame', done: at + 1, total: moments.length };
    await nextTurn(); // so that a cancel is heard
  }
  const animation = { frames, side: info.width, delaysMs, format };
  const written = await decoding(() => encodeAnimation(animation));
  throwIfCancelled(signal);
  yield { kind: 'file', bytes: written };
}

interface Source {
  readonly side: number;
  /** [side, side, 4] */
  readonly rgba: Uint8Array;
}

/** Puts one token's square into a frame: of the finished picture, or as its code looks by itself. */
function reveal(
  frame: Uint8Array,
  at: number,
  { side, rgba }: Source,
  { grid, tokens, patches }: Pick<Replay['request'], 'grid' | 'tokens' | 'patches'>,
): void {
  const patch = side / grid;
  const [left, top] = [(at % grid) * patch, Math.floor(at / grid) * patch];
  for (let y = 0; y < patch; y += 1) {
    const row = 4 * ((top + y) * side + left);
    if (patches === null) {
      frame.set(rgba.subarray(row, row + 4 * patch), row);
      continue;
    }
    const from = 3 * patch * ((tokens[at] ?? 0) * patch + y);
    for (let x = 0; x < patch; x += 1) {
      const [red = 0, green = 0, blue = 0] = patches.subarray(from + 3 * x, from + 3 * x + 3);
      frame.set([red, green, blue, 255], row + 4 * x);
    }
  }
}
