/** The start of a prompt as a file name, in its own script. */
export function slugOf(prompt: string): string {
  const words = prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, 40);
  return words.toWellFormed().replace(/^-+|-+$|\uFFFD/g, '') || 'picture';
}
