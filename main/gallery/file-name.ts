import type { Picture } from '../../preload/contract/picture.ts';

/** What a picture's file is called outside: `a-small-boat-42@2x.png`. */
export function fileNameOf(
  { prompt, seed }: Pick<Picture, 'prompt' | 'seed'>,
  extension: string,
  scale = 1,
): string {
  return `${slugOf(prompt)}-${seed}${scale === 1 ? '' : `@${scale}x`}.${extension}`;
}

/** The start of a prompt as a file name, in its own script. */
export function slugOf(prompt: string): string {
  const words = prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, 40);
  return words.toWellFormed().replace(/^-+|-+$|\uFFFD/g, '') || 'picture';
}
