import { createHash } from 'node:crypto';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Picture } from '../../../preload/contract/picture.ts';
import { rowsInOrder } from '../export/choice.ts';
import { fileBytesOf, textFile, type Piece } from '../export/pieces.ts';
import type { Gallery } from '../gallery.ts';
import { idOf } from '../picture-files.ts';
import type { Sqlite } from '../sqlite.ts';
import type { PackedTrail } from '../trail.ts';
import {
  archiveFormat,
  archiveVersion,
  entryNames,
  pictureEntry,
  type ArchivedMaking,
  type ArchivedPicture,
  type ArchivedPrompt,
  type Manifest,
} from './format.ts';

/** What is to be archived. */
export interface ArchiveWish {
  readonly numbers: readonly number[];
  /** The whole prompt history, not only the prompts of these pictures. */
  readonly wholeHistory: boolean;
}

/**
 * Everything about pictures, so that a gallery can take them in again. They are written in the
 * order in which they came into the gallery, whatever order they were asked for in. One whose file
 * is gone, or not what it was, is left out.
 */
export async function* archivePieces(
  gallery: Gallery,
  { numbers, wholeHistory }: ArchiveWish,
): AsyncGenerator<Piece, void> {
  const sums: Sum[] = [];
  const inOrder = [...numbers].sort((a, b) => a - b);
  const kept: number[] = [];
  for await (const { picture } of rowsInOrder(gallery, inOrder)) {
    const bytes = await fileBytesOf(gallery, picture.id);
    const whole = bytes !== null && idOf(bytes) === picture.id;
    if (whole) {
      const name = pictureEntry(picture.id);
      sums.push({ name, sum: createHash('sha256').update(bytes).digest('hex') });
      kept.push(picture.number);
      yield { kind: 'file', name, bytes, squeeze: false };
    }
    yield { kind: 'picture', kept: whole };
  }
  const lists = {
    pictures: countedLines(picturesOf(gallery, kept)),
    makings: countedLines(makingsOf(gallery, kept)),
    prompts: countedLines(promptsOf(gallery, wholeHistory ? null : kept)),
  };
  for (const which of ['pictures', 'makings', 'prompts'] as const) {
    const name = entryNames[which];
    yield textFile(name, lists[which]);
    sums.push({ name, sum: lists[which].sum() });
  }
  const about = aboutOf({
    pictures: lists.pictures.count(),
    makings: lists.makings.count(),
    prompts: lists.prompts.count(),
  });
  sums.push({ name: entryNames.manifest, sum: createHash('sha256').update(about).digest('hex') });
  yield textFile(entryNames.manifest, about);
  yield textFile(entryNames.checksums, sums.map(({ name, sum }) => `${sum}  ${name}\n`).join(''));
}

interface Sum {
  readonly name: string;
  /** SHA-256, in hex. */
  readonly sum: string;
}

function aboutOf(counts: Pick<Manifest, 'pictures' | 'makings' | 'prompts'>): string {
  const manifest: Manifest = {
    format: archiveFormat,
    version: archiveVersion,
    studio: packageJson.version,
    createdAt: new Date().toISOString(),
    ...counts,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** JSON, a line each; afterwards known by their number and their checksum. */
interface Lines extends AsyncIterable<Uint8Array> {
  count(): number;
  sum(): string;
}

function countedLines(records: AsyncIterable<object>): Lines {
  const hash = createHash('sha256');
  let count = 0;
  return {
    async *[Symbol.asyncIterator]() {
      for await (const record of records) {
        const line = Buffer.from(`${JSON.stringify(record)}\n`);
        hash.update(line);
        count += 1;
        yield line;
      }
    },
    count: () => count,
    sum: () => hash.copy().digest('hex'),
  };
}

async function* picturesOf(
  gallery: Gallery,
  numbers: readonly number[],
): AsyncGenerator<ArchivedPicture, void> {
  for await (const { picture } of rowsInOrder(gallery, numbers)) yield archived(picture);
}

/** Without its place in this database, and without the trash, from where nothing is exported. */
function archived(picture: Picture): ArchivedPicture {
  const { number: _number, trashedAt: _trashedAt, ...rest } = picture;
  return rest;
}

async function* makingsOf(
  { sqlite }: Gallery,
  numbers: readonly number[],
): AsyncGenerator<ArchivedMaking, void> {
  const find = sqlite.prepare(
    'SELECT id, tokens, facts FROM trails JOIN pictures ON number = picture WHERE picture = ?',
  );
  for (const number of numbers) {
    const found = find.get(number) as ({ readonly id: string } & PackedTrail) | undefined;
    if (found === undefined) continue;
    const { id, tokens, facts } = found;
    yield { id, tokens: tokens.toString('base64'), facts: facts.toString('base64') };
    await breath();
  }
}

const promptsAtOnce = 500;

/** @param numbers Of the pictures whose prompts are meant; null = the whole history. */
async function* promptsOf(
  { sqlite }: Gallery,
  numbers: readonly number[] | null,
): AsyncGenerator<ArchivedPrompt, void> {
  const page = sqlite.prepare(
    `SELECT number, text, uses, last_used_at FROM texts WHERE uses > 0 AND number > ?
     ORDER BY number LIMIT ${promptsAtOnce}`,
  );
  const meant = numbers === null ? null : await promptNumbers(sqlite, numbers);
  for (let last = 0; ;) {
    const entries = page.all(last) as StoredPrompt[];
    if (entries.length === 0) return;
    for (const { number, text, uses, last_used_at: used } of entries) {
      last = number;
      if (meant?.has(number) === false) continue;
      yield { text, uses, lastUsedAt: new Date(used).toISOString() };
    }
    await breath();
  }
}

interface StoredPrompt {
  readonly number: number;
  readonly text: string;
  readonly uses: number;
  readonly last_used_at: number;
}

async function promptNumbers(sqlite: Sqlite, pictures: readonly number[]): Promise<Set<number>> {
  const prompts = new Set<number>();
  for await (const { prompt } of rowsInOrder({ sqlite }, pictures)) prompts.add(prompt);
  return prompts;
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
