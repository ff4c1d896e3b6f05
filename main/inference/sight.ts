import type { Rgb } from '../children/messages.ts';
import type { Janus } from './janus.ts';
import { fromPixelValues, toPixelValues } from './letterbox.ts';
import { floatsOf, floatTensor, idsOf, idTensor } from './session.ts';

/** What each of the picture graphs does, once: numbers in, numbers out. */

/**
 * What the vision encoder sees in one image, as the decoder reads it. [imageTokens, hidden]
 * @param image A square of the model's image size, letterboxed.
 */
export async function see(janus: Janus, image: Rgb): Promise<Float32Array> {
  const session = await janus.session('vision-encoder');
  const dims = [1, 3, image.height, image.width];
  return floatsOf(await session.run({ pixels: floatTensor(toPixelValues(image), dims) }), 'embeds');
}

/**
 * Picture tokens → pixels, for whole rows of the grid: all of them for the picture itself, fewer
 * for a look at an unfinished one. Truncated to 8 bits as the reference does.
 * @param tokens Row by row; a multiple of the grid's side.
 */
export async function decodePicture(janus: Janus, tokens: readonly number[]): Promise<Rgb> {
  const session = await janus.session('picture-decoder');
  const { grid } = janus.config.picture;
  const dims = [1, tokens.length / grid, grid];
  const outputs = await session.run({ tokens: idTensor(tokens, dims) });
  const [, , height, width] = outputs['pixels']!.dims as [number, number, number, number];
  return fromPixelValues(floatsOf(outputs, 'pixels'), width, height);
}

/** Pixels → picture tokens, row by row. @param image A square of the model's picture side. */
export async function encodePicture(janus: Janus, image: Rgb): Promise<number[]> {
  const session = await janus.session('picture-encoder');
  const dims = [1, 3, image.height, image.width];
  return idsOf(await session.run({ pixels: floatTensor(toPixelValues(image), dims) }), 'tokens');
}
