import { stat } from 'node:fs/promises';
import type { Imported, ImportEvent } from '../../../preload/contract/export.ts';
import { throwIfCancelled } from '../../failure.ts';
import { numberOfTag } from '../change.ts';
import { removeRows, type Doomed } from '../purge.ts';
import type { Gallery } from '../gallery.ts';
import type { PictureFacts } from '../picture-file.ts';
import { enter } from '../rows.ts';
import { enterScore } from '../scores.ts';
import { write, type Sqlite } from '../sqlite.ts';
import { dropUnused, numberOfText } from '../texts.ts';
import { refused } from '../../zip/reader.ts';
import type { ArchivedMaking, ArchivedPicture, ArchivedPrompt } from './format.ts';
import { archived, stagedPicture, type Unpacked } from './unpack.ts';

/** What has been entered, and is not seen yet. */
export interface Entered {
  /** New rows, by id: marked as without a file until everything is there. */
  readonly added: Map<string, number>;
  /** Rows that lost their files, by id. */
  readonly back: Map<string, number>;
  /** Rows to come out of the trash. */
  readonly untrashed: number[];
  known: number;
  /** Numbers of prompts that are not in the history yet. */
  readonly texts: Map<string, number>;
}

export function nothingEntered(): Entered {
  return { added: new Map(), back: new Map(), untrashed: [], known: 0, texts: new Map() };
}

/** Enters an archive's records, some at a time, so that nobody sees them before `reveal`. */
export async function* enterHidden(
  { sqlite }: Gallery,
  unpacked: Unpacked,
  entered: Entered,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  const total = unpacked.manifest.pictures;
  let done = 0;
  for await (const some of batches(archived.pictures(unpacked.folder))) {
    throwIfCancelled(signal);
    const sized = await Promise.all(some.map((picture) => withSize(unpacked, picture)));
    await write(sqlite, () => {
      for (const [picture, bytes] of sized) enterPicture(sqlite, picture, bytes, entered);
    });
    done += some.length;
    yield { kind: 'progress', phase: 'enter', done, total };
  }
  for await (const some of batches(archived.makings(unpacked.folder))) {
    throwIfCancelled(signal);
    await write(sqlite, () => {
      for (const making of some) enterMaking(sqlite, making, entered);
    });
  }
  for await (const some of batches(archived.prompts(unpacked.folder))) {
    throwIfCancelled(signal);
    await write(sqlite, () => {
      for (const { text } of some) entered.texts.set(text, numberOfText(sqlite, text));
    });
  }
}

/**
 * Part of the transaction that makes everything seen, and so as quick as it can be.
 *
 * @param entered Where their texts are, unless somebody let go of them meanwhile.
 * @returns How many prompts are new.
 */
export function enterHistory(
  sqlite: Sqlite,
  prompts: readonly ArchivedPrompt[],
  entered: ReadonlyMap<string, number>,
): number {
  const isThere = sqlite.prepare('SELECT 1 FROM texts WHERE number = ? AND text = ?').pluck();
  const usesOf = sqlite.prepare('SELECT uses FROM texts WHERE number = ?').pluck();
  const use = sqlite.prepare(
    'UPDATE texts SET uses = max(uses, ?), last_used_at = max(last_used_at, ?) WHERE number = ?',
  );
  let added = 0;
  for (const { text, uses, lastUsedAt } of prompts) {
    const known = entered.get(text);
    const kept = known !== undefined && isThere.get(known, text) === 1;
    const number = kept ? known : numberOfText(sqlite, text);
    if (usesOf.get(number) === 0) added += 1;
    use.run(uses, Date.parse(lastUsedAt), number);
  }
  return added;
}

/** Takes everything away again that was entered and is not seen. */
export async function undo({ sqlite }: Gallery, { added, texts }: Entered): Promise<void> {
  for await (const numbers of batches(added.values())) {
    await write(sqlite, () => {
      removeRows(sqlite, hiddenRows(sqlite, numbers));
    });
  }
  for await (const numbers of batches(texts.values())) {
    await write(sqlite, () => {
      for (const number of numbers) dropUnused(sqlite, number);
    });
  }
}

export function hiddenRows(sqlite: Sqlite, numbers: readonly number[]): readonly Doomed[] {
  return sqlite
    .prepare(
      `SELECT number, id, prompt, caption FROM pictures
       WHERE missing = 1 AND number IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(numbers)) as Doomed[];
}

export function countsOf({ added, back, untrashed, known }: Entered, prompts: number): Imported {
  const backIds = new Set(back.values());
  const again = new Set([...backIds, ...untrashed]);
  const numbers = [...added.values(), ...again];
  return { numbers, added: added.size, known, restored: again.size, prompts };
}

async function withSize(
  { folder, fresh }: Unpacked,
  picture: ArchivedPicture,
): Promise<readonly [ArchivedPicture, number | null]> {
  if (!fresh.has(picture.id)) return [picture, null];
  return [picture, (await stat(stagedPicture(folder, picture.id))).size];
}

interface Known {
  readonly number: number;
  readonly missing: number;
  readonly trashed_at: number | null;
}

/** @param bytes Of its file; null when that is not among those that came. */
function enterPicture(
  sqlite: Sqlite,
  picture: ArchivedPicture,
  bytes: number | null,
  entered: Entered,
): void {
  const known = sqlite
    .prepare('SELECT number, missing, trashed_at FROM pictures WHERE id = ?')
    .get(picture.id) as Known | undefined;
  if (known === undefined) {
    if (bytes === null)
      throw refused(`the gallery let go of ${picture.id} meanwhile; import again`);
    entered.added.set(picture.id, enterNew(sqlite, picture, bytes));
    return;
  }
  if (bytes !== null) entered.back.set(picture.id, known.number);
  if (known.trashed_at !== null) entered.untrashed.push(known.number);
  if (bytes === null && known.trashed_at === null) entered.known += 1;
}

function enterNew(sqlite: Sqlite, picture: ArchivedPicture, fileBytes: number): number {
  const { id, width, height, caption } = picture;
  const number = enter(sqlite, {
    id,
    facts: factsOf(picture),
    width,
    height,
    fileBytes,
    trail: null,
  });
  if (number === null) throw new Error(`The picture ${id} came into the gallery twice at once.`);
  sqlite
    .prepare(
      `UPDATE pictures SET missing = 1, tokens_done = ?, tokens_total = ?, favourite = ?, caption = ?
       WHERE number = ?`,
    )
    .run(
      picture.tokensDone,
      picture.tokensTotal,
      Number(picture.favourite),
      caption === null ? null : numberOfText(sqlite, caption),
      number,
    );
  const tagged = sqlite.prepare(
    'INSERT INTO picture_tags (picture, tag) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  if (picture.score !== null) enterScore(sqlite, number, picture.score);
  for (const tag of picture.tags) tagged.run(number, numberOfTag(sqlite, tag));
  return number;
}

/** What the picture's file would say; its tokens are kept apart. */
function factsOf(picture: ArchivedPicture): PictureFacts {
  const { prompt, model, seed, guidance, temperature, createdAt, msPerToken, origin } = picture;
  const said = { prompt, model, seed, guidance, temperature, createdAt, msPerToken, origin };
  const facts = { version: 1 as const, ...said, forced: 0, tokens: [] };
  return picture.parent === null ? facts : { ...facts, parent: picture.parent };
}

function enterMaking(sqlite: Sqlite, { id, tokens, facts }: ArchivedMaking, { added }: Entered) {
  const number = added.get(id);
  if (number === undefined) return;
  sqlite
    .prepare('INSERT INTO trails (picture, tokens, facts) VALUES (?, ?, ?)')
    .run(number, Buffer.from(tokens, 'base64'), Buffer.from(facts, 'base64'));
}

const batchSize = 25;

async function* batches<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<readonly Item[], void> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
