import { isDeepStrictEqual } from 'node:util';
import type { Picture } from '../../preload/contract/picture.ts';
import type { PictureScore } from '../../preload/contract/score.ts';
import { announce, type Gallery } from './gallery.ts';
import { rowsOf } from './rows.ts';
import { write, type Sqlite } from './sqlite.ts';

/** A score that took the place of another one, or of none. */
export interface Rescored {
  readonly number: number;
  readonly before: PictureScore | null;
  readonly score: PictureScore;
}

const atOnce = 200;

/** Keeps what a model said of a picture; what was said before gives way. */
export async function keepScore(
  gallery: Gallery,
  number: number,
  score: PictureScore,
): Promise<Rescored> {
  const { sqlite } = gallery;
  const before = await write(sqlite, () => {
    const old = scoreOf(sqlite, number);
    enterScore(sqlite, number, score);
    return old;
  });
  announce(gallery, 'changed', [number]);
  return { number, before, score };
}

/** Gives pictures their scores of before, but for those that were scored anew since. */
export async function takeScoresBack(
  gallery: Gallery,
  made: readonly Rescored[],
): Promise<readonly number[]> {
  const { sqlite } = gallery;
  const drop = sqlite.prepare('DELETE FROM scores WHERE picture = ?');
  const all: number[] = [];
  for (let start = 0; start < made.length; start += atOnce) {
    const numbers = await write(sqlite, () => {
      const same = made.slice(start, start + atOnce).filter(({ number, score }) => {
        return isDeepStrictEqual(scoreOf(sqlite, number), score);
      });
      for (const { number, before } of same) {
        if (before === null) drop.run(number);
        else enterScore(sqlite, number, before);
      }
      return same.map(({ number }) => number);
    });
    announce(gallery, 'changed', numbers);
    all.push(...numbers);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return all;
}

function scoreOf(sqlite: Sqlite, number: number): PictureScore | null {
  return rowsOf(sqlite, [number])[0]?.picture.score ?? null;
}

/** Part of a transaction. */
export function enterScore(
  sqlite: Sqlite,
  number: number,
  { value, model, answers, gain }: PictureScore,
): void {
  sqlite
    .prepare(
      `INSERT INTO scores (picture, value, model, answers, gain)
       SELECT number, ?, ?, ?, ? FROM pictures WHERE number = ?
       ON CONFLICT (picture) DO UPDATE SET value = excluded.value, model = excluded.model,
         answers = excluded.answers, gain = excluded.gain`,
    )
    .run(value, model, JSON.stringify(answers), gain, number);
}

/** How a picture was asked for. */
export type Wish = Pick<Picture, 'prompt' | 'model' | 'seed' | 'guidance' | 'temperature'>;

/** The newest whole picture that was drawn so; null when there is none, or none any more. */
export function drawnAs({ sqlite }: Gallery, wish: Wish): Picture | null {
  const number = sqlite
    .prepare(
      `SELECT max(p.number) FROM pictures AS p JOIN texts AS t ON t.number = p.prompt
       WHERE t.text = ? AND p.model = ? AND p.seed = ? AND p.guidance = ? AND p.temperature = ?
         AND p.tokens_done = p.tokens_total AND p.missing = 0 AND p.trashed_at IS NULL`,
    )
    .pluck()
    .get(wish.prompt.toWellFormed(), wish.model, wish.seed, wish.guidance, wish.temperature);
  return typeof number === 'number' ? (rowsOf(sqlite, [number])[0]?.picture ?? null) : null;
}
