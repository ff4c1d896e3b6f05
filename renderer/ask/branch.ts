import type { Message } from '../../preload/contract/conversation.ts';

/** Which version is shown of what follows a message: by the message's id, '' at the beginning. */
export type Choices = Readonly<Record<string, string>>;

/** A message as it stands on the page, among its versions. */
export interface Shown {
  readonly message: Message;
  /** Ids of its versions in the order of writing, itself included. */
  readonly versions: readonly string[];
}

/** The messages that are read: the chosen version of each, else the newest. */
export function branchOf(messages: readonly Message[], choices: Choices): readonly Shown[] {
  const following = Map.groupBy(messages, ({ parent }) => parent ?? '');
  const branch: Shown[] = [];
  let after = '';
  for (;;) {
    const versions = following.get(after);
    const message = versions?.find(({ id }) => id === choices[after]) ?? versions?.at(-1);
    if (versions === undefined || message === undefined) return branch;
    branch.push({ message, versions: versions.map(({ id }) => id) });
    after = message.id;
  }
}

/** The answer that a new question follows: the last of the branch; null begins. */
export function lastAnswer(branch: readonly Shown[]): string | null {
  return branch.findLast(({ message }) => message.role === 'assistant')?.message.id ?? null;
}

/** The answer of the branch that is being written, if any. */
export function writtenNow(branch: readonly Shown[]): Message | undefined {
  return branch.find(({ message }) => message.facts?.ended === 'writing')?.message;
}
