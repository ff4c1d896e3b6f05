import type { Making } from '../../preload/contract/making.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { pictureRow } from './details.ts';
import type { Gallery } from './gallery.ts';
import { readPictureFile } from './picture-file.ts';
import { findPicture } from './picture-files.ts';
import { rowOfId, rowsOf } from './rows.ts';
import type { Sqlite } from './sqlite.ts';
import { bytesOf, packOdds, unpackTrail, type PackedTrail, type Trail } from './trail.ts';

/** How a picture was drawn, token by token; null when that was not kept. */
function trailOf({ sqlite }: Gallery, { number }: Picture): Trail | null {
  const packed = sqlite.prepare('SELECT tokens, facts FROM trails WHERE picture = ?').get(number);
  return packed === undefined ? null : unpackTrail(packed as PackedTrail);
}

/**
 * A picture's tokens, in the order of drawing: as its file tells them where their making was not
 * kept. None of a picture that was not drawn here.
 */
export async function tokensOf(gallery: Gallery, picture: Picture): Promise<readonly number[]> {
  const trail = trailOf(gallery, picture);
  if (trail !== null) return trail.tokens;
  if (picture.tokensDone === 0) return [];
  const file = await findPicture(gallery.paths.pictures, picture.id);
  const record = file === null ? null : await readPictureFile(file);
  return record?.facts.tokens ?? [];
}

/**
 * A picture with the steps of its making and its family, as far as they are kept.
 *
 * @throws {StudioFailure} `not-found`
 */
export async function makingOf(gallery: Gallery, id: string): Promise<Making> {
  const { picture } = pictureRow(gallery, id);
  const trail = trailOf(gallery, picture);
  const grid = Math.sqrt(picture.tokensTotal);
  const given = picture.parent === null ? 0 : picture.parent.row * grid;
  return {
    picture,
    grid,
    tokens: bytesOf(Uint32Array.from(await tokensOf(gallery, picture))),
    given,
    odds: trail && {
      ...packOdds(trail),
      likeliest: bytesOf(Uint32Array.from(trail.likeliest.flat())),
    },
    family: familyOf(gallery.sqlite, picture),
  };
}

/**
 * The tree that a picture belongs to, from its oldest known ancestor, depth first. What is in the
 * trash shows only where something that is not comes from it.
 */
function familyOf(sqlite: Sqlite, of: Picture): Making['family'] {
  const links = sqlite.prepare(allLinks).all() as Link[];
  const parents = new Map(links.map(({ id, parent }) => [id, parent]));
  const root = rowOfId(sqlite, oldestOf(of.id, parents, sqlite))?.picture ?? of;
  const children = Map.groupBy(links, ({ parent }) => parent);
  const passed = new Set<string>();
  const shown = grow(root.number, root.id, 0);
  const generations = new Map(shown.map(({ number, generation }) => [number, generation]));
  return rowsOf(sqlite, [...generations.keys()]).map(({ picture }) => ({
    picture,
    generation: generations.get(picture.number) ?? 0,
  }));

  function grow(number: number, id: string, generation: number): Member[] {
    // A file may claim any parent: none is passed twice.
    if (generation > mostGenerations || passed.has(id)) return [];
    passed.add(id);
    const below = (children.get(id) ?? []).flatMap((link) =>
      keepLiving(grow(link.number, link.id, generation + 1), link),
    );
    return [{ number, generation }, ...below].slice(0, mostMembers);
  }

  function keepLiving(branch: Member[], { id, trashed }: Link): Member[] {
    return branch.length > 1 || trashed === 0 || id === of.id ? branch : [];
  }
}

/** Up the tree, as far as pictures are still there. */
function oldestOf(id: string, parents: ReadonlyMap<string, string>, sqlite: Sqlite): string {
  let oldest = id;
  for (let generation = 0; generation < mostGenerations; generation++) {
    const parent = parents.get(oldest);
    if (parent === undefined || rowOfId(sqlite, parent) === null) break;
    oldest = parent;
  }
  return oldest;
}

interface Member {
  readonly number: number;
  readonly generation: number;
}

/** That one picture comes from another. */
interface Link extends Pick<Member, 'number'> {
  readonly id: string;
  readonly parent: string;
  readonly trashed: 0 | 1;
}

/** Generations that are followed, either way. */
const mostGenerations = 100;
const mostMembers = 500;

/** One look over the table finds them all; they are few among the pictures. */
const allLinks = `
  SELECT number, id, parent_id AS parent, trashed_at IS NOT NULL AS trashed
  FROM pictures WHERE parent_id IS NOT NULL AND missing = 0 ORDER BY number`;
