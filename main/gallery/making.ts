import type { Making } from '../../preload/contract/making.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { pictureRow } from './details.ts';
import type { Gallery } from './gallery.ts';
import { rowOfId, rowsOf } from './rows.ts';
import type { Sqlite } from './sqlite.ts';
import { unpackTrail, type PackedTrail, type Trail } from './trail.ts';

/** How a picture was drawn, token by token; null when that was not kept. */
export function trailOf({ sqlite }: Gallery, { number }: Picture): Trail | null {
  const packed = sqlite.prepare('SELECT tokens, facts FROM trails WHERE picture = ?').get(number);
  return packed === undefined ? null : unpackTrail(packed as PackedTrail);
}

/**
 * A picture with the steps of its making and its family, as far as they are kept. One without a
 * trail has no tokens here.
 *
 * @throws {StudioFailure} `not-found`
 */
export function makingOf(gallery: Gallery, id: string): Making {
  const { picture } = pictureRow(gallery, id);
  const trail = trailOf(gallery, picture);
  const grid = Math.sqrt(picture.tokensTotal);
  const given = picture.parent === null ? 0 : picture.parent.row * grid;
  return {
    picture,
    grid,
    tokens: bytesOf(Uint32Array.from(trail?.tokens ?? [])),
    given,
    odds: trail && {
      logProbabilities: bytesOf(Float32Array.from(trail.logProbabilities)),
      entropies: bytesOf(Float32Array.from(trail.entropies)),
      likeliest: bytesOf(Uint32Array.from(trail.likeliest.flat())),
    },
    parent: picture.parent && (rowOfId(gallery.sqlite, picture.parent.id)?.picture ?? null),
    branches: branchesOf(gallery.sqlite, id),
  };
}

function branchesOf(sqlite: Sqlite, id: string): readonly Picture[] {
  const numbers = sqlite
    .prepare(
      'SELECT number FROM pictures WHERE parent_id = ? AND trashed_at IS NULL ORDER BY number',
    )
    .pluck()
    .all(id) as number[];
  return rowsOf(sqlite, numbers).map(({ picture }) => picture);
}

/** As every machine that we run on lays numbers out: little endian. */
function bytesOf({ buffer }: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}
