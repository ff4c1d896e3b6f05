import type { Picture } from '../../preload/contract/picture.ts';
import type { PictureScore } from '../../preload/contract/score.ts';
import type { PictureFacts } from './picture-file.ts';
import type { Sqlite } from './sqlite.ts';
import { numberOfText } from './texts.ts';
import { packTrail, type Trail } from './trail.ts';

/** A picture whose file is on the disk. */
export interface PictureOnDisk {
  readonly id: string;
  readonly facts: PictureFacts;
  readonly width: number;
  readonly height: number;
  readonly fileBytes: number;
  /** How it was drawn, where that is known. */
  readonly trail: Trail | null;
}

/** A picture with what only the studio's side knows of it. */
export interface PictureRow {
  readonly picture: Picture;
  readonly fileBytes: number;
  /** The prompt's number in the history. */
  readonly prompt: number;
}

/** Enters a picture, unless it is there. Part of a transaction. @returns Its number when it is new. */
export function enter(sqlite: Sqlite, picture: PictureOnDisk): number | null {
  const { id, facts, width, height, fileBytes, trail } = picture;
  const origin = facts.origin ?? 'drawn';
  const tokensDone = origin === 'imported' ? 0 : facts.tokens.length;
  const { changes, lastInsertRowid } = sqlite
    .prepare(
      `INSERT INTO pictures (id, prompt, model, seed, guidance, temperature, width, height,
         created_at, ms_per_token, tokens_done, tokens_total, origin, parent_id, parent_row,
         file_bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    )
    .run(
      id,
      numberOfText(sqlite, facts.prompt.toWellFormed()),
      facts.model,
      facts.seed,
      facts.guidance,
      facts.temperature,
      width,
      height,
      Date.parse(facts.createdAt),
      facts.msPerToken,
      tokensDone,
      origin === 'imported' ? 0 : (facts.tokensTotal ?? tokensDone),
      origin,
      facts.parent?.id ?? null,
      facts.parent?.row ?? null,
      fileBytes,
    );
  if (changes === 0) return null;
  const number = Number(lastInsertRowid);
  if (trail !== null) {
    const packed = packTrail(trail);
    sqlite
      .prepare('INSERT INTO trails (picture, tokens, facts) VALUES (?, ?, ?)')
      .run(number, packed.tokens, packed.facts);
  }
  return number;
}

/** The pictures of these numbers, in this order; those that are gone are left out. */
export function rowsOf(sqlite: Sqlite, numbers: readonly number[]): readonly PictureRow[] {
  const rows = sqlite
    .prepare(`${selectPictures} WHERE p.number IN (SELECT value FROM json_each(?)) AND missing = 0`)
    .all(JSON.stringify(numbers)) as Stored[];
  const known = new Map(rows.map((row) => [row.number, row]));
  return numbers.flatMap((number) => {
    const row = known.get(number);
    return row === undefined ? [] : [toRow(row)];
  });
}

/** The number that was given last; 0 when none was. */
export function newestNumber(sqlite: Sqlite): number {
  const newest = sqlite.prepare('SELECT max(number) FROM pictures').pluck().get();
  return (newest as number | null) ?? 0;
}

export function rowOfId(sqlite: Sqlite, id: string): PictureRow | null {
  const row = sqlite.prepare(`${selectPictures} WHERE p.id = ?`).get(id) as Stored | undefined;
  return row === undefined ? null : toRow(row);
}

const selectPictures = `
  SELECT p.*, t.text AS prompt_text, c.text AS caption_text,
    s.value AS score, s.model AS score_model, s.answers AS score_answers,
    s.gain AS score_gain,
    (SELECT json_group_array(g.name ORDER BY g.folded) FROM picture_tags
       JOIN tags AS g ON g.number = picture_tags.tag WHERE picture_tags.picture = p.number) AS tags
  FROM pictures AS p
  JOIN texts AS t ON t.number = p.prompt
  LEFT JOIN texts AS c ON c.number = p.caption
  LEFT JOIN scores AS s ON s.picture = p.number`;

interface Stored {
  readonly number: number;
  readonly id: string;
  readonly prompt: number;
  readonly prompt_text: string;
  readonly model: string;
  readonly seed: number;
  readonly guidance: number;
  readonly temperature: number;
  readonly width: number;
  readonly height: number;
  readonly created_at: number;
  readonly ms_per_token: number;
  readonly tokens_done: number;
  readonly tokens_total: number;
  readonly origin: Picture['origin'];
  readonly parent_id: string | null;
  readonly parent_row: number | null;
  readonly file_bytes: number;
  readonly caption_text: string | null;
  readonly favourite: number;
  readonly trashed_at: number | null;
  /** JSON array. */
  readonly tags: string;
  /** null, as the three that follow, until a model was asked. */
  readonly score: number | null;
  readonly score_model: string;
  /** JSON array. */
  readonly score_answers: string;
  readonly score_gain: number | null;
}

function toRow(row: Stored): PictureRow {
  const picture: Picture = {
    id: row.id,
    number: row.number,
    prompt: row.prompt_text,
    model: row.model,
    seed: row.seed,
    guidance: row.guidance,
    temperature: row.temperature,
    width: row.width,
    height: row.height,
    createdAt: toIso(row.created_at),
    msPerToken: row.ms_per_token,
    tokensDone: row.tokens_done,
    tokensTotal: row.tokens_total,
    origin: row.origin,
    parent: row.parent_id === null ? null : { id: row.parent_id, row: row.parent_row ?? 0 },
    favourite: row.favourite === 1,
    tags: JSON.parse(row.tags) as string[],
    caption: row.caption_text,
    score: toScore(row),
    trashedAt: row.trashed_at === null ? null : toIso(row.trashed_at),
  };
  return { picture, fileBytes: row.file_bytes, prompt: row.prompt };
}

function toScore(row: Stored): PictureScore | null {
  if (row.score === null) return null;
  const answers = JSON.parse(row.score_answers) as PictureScore['answers'];
  return { value: row.score, model: row.score_model, answers, gain: row.score_gain };
}

function toIso(moment: number): string {
  return new Date(moment).toISOString();
}
