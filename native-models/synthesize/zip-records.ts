/** An entry of a zip file as PyTorch writes them: stored, its checksum after its data. */
export interface WrittenEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** Where its header lies in the file. */
  readonly headerAt: number;
  readonly crc: number;
}

/** What a 32-bit field says when the number is in the zip64 field instead. */
const saturated = 0xffffffff;

/** Data begins at a multiple of this, so that it can be mapped into memory as it is. */
const alignment = 64;

/** The name is UTF-8; the checksum follows the data, if there is any. */
const flagsOf = (sizeBytes: number): number => (sizeBytes > 0 ? 0x0808 : 0x0800);

/**
 * What comes before an entry's data.
 *
 * @see PyTorch `caffe2/serialize/inline_container.cc`, `getPadding`; PKWARE APPNOTE.TXT 4.3.7
 */
export function localHeader({ name, sizeBytes, headerAt }: Omit<WrittenEntry, 'crc'>): Uint8Array {
  const wide = zip64Field(sizeBytes, headerAt);
  const before = headerAt + 30 + Buffer.byteLength(name) + wide.length + 4;
  const padding = Buffer.alloc(Math.ceil(before / alignment) * alignment - before, 'Z');
  const extra = Buffer.concat([wide, Buffer.from('FB'), u16(padding.length), padding]);
  return Buffer.concat([
    u32(0x04034b50),
    u16(0, flagsOf(sizeBytes), 0, 0, 0),
    u32(0, 0, 0),
    u16(Buffer.byteLength(name), extra.length),
    Buffer.from(name),
    extra,
  ]);
}

/** What comes after an entry's data. */
export function dataDescriptor({ sizeBytes, headerAt, crc }: WrittenEntry): Uint8Array {
  if (sizeBytes === 0) return new Uint8Array();
  const wide = zip64Field(sizeBytes, headerAt).length > 0;
  const sizes = wide ? u64(sizeBytes, sizeBytes) : u32(sizeBytes, sizeBytes);
  return Buffer.concat([u32(0x08074b50, crc), sizes]);
}

/**
 * The directory of all entries, with both ends: the long one and the one of 1989.
 *
 * @param start Where it lies in the file.
 * @see PKWARE APPNOTE.TXT 4.3.12 to 4.3.16
 */
export function zipDirectory(entries: readonly WrittenEntry[], start: number): Uint8Array {
  const records = Buffer.concat(entries.map(directoryRecord));
  const count = entries.length;
  return Buffer.concat([
    records,
    u32(0x06064b50),
    u64(44),
    u16(0x031e, 45),
    u32(0, 0),
    u64(count, count, records.length, start),
    u32(0x07064b50, 0),
    u64(start + records.length),
    u32(1, 0x06054b50),
    u16(0, 0, Math.min(count, 0xffff), Math.min(count, 0xffff)),
    u32(records.length, Math.min(start, saturated)),
    u16(0),
  ]);
}

function directoryRecord({ name, sizeBytes, headerAt, crc }: WrittenEntry): Uint8Array {
  const wide = zip64Field(sizeBytes, headerAt);
  const size = Math.min(sizeBytes, saturated);
  return Buffer.concat([
    u32(0x02014b50),
    u16(0, 0, flagsOf(sizeBytes), 0, 0, 0),
    u32(crc, size, size),
    u16(Buffer.byteLength(name), wide.length, 0, 0, 0),
    u32(0, Math.min(headerAt, saturated)),
    Buffer.from(name),
    wide,
  ]);
}

/** The numbers that do not fit 32 bits, in the order of the format; nothing when all do. */
function zip64Field(sizeBytes: number, headerAt: number): Uint8Array {
  const sizes = sizeBytes >= saturated ? [sizeBytes, sizeBytes] : [];
  const wide = u64(...sizes, ...(headerAt >= saturated ? [headerAt] : []));
  return wide.length === 0 ? wide : Buffer.concat([u16(1, wide.length), wide]);
}

function u16(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, at) => bytes.writeUInt16LE(value, 2 * at));
  return bytes;
}

function u32(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => bytes.writeUInt32LE(value, 4 * at));
  return bytes;
}

function u64(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, at) => bytes.writeBigUInt64LE(BigInt(value), 8 * at));
  return bytes;
}
