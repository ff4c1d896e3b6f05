import type { Picture } from '../../preload/contract/picture.ts';
import type { PictureScore } from '../../preload/contract/score.ts';
import { announce, type Gallery } from './gallery.ts';
import { rowsOf } from './rows.ts';
import { write, type Sqlite } from './sqlite.ts';

/** Keeps what a model said of a picture; what was said before gives way. */
export async function keepScore(
  gallery: Gallery,
  number: number,
  score: PictureScore,
): Promise<void> {
  await write(gallery.sqlite, () => {
    enterScore(gallery.sqlite, number, score);
  });
  announce(gallery, 'changed', [number]);
}

/** Part of a transaction. */
export function enterScore(
  sqlite: Sqlite,
  number: number,
  { value, model, answers }: PictureScore,
): void {
  sqlite
    .prepare(
      `INSERT INTO scores (picture, value, model, answers)
       SELECT number, ?, ?, ? FROM pictures WHERE number = ?
       ON CONFLICT (picture) DO UPDATE SET value = excluded.value, model = excluded.model,
         answers = excluded.answers`,
    )
    .run(value, model, JSON.stringify(answers), number);
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
