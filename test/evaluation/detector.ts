import type { Rgb } from '../../main/children/messages.ts';
import { type Box, type Exam, readSprites, type Scene } from './exam.ts';

/** One thing found in a picture. */
interface Seen {
  readonly thing: string;
  readonly colour: string | null;
  readonly box: Box;
}

/** What a picture shows. */
export interface Look {
  readonly seen: readonly Seen[];
  /** The name of its ground. */
  readonly ground: string;
}

export interface Detector {
  look(picture: Rgb): Look;
}

/** Share of what stands out from the ground in a box that a thing must explain to be seen there. */
const EXPLAINED = 0.5;

/**
 * A detector that shares nothing with the model: it explains a picture by the art it could be made
 * of. In each box of each layout every thing in every colour is laid on the ground and compared with
 * the pixels, at half resolution; the layout whose repainting is nearest to the picture wins.
 */
export async function createDetector(exam: Exam): Promise<Detector> {
  const sides = new Set(Object.values(exam.layouts).flatMap((boxes) => boxes.map(([, , s]) => s)));
  const sprites = new Map<number, Uint8Array[]>();
  for (const side of sides) sprites.set(side, await readSprites(exam, side / 2));
  const known = new Map<string, Changes[]>();
  const changesOf = (ground: string, side: number) => {
    const key = `${ground} ${side}`;
    const changes =
      known.get(key) ?? sprites.get(side)!.map((s) => onGround(s, exam.grounds[ground]!));
    known.set(key, changes);
    return changes;
  };
  return { look: (picture) => look(exam, changesOf, halve(picture)) };
}

/** What a sprite changes of a ground, `[side, side, 3]` in 0..255, and the sum of its squares. */
interface Changes {
  readonly values: Float32Array;
  readonly squares: number;
}

function onGround(sprite: Uint8Array, ground: readonly number[]): Changes {
  const values = new Float32Array((sprite.length / 4) * 3);
  for (let i = 0; i < values.length; i++) {
    const pixel = Math.floor(i / 3) * 4;
    values[i] = (sprite[pixel + 3]! / 255) * (sprite[pixel + (i % 3)]! - ground[i % 3]!);
  }
  return { values, squares: dot(values, values) };
}

/** A picture of half the side, `[side, side, 3]`. */
interface Half {
  readonly side: number;
  readonly rgb: Float32Array;
}

function look(
  exam: Exam,
  changesOf: (ground: string, side: number) => Changes[],
  half: Half,
): Look {
  const ground = groundOf(exam, half);
  const boxes = new Map<string, { readonly seen: Seen; readonly saved: number; shown: boolean }>();
  let best: { saved: number; boxes: readonly Box[] } = { saved: -Infinity, boxes: [] };
  for (const layout of Object.values(exam.layouts)) {
    let saved = 0;
    for (const box of layout) {
      const key = box.join();
      const found = boxes.get(key) ?? explain(exam, changesOf(ground, box[2]), half, ground, box);
      boxes.set(key, found);
      saved += found.saved;
    }
    if (saved > best.saved) best = { saved, boxes: layout };
  }
  const found = best.boxes.map((box) => boxes.get(box.join())!);
  return { seen: found.filter(({ shown }) => shown).map(({ seen }) => seen), ground };
}

/** The thing that is nearest to the pixels of a box, and the squared error that it saves. */
function explain(exam: Exam, changes: Changes[], half: Half, ground: string, box: Box) {
  const wanted = cut(half, exam.grounds[ground]!, box);
  const all = dot(wanted, wanted);
  let best = 0;
  let saved = -Infinity;
  for (const [i, { values, squares }] of changes.entries()) {
    const saves = 2 * dot(values, wanted) - squares;
    if (saves > saved) [best, saved] = [i, saves];
  }
  const seen = { ...exam.atlas[best]!, box };
  return { seen, saved, shown: saved / Math.max(all, 1) >= EXPLAINED };
}

/** How a box differs from the ground. */
function cut(half: Half, ground: readonly number[], [left, top, side]: Box): Float32Array {
  const size = side / 2;
  const wanted = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    const from = ((top / 2 + y) * half.side + left / 2) * 3;
    for (let x = 0; x < size * 3; x++) {
      wanted[y * size * 3 + x] = half.rgb[from + x]! - ground[x % 3]!;
    }
  }
  return wanted;
}

/** The ground that most pixels are near to. */
function groundOf({ grounds }: Exam, { rgb }: Half): string {
  const distances = Object.entries(grounds).map(([name, [r, g, b]]) => {
    const far = new Float32Array(rgb.length / 3);
    for (let i = 0; i < far.length; i++) {
      const at = i * 3;
      far[i] = Math.abs(rgb[at]! - r) + Math.abs(rgb[at + 1]! - g) + Math.abs(rgb[at + 2]! - b);
    }
    far.sort();
    // The nearest third: four large things leave little of their ground to be seen.
    return { name, far: far[Math.floor(far.length / 3)]! };
  });
  return distances.reduce((best, one) => (one.far < best.far ? one : best)).name;
}

function halve({ width, rgb }: Rgb): Half {
  const side = width / 2;
  const halved = new Float32Array(side * side * 3);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width * 3; x++) {
      const pixel = (y >> 1) * side + (Math.floor(x / 3) >> 1);
      halved[pixel * 3 + (x % 3)]! += rgb[y * width * 3 + x]! / 4;
    }
  }
  return { side, rgb: halved };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Whether a picture shows what was asked for: the things and their number, and what GenEval's
 * category is about.
 */
export function agrees(scene: Scene, category: string, { seen }: Look): boolean {
  const asked = scene.groups.flatMap(({ thing, count }) => new Array<string>(count).fill(thing));
  const things = seen.map(({ thing }) => thing);
  if (things.sort().join() !== asked.sort().join()) return false;
  if (category === 'colours' || category === 'attribution') {
    return scene.groups.every(({ thing, colour }) =>
      seen.every((one) => one.thing !== thing || colour === null || one.colour === colour),
    );
  }
  return category !== 'position' || inOrder(scene, seen);
}

/** Whether the first thing is left of the second, or above it. */
function inOrder({ layout, groups }: Scene, seen: readonly Seen[]): boolean {
  const axis = layout === 'stacked' ? 1 : 0;
  const [first, second] = groups.map(({ thing }) => seen.find((one) => one.thing === thing)!.box);
  return first![axis] + first![2] / 2 < second![axis] + second![2] / 2;
}
