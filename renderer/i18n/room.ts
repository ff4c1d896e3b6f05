/** The sentences of one room in every language. */
export interface Room<Key extends string> {
  readonly en: Readonly<Record<Key, string>>;
  readonly ko: Readonly<Record<Key, string>>;
  readonly zh: Readonly<Record<Key, string>>;
}

/** A room's sentences: what English has, the others must have, and nothing else. */
export function room<Key extends string>(sentences: {
  readonly en: Readonly<Record<Key, string>>;
  readonly ko: Readonly<Record<NoInfer<Key>, string>>;
  readonly zh: Readonly<Record<NoInfer<Key>, string>>;
}): Room<Key> {
  return sentences;
}
