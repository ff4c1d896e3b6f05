import type { PictureQuery } from '../../preload/contract/gallery.ts';

type Shelf = PictureQuery['shelf'];

/** What the gallery shows, as far as the address says it. */
export interface Where {
  readonly shelf: Shelf;
  readonly text: string;
  readonly tags: readonly string[];
  readonly model: string | null;
  readonly seed: number | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Number of an entry of the prompt history. */
  readonly prompt: number | null;
  /** Only pictures with a score, or without; null = either. */
  readonly scored: boolean | null;
  readonly order: PictureQuery['order'];
  /** Id of the picture to which others are compared: the most alike come first. */
  readonly similar: string | null;
  /** Id of the picture that the viewer shows. */
  readonly picture: string | null;
}

const SHELVES: readonly Shelf[] = ['all', 'favourites', 'trash'];
export const ORDERS: readonly PictureQuery['order'][] = ['newest', 'oldest', 'best'];

export const everything: Where = {
  shelf: 'all',
  text: '',
  tags: [],
  model: null,
  seed: null,
  from: null,
  to: null,
  prompt: null,
  scored: null,
  order: 'newest',
  similar: null,
  picture: null,
};

/** `gallery/trash/<picture>?text=…` → what it means. What makes no sense is left out. */
export function parsePlace(place: string): Where {
  const [path = '', search = ''] = place.split('?', 2);
  const [, shelf, picture] = path.split('/');
  const words = new URLSearchParams(search);
  const day = (name: string): string | null => {
    const text = words.get(name) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
  };
  const whole = (name: string, least: number): number | null => {
    const value = Number(words.get(name) ?? NaN);
    return Number.isInteger(value) && value >= least && value <= 0xffff_ffff ? value : null;
  };
  return {
    shelf: SHELVES.find((each) => each === shelf) ?? 'all',
    text: (words.get('text') ?? '').slice(0, 500),
    tags: words.getAll('tag').filter(Boolean).slice(0, 20),
    model: words.get('model') || null,
    seed: whole('seed', 0),
    from: day('from'),
    to: day('to'),
    prompt: whole('prompt', 1),
    scored: scoredOf(words.get('scored')),
    order: ORDERS.find((each) => each === words.get('order')) ?? 'newest',
    similar: idOf(words.get('similar')),
    picture: idOf(picture),
  };
}

function scoredOf(text: string | null): boolean | null {
  return text === 'yes' || text === 'no' ? text === 'yes' : null;
}

function idOf(text: string | null | undefined): string | null {
  return /^[a-f0-9]{16,64}$/.test(text ?? '') ? (text ?? null) : null;
}

/** The address of what is shown; the opposite of `parsePlace`. */
export function placeOf(where: Where): string {
  const words = new URLSearchParams();
  if (where.text !== '') words.set('text', where.text);
  for (const tag of where.tags) words.append('tag', tag);
  for (const name of ['model', 'seed', 'from', 'to', 'prompt', 'similar'] as const) {
    const value = where[name];
    if (value !== null) words.set(name, String(value));
  }
  if (where.scored !== null) words.set('scored', where.scored ? 'yes' : 'no');
  if (where.order !== 'newest') words.set('order', where.order);
  const search = words.toString();
  const path = `gallery/${where.shelf}${where.picture === null ? '' : `/${where.picture}`}`;
  return search === '' ? path : `${path}?${search}`;
}

/** The question to the studio. */
export function queryOf(where: Where): PictureQuery {
  const { shelf, text, tags, order } = where;
  return {
    shelf,
    text,
    tags: [...tags],
    order,
    utcOffset: -new Date().getTimezoneOffset(),
    ...(where.model !== null && { model: where.model }),
    ...(where.seed !== null && { seed: where.seed }),
    ...(where.from !== null && { from: where.from }),
    ...(where.to !== null && { to: where.to }),
    ...(where.prompt !== null && { prompt: where.prompt }),
    ...(where.scored !== null && { scored: where.scored }),
    ...(where.similar !== null && { similarTo: where.similar }),
  };
}

/** Whether pictures are in order of score: one of likeness goes before it. */
export function isByScore({ order, similar }: Where): boolean {
  return order === 'best' && similar === null;
}

/** Whether anything but the shelf narrows what is shown. */
export function isNarrowed(where: Where): boolean {
  return placeOf({ ...where, picture: null, order: 'newest' }).includes('?');
}
