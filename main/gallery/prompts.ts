import type { z } from 'zod';
import type { PromptEntry, PromptQuery } from '../../preload/contract/gallery.ts';
import type { Gallery } from './gallery.ts';
import { rowsOf } from './rows.ts';
import { matchOf, wordsOf } from './search.ts';
import { write, type Sqlite } from './sqlite.ts';
import { dropUnused, numberOfText } from './texts.ts';

/** Enters a prompt into the history: it is drawn now. */
export async function usePrompt({ sqlite }: Gallery, prompt: string): Promise<void> {
  await write(sqlite, () => {
    const number = numberOfText(sqlite, prompt.toWellFormed());
    sqlite
      .prepare('UPDATE texts SET uses = uses + 1, last_used_at = ? WHERE number = ?')
      .run(Date.now(), number);
  });
}

/** The prompt history, last used first. */
export function listPrompts(
  { sqlite }: Gallery,
  query: z.output<typeof PromptQuery>,
): readonly PromptEntry[] {
  const { after } = query;
  const matches = wordsOf(query.text).map(matchOf);
  const found = matches.map(
    ({ index }) => ` AND number IN (SELECT rowid FROM ${index} WHERE ${index} MATCH ?)`,
  );
  const entries = sqlite
    .prepare(
      `SELECT number, text, uses, last_used_at,
         (SELECT count(*) FROM pictures
          WHERE prompt = texts.number AND trashed_at IS NULL AND missing = 0) AS pictures
       FROM texts WHERE uses > 0 AND (last_used_at, number) < (?, ?)${found.join('')}
       ORDER BY last_used_at DESC, number DESC LIMIT ?`,
    )
    .all(
      after === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(after.lastUsedAt),
      after?.number ?? 0,
      ...matches.map((match) => match.query),
      query.limit,
    ) as StoredPrompt[];
  return entries.map(({ number, text, uses, last_used_at, pictures }) => ({
    number,
    text,
    uses,
    pictures,
    lastUsedAt: new Date(last_used_at).toISOString(),
    newest: newestOf(sqlite, number),
  }));
}

interface StoredPrompt {
  readonly number: number;
  readonly text: string;
  readonly uses: number;
  readonly last_used_at: number;
  readonly pictures: number;
}

function newestOf(sqlite: Sqlite, prompt: number): PromptEntry['newest'] {
  const numbers = sqlite
    .prepare(
      `SELECT number FROM pictures WHERE prompt = ? AND trashed_at IS NULL AND missing = 0
       ORDER BY number DESC LIMIT 8`,
    )
    .pluck()
    .all(prompt) as number[];
  return rowsOf(sqlite, numbers).map(({ picture }) => picture);
}

/** Takes a prompt out of the history; its pictures stay. */
export async function forgetPrompt({ sqlite }: Gallery, number: number): Promise<null> {
  await write(sqlite, () => {
    sqlite.prepare('UPDATE texts SET uses = 0, last_used_at = 0 WHERE number = ?').run(number);
    dropUnused(sqlite, number);
  });
  return null;
}
