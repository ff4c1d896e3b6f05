import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import type { ExportForm, ExportRequest, Exported } from '../../../../preload/contract/export.ts';
import { changePictures } from '../../../../main/gallery/change.ts';
import { exportPictures } from '../../../../main/gallery/export/export.ts';
import { openResults } from '../../../../main/gallery/export/results.ts';
import type { Gallery } from '../../../../main/gallery/gallery.ts';
import { importArchive } from '../../../../main/gallery/archive/import.ts';
import { usePrompt } from '../../../../main/gallery/prompts.ts';
import { keepScore } from '../../../../main/gallery/scores.ts';
import { savePicture } from '../../../../main/gallery/save.ts';
import { write } from '../../../../main/gallery/sqlite.ts';
import { numberOfText } from '../../../../main/gallery/texts.ts';
import type { Trail } from '../../../../main/gallery/trail.ts';
import { emptyFolder } from '../../folder.ts';
import { finished } from '../open.ts';

const prompts = [
  'a small boat',
  '바다 위의 작은 배, "수채화"',
  '雪山和月亮',
  'قارب\nصغير',
  '<b>=1+1</b>',
];
const origins = ['drawn', 'continued', 'varied', 'imported'] as const;

/** Fills a gallery with small pictures that differ in everything a picture can differ in. */
export async function fill(gallery: Gallery, count: number): Promise<readonly number[]> {
  const numbers: number[] = [];
  let parent = '';
  for (let at = 0; at < count; at++) {
    const facts = factsOf(at, parent);
    if (at % 4 === 0) await usePrompt(gallery, facts.prompt);
    const trail = at % 3 === 2 ? null : trailOf(facts.tokens);
    const picture = await savePicture(gallery, await finished(facts, trail));
    parent = picture.id;
    if (at % 6 === 1) {
      const answers = [{ question: 'Is it “…”?', yes: at / 1000 }];
      await keepScore(gallery, picture.number, {
        value: at / 1000,
        model: 'starter',
        answers,
        gain: at % 12 === 1 ? null : at / 7,
      });
    }
    numbers.push(picture.number);
  }
  const every = (step: number, from: number) => numbers.filter((_, at) => at % step === from);
  const change = async (step: number, from: number, what: object) => {
    const some = every(step, from);
    if (some.length > 0) await changePictures(gallery, { numbers: some, ...what });
  };
  await change(6, 2, { favourite: true });
  await change(5, 1, { addTags: ['Print', '여름'] });
  await change(7, 3, { addTags: ['print', 'a, b; c'] });
  await write(gallery.sqlite, () => {
    for (const number of every(8, 5)) {
      gallery.sqlite
        .prepare('UPDATE pictures SET caption = ? WHERE number = ?')
        .run(numberOfText(gallery.sqlite, `그림 ${number}`), number);
    }
  });
  return numbers;
}

/** What one of them says of itself; each differs from the others. */
function factsOf(at: number, parent: string) {
  const prompt = prompts[at % prompts.length] ?? '';
  const origin = parent === '' ? 'drawn' : (origins[at % 4] ?? 'drawn');
  const tokens = Array.from(
    { length: at % 7 === 6 ? 9 : 16 },
    (_, token) => (at * 31 + token) % 65_536,
  );
  return {
    prompt: at % 3 === 0 ? `${prompt} ${at}` : prompt,
    model: at % 2 === 0 ? 'janus-pro-1b' : 'starter',
    seed: (at * 2_654_435_761) % 2 ** 32,
    guidance: 1 + (at % 9) / 3,
    temperature: (at % 5) / 4,
    createdAt: new Date(Date.UTC(2026, 0, 1) + at * 3_600_123).toISOString(),
    msPerToken: at / 7,
    tokens,
    tokensTotal: 16,
    origin,
    ...(origin === 'continued' && { parent: { id: parent, row: at % 4 } }),
  };
}

function trailOf(tokens: readonly number[]): Trail {
  return {
    tokens,
    logProbabilities: tokens.map((token) => -token / 7),
    entropies: tokens.map((token) => token / 3),
    likeliest: tokens.map((token) =>
      Array.from({ length: 8 }, (_, rank) => (token + rank) % 65_536),
    ),
  };
}

const never = new AbortController().signal;

export interface Sent extends Exported {
  /** Where it is. */
  readonly path: string;
}

/** Exports into a folder, which is made when none is named. */
export async function exported(
  gallery: Gallery,
  as: ExportForm,
  {
    which = { all: true },
    signal = never,
    folder,
  }: Partial<Pick<ExportRequest, 'which'>> & { signal?: AbortSignal; folder?: string } = {},
): Promise<Sent> {
  const place = folder ?? (await emptyFolder());
  await using results = await openResults(path.join(await emptyFolder(), 'exports'));
  const order = { which, as, language: 'ko', utcOffset: 540, folder: place } as const;
  for await (const event of exportPictures(gallery, results, order, signal)) {
    if (event.kind !== 'done') continue;
    return { ...event.exported, path: path.join(place, event.exported.name) };
  }
  throw new Error('The export ended without a result.');
}

/** Imports to the end. */
export async function imported(gallery: Gallery, file: string, signal = never) {
  for await (const event of importArchive(gallery, file, signal)) {
    if (event.kind === 'done') return event.imported;
  }
  throw new Error('The import ended without a result.');
}

/** Everything that a gallery knows, but for the numbers of its database. */
export function contentOf({ sqlite }: Gallery) {
  const all = (sql: string) => sqlite.prepare(sql).all();
  return {
    pictures: all(
      `SELECT p.id, t.text AS prompt, model, seed, guidance, temperature, width, height, created_at,
         ms_per_token, tokens_done, tokens_total, origin, parent_id, parent_row, file_bytes,
         c.text AS caption, favourite, trashed_at, missing,
         (SELECT json_group_array(name ORDER BY folded) FROM picture_tags JOIN tags
            ON tags.number = tag WHERE picture = p.number) AS tags
       FROM pictures AS p JOIN texts AS t ON t.number = p.prompt
       LEFT JOIN texts AS c ON c.number = p.caption ORDER BY p.number`,
    ),
    trails: all(
      'SELECT id, tokens, facts FROM trails JOIN pictures ON number = picture ORDER BY picture',
    ),
    scores: all(
      'SELECT id, value, s.model, answers FROM scores AS s JOIN pictures ON number = picture ORDER BY number',
    ),
    prompts: all('SELECT text, uses, last_used_at FROM texts WHERE uses > 0 ORDER BY text'),
    texts: all('SELECT text FROM texts ORDER BY text'),
    tags: all('SELECT folded FROM tags ORDER BY folded'),
    marks: all(`SELECT name FROM marks WHERE name = 'import'`),
  };
}

/** What is in a ZIP file, by name, in its order. */
export async function entriesOf(file: string): Promise<Map<string, Buffer>> {
  const zip = await openPromise(file);
  const entries = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return entries;
}
