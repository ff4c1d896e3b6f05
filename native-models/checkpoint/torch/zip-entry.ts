import { damaged, distrusted, quote } from './refusal.ts';

/** An entry as a zip directory lists it. */
export interface ZipEntry {
  readonly name: string;
  /** As long in the file as unpacked: nothing is compressed. */
  readonly sizeBytes: number;
  /** Of its bytes; 0 where the writer left it out. */
  readonly crc: number;
  readonly flags: number;
  /** Where its own header lies in the file. */
  readonly headerAt: number;
}

const recordLength = 46;

/** Bit 3: checksum after the data. Bit 11: the name is UTF-8. PyTorch sets both. */
const knownFlags = (1 << 3) | (1 << 11);

/**
 * Parses the records of a zip directory.
 *
 * @throws {ModelFailure} `bad-checkpoint` for what PyTorch would not write, compressed and
 *   encrypted entries and names that lead elsewhere among it.
 * @see PKWARE APPNOTE.TXT 4.3.12
 */
export function parseDirectory(directory: DataView, count: number, file: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const left = directory.byteLength - at;
    if (left < recordLength || directory.getUint32(at, true) !== 0x02014b50) {
      throw damaged(file, `${count} entries in its zip directory`, `only ${index}`);
    }
    const [name, extra, comment] = [28, 30, 32].map((field) =>
      directory.getUint16(at + field, true),
    );
    const length = recordLength + name! + extra! + comment!;
    if (left < length) throw damaged(file, `${count} whole entries`, `${index} and part of one`);
    entries.push(parseRecord(part(directory, at, length), file));
    at += length;
  }
  if (at !== directory.byteLength) {
    throw damaged(file, `${count} entries in its zip directory`, 'more than those');
  }
  return entries;
}

function parseRecord(record: DataView, file: string): ZipEntry {
  const nameLength = record.getUint16(28, true);
  const name = parseName(part(record, recordLength, nameLength), file);
  const flags = record.getUint16(8, true);
  checkKind(name, flags, record.getUint16(10, true), file);
  const extra = part(record, recordLength + nameLength, record.getUint16(30, true));
  const [size, packed, headerAt] = wideFields(
    // In the order in which zip64 has them.
    [24, 20, 42].map((field) => record.getUint32(field, true)),
    extra,
    () => damaged(file, `a zip64 field for ${name}`, 'a broken one'),
  );
  if (size !== packed || record.getUint16(34, true) !== 0) {
    throw damaged(file, `${name} to be stored as it is`, `${packed} bytes for its ${size}`);
  }
  return { name, sizeBytes: size!, crc: record.getUint32(16, true), flags, headerAt: headerAt! };
}

function checkKind(name: string, flags: number, method: number, file: string): void {
  if ((flags & (1 | (1 << 6) | (1 << 13))) !== 0) {
    throw distrusted(file, `${name} to be readable`, 'an encrypted entry');
  }
  if (method !== 0) {
    const received = method === 8 ? 'a deflated entry' : `an entry packed by method ${method}`;
    throw distrusted(file, `${name} to be stored, as PyTorch does it,`, received);
  }
  if ((flags & ~knownFlags) !== 0) {
    throw distrusted(file, `${name} to be a plain entry`, `one with flags ${flags}`);
  }
}

/** Nothing is ever unpacked; a name that tries to lead somewhere says what its writer is. */
function parseName(bytes: DataView, file: string): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(file, 'names of entries in UTF-8', 'other bytes');
  }
  const plain = name
    .split('/')
    .every((step) => step !== '' && step !== '.' && step !== '..' && /^[^\\:\p{C}]+$/u.test(step));
  if (plain && name.length <= 255) return name;
  throw distrusted(file, 'plain names of entries', quote(name));
}

/** Replaces saturated 32-bit numbers by those of the zip64 extra field, which has only these. */
function wideFields(short: readonly number[], extra: DataView, broken: () => Error): number[] {
  const wide = zip64Field(extra, broken);
  let at = 0;
  const fields = short.map((value) => {
    if (value !== 0xffffffff) return value;
    if (wide === null || wide.byteLength < at + 8) throw broken();
    const long = wide.getBigUint64(at, true);
    at += 8;
    if (long > BigInt(Number.MAX_SAFE_INTEGER)) throw broken();
    return Number(long);
  });
  return fields;
}

/** The one extra field of kind 1, or null. */
function zip64Field(extra: DataView, broken: () => Error): DataView | null {
  let found: DataView | null = null;
  for (let at = 0; at < extra.byteLength;) {
    if (extra.byteLength - at < 4) throw broken();
    const [kind, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)];
    if (extra.byteLength - at - 4 < length) throw broken();
    if (kind === 1) {
      if (found !== null) throw broken();
      found = part(extra, at + 4, length);
    }
    at += 4 + length;
  }
  return found;
}

function part(view: DataView, at: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, length);
}
