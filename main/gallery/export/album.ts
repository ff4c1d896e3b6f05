import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ExportRequest } from '../../../preload/contract/export.ts';
import type { Picture } from '../../../preload/contract/picture.ts';
import type { Gallery } from '../gallery.ts';
import { findThumbnail } from '../thumbnails.ts';
import { albumStyle } from './album-style.ts';
import { albumWords, type AlbumWords } from './album-words.ts';
import { rowsInOrder } from './choice.ts';
import { createNames, localTime, parseTemplate } from './names.ts';
import type { Run } from './pictures.ts';
import { fileBytesOf, textFile, type Piece } from './pieces.ts';

interface AlbumWish extends Pick<ExportRequest, 'language'> {
  readonly title: string;
}

/** Pictures on one page, so that a large gallery opens at once. */
const perPage = 240;

/** A picture as a page shows it. */
interface Shown {
  readonly picture: Picture;
  /** Of its file, from the page. */
  readonly file: string;
  readonly thumbnail: string;
  /** "2026-11-25 15:04" on the person's clock. */
  readonly when: string;
}

/**
 * An album that opens from a disk: pages without script, which load nothing but their own
 * pictures. Each picture has a place that its link leads to, and links to its neighbours.
 */
export async function* albumPieces(
  gallery: Gallery,
  { title, language }: AlbumWish,
  { numbers, utcOffset }: Run,
): AsyncGenerator<Piece, void> {
  const stemOf = parseTemplate('{number}-{prompt}-{seed}');
  const nameOf = createNames();
  const shown: Shown[] = [];
  let number = 0;
  for await (const { picture } of rowsInOrder(gallery, numbers)) {
    number += 1;
    const bytes = await fileBytesOf(gallery, picture.id);
    if (bytes !== null) {
      const stem = stemOf({ picture, number, last: numbers.length, utcOffset });
      const file = `pictures/${nameOf(stem, '.png')}`;
      yield { kind: 'file', name: file, bytes, squeeze: false };
      const small = await findThumbnail(gallery, picture.id);
      const thumbnail = small === null ? file : file.replace(/^pictures(.*)png$/, 'small$1webp');
      if (small !== null) {
        yield { kind: 'file', name: thumbnail, bytes: await readFile(small), squeeze: false };
      }
      const when = localTime({ picture, utcOffset }).slice(0, 16).replace('T', ' ');
      shown.push({ picture, file, thumbnail, when });
    }
    yield { kind: 'picture', kept: bytes !== null };
  }
  const pages = Math.max(1, Math.ceil(shown.length / perPage));
  for (let page = 1; page <= pages; page++) {
    const some = shown.slice((page - 1) * perPage, page * perPage);
    const words = albumWords[language];
    yield textFile(pageFile(page), pageOf(some, { title, language, words, page, pages }));
  }
}

function pageFile(page: number): string {
  return page === 1 ? 'index.html' : `page-${page}.html`;
}

interface Page extends AlbumWish {
  readonly words: AlbumWords;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

const styleHash = createHash('sha256').update(albumStyle).digest('base64');

/** No script, no frame, no form, no address but the album's own. */
const policy = [
  "default-src 'none'",
  "img-src 'self' file:",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function pageOf(shown: readonly Shown[], about: Page): string {
  const { title, language, words } = about;
  const figures = shown.map((each, at) => figureOf(each, at));
  const viewers = shown.map((each, at) => viewerOf(each, at, shown.length, words));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${albumStyle}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1>${pagesOf(about)}</header>
<main>
${figures.join('\n')}
</main>
${viewers.join('\n')}
<footer>${pagesOf(about)}<p>${escaped(words.madeBy)}</p></footer>
</body>
</html>
`;
}

function pagesOf({ page, pages, words }: Page): string {
  if (pages === 1) return '';
  const links = Array.from({ length: pages }, (_, at) => at + 1).map((each) =>
    each === page
      ? `<span aria-current="page">${each}</span>`
      : `<a href="${pageFile(each)}">${each}</a>`,
  );
  return `<nav aria-label="${escaped(words.pages)}">${links.join(' ')}</nav>`;
}

function figureOf({ picture, thumbnail }: Shown, at: number): string {
  const alt = escaped(picture.caption ?? picture.prompt);
  return `<figure id="p${at}"><a href="#v${at}"><img src="${addressOf(thumbnail)}" alt="${alt}" loading="lazy"></a><figcaption>${escaped(picture.prompt)}</figcaption></figure>`;
}

function viewerOf(
  { picture, file, when }: Shown,
  at: number,
  count: number,
  words: AlbumWords,
): string {
  const step = (to: number, word: string, sign: string) =>
    to < 0 || to >= count
      ? ''
      : `<a class="step" href="#v${to}" aria-label="${escaped(word)}">${sign}</a>`;
  const alt = escaped(picture.caption ?? picture.prompt);
  const facts = factsOf(picture, when, words)
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
    .join('');
  return `<section class="viewer" id="v${at}"><div class="stage">${step(at - 1, words.previous, '‹')}<a href="${addressOf(file)}"><img src="${addressOf(file)}" alt="${alt}" loading="lazy"></a>${step(at + 1, words.next, '›')}</div><div class="about"><a class="close" href="#p${at}">${escaped(words.close)}</a><p class="prompt">${escaped(picture.prompt)}</p><dl>${facts}</dl></div></section>`;
}

function factsOf(picture: Picture, when: string, words: AlbumWords): [string, string][] {
  const drawn = picture.origin !== 'imported';
  const facts: [string, string | null][] = [
    [words.caption, picture.caption],
    [words.seed, drawn ? String(picture.seed) : null],
    [words.guidance, drawn ? String(picture.guidance) : null],
    [words.temperature, drawn ? String(picture.temperature) : null],
    [words.model, picture.model === '' ? null : picture.model],
    [words.size, `${picture.width} × ${picture.height}`],
    [words.date, when],
    [words.tags, picture.tags.length === 0 ? null : picture.tags.join(', ')],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

/** A file's name in an attribute: nothing in it means anything. */
function addressOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/').replaceAll("'", '%27');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
