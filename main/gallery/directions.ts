import { createDotProducts, pageBytes, type Dots, type Pages } from './dot-products.ts';

/**
 * Directions in one piece of memory, a row each, so that one pass compares a picture with all.
 *
 * A direction is kept as whole numbers of 8 bits and its length: a quarter of float32, which is
 * 205 MB instead of 819 for 100,000 pictures at 2,048 numbers, and as much less to read. Its largest
 * number becomes 127; the cosine of two is then off by about 0.001, less than what sets pictures
 * that look alike apart. What is compared is exact.
 */
export interface Directions {
  /** Numbers of a direction, with zeros to fill a multiple of 32. */
  readonly width: number;
  readonly memory: Pages;
  readonly dots: Dots;
  count: number;
  /** Picture number of each row. */
  numbers: Uint32Array;
  /** 1 / length of each row. */
  shares: Float32Array;
  /** Row of a picture number. */
  readonly rows: Map<number, number>;
}

const lengthBytes = 4;
const block = 32;
/** The memory begins with the direction that is compared, then what came out, then the rows. */
const out = pageBytes;
const rowsAt = 2 * pageBytes;
/** As many as there is room for what comes out. */
const mostRowsAtOnce = pageBytes / 4;
const mostWidth = pageBytes / 2;
/** Everything else goes on after as long as this. */
const sliceMs = 4;

/** @param features Of length 1. @returns One signed byte each, and the length of those as float32. */
export function packDirection(features: Float32Array): Uint8Array {
  const most = features.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const bytes = Buffer.alloc(features.length + lengthBytes);
  let squares = 0;
  for (const [at, value] of features.entries()) {
    const whole = most === 0 ? 0 : Math.round((value / most) * 127);
    squares += whole ** 2;
    bytes.writeInt8(whole, at);
  }
  bytes.writeFloatLE(Math.sqrt(squares), features.length);
  return bytes;
}

/** No directions yet. @param packed One of those that will come: all are as long. */
export function createDirections(packed: Uint8Array): Directions {
  const width = Math.ceil((packed.length - lengthBytes) / block) * block;
  if (width < block || width > mostWidth) {
    throw new Error(`Expected a direction of up to ${mostWidth} numbers but received ${width}.`);
  }
  return {
    width,
    ...createDotProducts(rowsAt / pageBytes),
    count: 0,
    numbers: new Uint32Array(1024),
    shares: new Float32Array(1024),
    rows: new Map(),
  };
}

/** Adds a picture's direction, unless it is there. */
export function putDirection(directions: Directions, number: number, packed: Uint8Array): void {
  const { width, memory, rows, count } = directions;
  if (rows.has(number)) return;
  if (count === directions.numbers.length) {
    directions.numbers = grown(new Uint32Array(2 * count), directions.numbers);
    directions.shares = grown(new Float32Array(2 * count), directions.shares);
  }
  const at = rowsAt + count * width;
  const missing = at + width - memory.buffer.byteLength;
  // By a sixteenth, so that it grows seldom.
  if (missing > 0) memory.grow(Math.ceil((missing + at / 16) / pageBytes));
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const end = bytes.length - lengthBytes;
  new Uint8Array(memory.buffer).set(bytes.subarray(0, end), at);
  const length = bytes.readFloatLE(end);
  directions.numbers[count] = number;
  directions.shares[count] = length > 0 ? 1 / length : 0;
  rows.set(number, count);
  directions.count = count + 1;
}

/**
 * How alike each picture is to one of them: cosines, −1 to 1, by row. Lets everything else go on
 * in between.
 */
export async function cosinesTo(directions: Directions, row: number): Promise<Float32Array> {
  const { width, memory, dots, count, shares } = directions;
  const cosines = new Float32Array(count);
  const atOnce = Math.min(mostRowsAtOnce, Math.ceil(2 ** 21 / width));
  const own = shares[row] ?? 0;
  let until = performance.now() + sliceMs;
  const ask = (): void => {
    const asked = new Int8Array(memory.buffer, rowsAt + row * width, width);
    new Int16Array(memory.buffer, 0, width).set(asked);
  };
  ask();
  for (let start = 0; start < count; start += atOnce) {
    const some = Math.min(atOnce, count - start);
    dots(0, rowsAt + start * width, some, width, out);
    const sums = new Int32Array(memory.buffer, out, some);
    for (let at = 0; at < some; at += 1) {
      cosines[start + at] = (sums[at] ?? 0) * own * (shares[start + at] ?? 0);
    }
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    // Another picture may have been compared meanwhile.
    ask();
    until = performance.now() + sliceMs;
  }
  return cosines;
}

function grown<Column extends { set(from: Column): void }>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
