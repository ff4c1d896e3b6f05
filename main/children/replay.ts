import { setImmediate as nextTurn } from 'node:timers/promises';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { checkBytes, decoding, encodeAnimation, open } from './image-file.ts';
import type { WorkshopVerbs } from './messages.ts';

type Replay = WorkshopVerbs['replay'];

/** Of all frames of an animation, unpacked: 120 of a picture of 1,536 px take 1.2 GB. */
const mostFrameBytes = 1_500_000_000;

/**
 * Makes an animation of a picture's making: at each moment the tokens that were there, from the
 * first, and nothing where none were yet.
 *
 * @throws {StudioFailure} `bad-image` when the picture's file is damaged, is no square that the grid
 * divides, or is too large.
 */
export async function* replay(
  order: Replay['request'],
  signal: AbortSignal,
): AsyncGenerator<Replay['event'], void> {
  const { bytes, moments, format, delaysMs } = order;
  checkBytes(bytes);
  const size = await decoding(() => open(bytes).metadata());
  checkFrames(size, order);
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

function checkFrames(
  { width, height }: { readonly width: number; readonly height: number },
  { grid, moments }: Replay['request'],
): void {
  const fits = grid >= 1 && width === height && width % grid === 0;
  if (fits && width * height * 4 * moments.length <= mostFrameBytes) return;
  const expected = fits
    ? `${moments.length} frames of together at most ${mostFrameBytes} bytes`
    : `a square picture of ${grid} × ${grid} tokens`;
  throw new StudioFailure(
    'bad-image',
    `Expected ${expected} but received one of ${width} × ${height} pixels. Take the picture as it was drawn, or fewer frames.`,
  );
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
