import { createHash } from 'node:crypto';
import { link, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { makeFolder } from '../../native-models/make-folder.ts';
import type { Gallery } from '../../main/gallery/gallery.ts';
import { withFacts, type PictureFacts } from '../../main/gallery/picture-file.ts';
import { packDirection } from '../../main/gallery/directions.ts';
import { readAll } from '../../main/gallery/overview.ts';
import { enter } from '../../main/gallery/rows.ts';

/** Words of prompts in three languages, as people mix them. */
const words = [
  ...'a small boat on calm water at dawn cat dog red house old tree snow mountain'.split(' '),
  ...'watercolour photograph of two children playing under the bright summer sky'.split(' '),
  ...'바다 위의 작은 배 고양이가 웃는다 눈 덮인 산 빨간 집 여름 하늘 수채화 아침'.split(' '),
  ...'東京の夜景 小猫在草地上 红色的房子 雪山 水彩画 夏天的海边 月亮 古老的树'.split(' '),
];
const models = ['janus-pro-1b', 'janus-pro-7b-int4', 'janus-1.3b', 'starter'];
const firstDay = Date.UTC(2024, 0, 1);
const sourceCount = 50;

/** A generator of numbers below 2³², the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

/** Facts of the n-th picture: one prompt makes three pictures, one in 300 is a rare fox. */
export function factsOf(at: number): PictureFacts {
  const next = numbersFrom(Math.floor(at / 3) + 1);
  const count = 4 + ((next() >>> 8) % 12);
  const said = Array.from({ length: count }, () => words[(next() >>> 8) % words.length]);
  if (at % 300 < 3) said.push(`fox-${at}`, '여우');
  return {
    version: 1,
    prompt: `${said.join(' ')} ${Math.floor(at / 3)}`,
    model: models[at % models.length] ?? '',
    seed: (at * 7919) % 2 ** 32,
    guidance: 5,
    temperature: 1,
    forced: 0,
    createdAt: new Date(firstDay + at * 600_000).toISOString(),
    msPerToken: 40,
    tokens: [1, 2, 3, 4],
  };
}

/** The n-th picture as a file that says how it was made. */
export async function pictureOf(at: number): Promise<{ id: string; png: Uint8Array }> {
  const background = { r: at % 256, g: (at * 91) % 256, b: (at * 13) % 256 };
  const image = sharp({ create: { width: 32, height: 32, channels: 3, background } });
  const png = withFacts(await image.png().toBuffer(), factsOf(at), 32);
  return { id: idOf(at), png };
}

/** Fills a gallery: rows as drawing makes them, with files that share their bytes. */
export async function fillGallery(gallery: Gallery, count: number): Promise<void> {
  const { sqlite, paths, overview } = gallery;
  await makeFolder(paths.pictures);
  await makeFolder(paths.thumbnails);
  const sources = await writeSources(path.dirname(paths.pictures));
  for (let start = 0; start < count; start += 1000) {
    const some = Array.from({ length: Math.min(1000, count - start) }, (_, at) => start + at);
    const named = some.map((at) => ({ at, id: idOf(at) }));
    await Promise.all(
      named.map(async ({ at, id }) => {
        const { png, webp } = sources[at % sourceCount] ?? { png: '', webp: '' };
        await link(png, path.join(paths.pictures, `${id}.png`));
        await link(webp, path.join(paths.thumbnails, `${id}.webp`));
      }),
    );
    sqlite.transaction(() => {
      for (const { at, id } of named) {
        const facts = factsOf(at);
        enter(sqlite, { id, facts, width: 384, height: 384, fileBytes: 1000, trail: null });
      }
    })();
  }
  sqlite.exec(`
    UPDATE texts SET uses = 1, last_used_at = number * 1000;
    UPDATE pictures SET favourite = 1 WHERE number % 20 = 0;
    UPDATE pictures SET trashed_at = 1 WHERE number % 50 = 7;
    INSERT INTO tags (name, folded) VALUES ('Best', 'best'), ('휴가', '휴가'), ('print', 'print');
    INSERT INTO picture_tags SELECT number, 1 + number % 3 FROM pictures WHERE number % 5 = 0;
    INSERT INTO scores SELECT number, abs(random() % 1000003) / 1000003.0, 'starter', '[]'
      FROM pictures WHERE number % 4 > 0;
    ANALYZE`);
  await readAll(overview, sqlite);
}

/** Gives every picture a direction of its own. */
export async function fillDirections(
  { sqlite }: Gallery,
  eye: string,
  width: number,
): Promise<void> {
  const next = numbersFrom(width);
  const { lastInsertRowid } = sqlite.prepare('INSERT INTO eyes (id) VALUES (?)').run(eye);
  const put = sqlite.prepare('INSERT INTO directions (eye, picture, numbers) VALUES (?, ?, ?)');
  const numbers = sqlite.prepare('SELECT number FROM pictures').pluck().all() as number[];
  const noise = Float32Array.from({ length: 3 * width }, () => next() / 2 ** 31 - 1);
  for (let start = 0; start < numbers.length; start += 1000) {
    sqlite.transaction(() => {
      for (const number of numbers.slice(start, start + 1000)) {
        const from = next() % (2 * width);
        put.run(lastInsertRowid, number, packDirection(noise.subarray(from, from + width)));
      }
    })();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function idOf(at: number): string {
  return createHash('sha256').update(String(at)).digest('hex').slice(0, 32);
}

/** Pictures as large as real ones, and their thumbnails, so that a browser has real work with them. */
export async function writeSources(folder: string) {
  const sources: { png: string; webp: string }[] = [];
  const next = numbersFrom(1);
  for (let at = 0; at < sourceCount; at++) {
    const rgb = Buffer.from(Array.from({ length: 12 * 12 * 3 }, () => next() >>> 24));
    const blots = sharp(rgb, { raw: { width: 12, height: 12, channels: 3 } });
    const image = sharp(await blots.resize(384, 384, { kernel: 'cubic' }).png().toBuffer());
    const png = path.join(folder, `source-${at}.png`);
    const webp = path.join(folder, `source-${at}.webp`);
    await writeFile(png, await image.clone().png().toBuffer());
    await writeFile(webp, await image.clone().resize(320).webp().toBuffer());
    sources.push({ png, webp });
  }
  return sources;
}
