/** The most names of one kind that a sentence lists. */
const mostNames = 20;

/** Names for a sentence: at most 20 of them, then how many more. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => name.slice(0, 200));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
