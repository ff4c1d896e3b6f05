import { createHash } from 'node:crypto';
import type { ExportRequest } from '../../../preload/contract/export.ts';
import type { Picture } from '../../../preload/contract/picture.ts';
import { albumScript } from './album-script.ts';
import { albumStyle } from './album-style.ts';
import { albumWords, type AlbumWords } from './album-words.ts';

/** Pictures on one page, so that a large gallery opens at once. */
export const perPage = 240;

/** A picture as an album shows it. */
export interface Shown {
  readonly picture: Picture;
  /** Of its file, from the page. */
  readonly file: string;
  readonly thumbnail: string;
  /** "2026-11-25 15:04" on the person's clock. */
  readonly when: string;
}

interface Page extends Pick<ExportRequest, 'language'> {
  readonly title: string;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

export function pageFile(page: number): string {
  return page === 1 ? 'index.html' : `page-${page}.html`;
}

/** No script and no style but the album's own, no frame, no form, no address but its pictures'. */
const policy = [
  "default-src 'none'",
  "img-src 'self' file:",
  `style-src '${hashOf(albumStyle)}'`,
  `script-src '${hashOf(albumScript)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** One page of an album, whole. @param all Every picture of the album. */
export function albumPage(all: readonly Shown[], about: Page): string {
  const { title, language, page } = about;
  const words = albumWords[language];
  const begin = (page - 1) * perPage;
  const some = all.slice(begin, begin + perPage);
  const figures = some.map((each, at) => figureOf(each, begin + at));
  const viewers = some.map((_, at) => viewerOf(all, begin + at, words));
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
<header><h1 dir="auto">${escaped(title)}</h1><p class="what">${escaped(whatOf(all, words))}</p>${pagesOf(about, words)}</header>
<main>
${figures.join('\n')}
</main>
<footer>${pagesOf(about, words)}<p>${escaped(words.madeBy)}</p></footer>
${viewers.join('\n')}
<script>${albumScript}</script>
</body>
</html>
`;
}

/** "24 pictures · 2026-11-24 – 2026-11-25" */
function whatOf(all: readonly Shown[], { pictures }: AlbumWords): string {
  const [first] = all;
  if (first === undefined) return pictures(0);
  let [from, to] = [first.when, first.when];
  for (const { when } of all) {
    if (when < from) from = when;
    if (when > to) to = when;
  }
  const days = [from, to].map((when) => when.slice(0, 10));
  return `${pictures(all.length)} · ${[...new Set(days)].join(' – ')}`;
}

function pagesOf({ page, pages }: Page, words: AlbumWords): string {
  if (pages === 1) return '';
  const links = Array.from({ length: pages }, (_, at) => at + 1).map((each) =>
    each === page
      ? `<span aria-current="page">${each}</span>`
      : `<a href="${pageFile(each)}">${each}</a>`,
  );
  return `<nav aria-label="${escaped(words.pages)}">${links.join('')}</nav>`;
}

function figureOf({ picture, thumbnail }: Shown, at: number): string {
  return `<figure id="p${at}"><a href="#v${at}"><img src="${addressOf(thumbnail)}" alt="${altOf(picture)}" loading="lazy"></a><figcaption dir="auto">${escaped(picture.prompt)}</figcaption></figure>`;
}

function viewerOf(all: readonly Shown[], at: number, words: AlbumWords): string {
  const shown = all[at];
  if (shown === undefined) return '';
  const { picture, file, when } = shown;
  const place = `${at + 1} / ${all.length}`;
  const walk = [
    stepTo(all, at - 1, ['previous', words.previous]),
    `<span class="place">${place}</span>`,
    stepTo(all, at + 1, ['next', words.next]),
    linkOf(`#p${at}`, 'close', words.close),
  ];
  const facts = factsOf(picture, when, words)
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd dir="auto">${escaped(value)}</dd>`)
    .join('');
  return `<section class="viewer" id="v${at}" aria-label="${place}"><div class="stage"><a href="${addressOf(file)}" aria-label="${escaped(words.file)}"><img src="${addressOf(file)}" alt="${altOf(picture)}" loading="lazy"></a></div><div class="about"><div class="walk">${walk.join('')}</div><h2 dir="auto">${escaped(picture.prompt)}</h2><dl>${facts}</dl></div></section>`;
}

const icons = {
  previous: 'M10 3 5 8l5 5',
  next: 'M6 3l5 5-5 5',
  close: 'M3.5 3.5l9 9m0-9l-9 9',
} as const;
type Step = keyof typeof icons;

/** To a picture, perhaps on another page; at either end a place that leads nowhere. */
function stepTo(all: readonly Shown[], to: number, [kind, word]: [Step, string]): string {
  if (to < 0 || to >= all.length) return `<span class="end">${iconOf(kind)}</span>`;
  return linkOf(`${pageFile(Math.floor(to / perPage) + 1)}#v${to}`, kind, word);
}

function linkOf(address: string, kind: Step, word: string): string {
  const title = escaped(word);
  return `<a class="${kind}" href="${address}" aria-label="${title}" title="${title}">${iconOf(kind)}</a>`;
}

function iconOf(kind: Step): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${icons[kind]}"/></svg>`;
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

function altOf({ caption, prompt }: Picture): string {
  return escaped(caption ?? prompt);
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
