import { index, unindex } from './search.ts';
import type { Sqlite } from './sqlite.ts';

/** The number of a prompt or caption, given to it when it is new. Part of a transaction. */
export function numberOfText(sqlite: Sqlite, text: string): number {
  const known = sqlite.prepare('SELECT number FROM texts WHERE text = ?').pluck().get(text);
  if (typeof known === 'number') return known;
  const { lastInsertRowid } = sqlite.prepare('INSERT INTO texts (text) VALUES (?)').run(text);
  const number = Number(lastInsertRowid);
  index(sqlite, number, text);
  return number;
}

/** Lets go of a text that no picture has and that is not in the history. Part of a transaction. */
export function dropUnused(sqlite: Sqlite, number: number): void {
  const { changes } = sqlite
    .prepare(
      `DELETE FROM texts WHERE number = ? AND uses = 0
       AND NOT EXISTS (SELECT 1 FROM pictures WHERE prompt = texts.number)
       AND NOT EXISTS (SELECT 1 FROM pictures WHERE caption = texts.number)`,
    )
    .run(number);
  if (changes > 0) unindex(sqlite, number);
}
