import { ModelFailure } from '../failure.ts';
import { jsonLimitBytes, parseJson } from './json-text.ts';
import { valueAt } from './config-field.ts';

/** One tensor as a safetensors header describes it, checked against its file. */
export interface HeaderEntry {
  readonly name: string;
  /** As written: `BF16`, `I64`, or a type nobody knew when this was written. */
  readonly dtype: string;
  readonly dims: readonly number[];
  /** Where its values lie in the file, in bytes from the file's beginning. */
  readonly start: number;
  readonly end: number;
}

/** Bits of one element of every type of the format. An unknown type's length is not checked. */
const elementBits: ReadonlyMap<string, number> = new Map([
  ...['F4'].map((type) => [type, 4] as const),
  ...['F6_E2M3', 'F6_E3M2'].map((type) => [type, 6] as const),
  ...['BOOL', 'U8', 'I8', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0'].map((type) => [type, 8] as const),
  ...['U16', 'I16', 'F16', 'BF16'].map((type) => [type, 16] as const),
  ...['U32', 'I32', 'F32'].map((type) => [type, 32] as const),
  ...['U64', 'I64', 'F64', 'C64'].map((type) => [type, 64] as const),
]);

/**
 * Reads the length that a safetensors file begins with.
 *
 * @param bytes The first 8 bytes, or fewer when the file has no more.
 * @returns The length of the JSON in bytes.
 * @throws {ModelFailure} `bad-checkpoint` when there cannot be such a header in this file.
 */
export function headerLength(bytes: Uint8Array, fileBytes: number, file: string): number {
  if (bytes.length < 8 || fileBytes < 8) {
    throw damaged(file, `a header of at least 8 bytes`, `a file of ${fileBytes}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(jsonLimitBytes)) {
    throw damaged(file, `a header of at most ${jsonLimitBytes} bytes`, `one of ${length}`);
  }
  if (8n + length > BigInt(fileBytes)) {
    throw damaged(file, `a header of ${length} bytes`, `a file that ends after ${fileBytes}`);
  }
  return Number(length);
}

/**
 * Reads a safetensors header and holds it against the file: every tensor lies inside, next to
 * the one before, and is as long as its type and dims say.
 *
 * @param json The bytes after the length.
 * @param fileBytes Size of the whole file.
 * @param file Its name, for sentences.
 * @throws {ModelFailure} `bad-checkpoint`
 * @see huggingface/safetensors, "Format"
 */
export function parseHeader(json: Uint8Array, fileBytes: number, file: string): HeaderEntry[] {
  const header = parseJson(json, `the header of ${file}`);
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged(file, 'a header with one entry a tensor', JSON.stringify(header).slice(0, 80));
  }
  const dataStart = 8 + json.length;
  const place = { file, fileBytes };
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(name, value, dataStart, place));
  checkOrder(entries, dataStart, place);
  return entries;
}

/** The file a header is held against. */
interface Place {
  readonly file: string;
  readonly fileBytes: number;
}

function parseEntry(
  name: string,
  value: unknown,
  dataStart: number,
  { file, fileBytes }: Place,
): HeaderEntry {
  const dtype = valueAt(value, 'dtype');
  const dims = valueAt(value, 'shape');
  const offsets = valueAt(value, 'data_offsets');
  const shown = (): string => `${name.slice(0, 200)}: ${JSON.stringify(value).slice(0, 200)}`;
  if (typeof dtype !== 'string' || !areSizes(dims) || !areSizes(offsets) || offsets.length !== 2) {
    throw damaged(file, 'entries with dtype, shape and data_offsets', shown());
  }
  const [from, to] = offsets as [number, number];
  if (from > to || dataStart + to > fileBytes) {
    throw damaged(file, `tensors within its ${fileBytes - dataStart} bytes of values`, shown());
  }
  const bits = elementBits.get(dtype);
  // Exact for what fits a file: a product beyond 2⁵³ is no byte length.
  const wanted = bits === undefined ? to - from : (product(dims) * bits) / 8;
  if (wanted !== to - from) throw damaged(file, `${wanted} bytes for this shape`, shown());
  return { name, dtype, dims, start: dataStart + from, end: dataStart + to };
}

/** Every byte after the header belongs to one tensor, as the format demands. Empty ones lie nowhere. */
function checkOrder(entries: readonly HeaderEntry[], dataStart: number, place: Place): void {
  const placed = entries.filter(({ start, end }) => start < end);
  placed.sort((a, b) => a.start - b.start);
  let before = { name: 'the header', end: dataStart };
  for (const entry of [...placed, { name: 'the end', start: place.fileBytes, end: Infinity }]) {
    if (entry.start !== before.end) {
      const [left, right] = [before.name.slice(0, 200), entry.name.slice(0, 200)];
      const shown = before.end > entry.start ? 'overlapping' : 'with a hole between them';
      throw damaged(place.file, 'tensors side by side', `${left} and ${right} ${shown}`);
    }
    before = entry;
  }
}

function areSizes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= 16 &&
    value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)
  );
}

function product(dims: readonly number[]): number {
  return dims.reduce((total, dim) => total * dim, 1);
}

function damaged(file: string, expected: string, received: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${expected} in ${file} but received ${received}. ` +
      'The file is damaged or its download broke off; download it again.',
  );
}
