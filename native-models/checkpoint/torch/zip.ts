import { findDirectory, type ReadAt } from './zip-end.ts';
import { damaged } from './refusal.ts';
import { parseDirectory, type ZipEntry } from './zip-entry.ts';

/** The bytes of a stored entry. */
export interface ZipStored {
  readonly name: string;
  /** Where they lie in the file. */
  readonly start: number;
  readonly sizeBytes: number;
  /** CRC-32 of them; 0 where the writer left it out. */
  readonly crc: number;
}

const headerLength = 30;

/**
 * Reads where the entries of a zip file lie, and none of them. A reader of our own, because it
 * needs what packages for zip files do not give: the offset of stored bytes, and the certainty
 * that directory, headers and file agree. It knows stored entries only, so nothing can unpack to
 * more than the file holds.
 *
 * @param read Reads from the file; never outside of it.
 * @throws {ModelFailure} `bad-checkpoint` when parts of the file contradict each other.
 */
export async function readZip(
  read: ReadAt,
  fileBytes: number,
  file: string,
): Promise<Map<string, ZipStored>> {
  const { start, end, count } = await findDirectory(read, fileBytes, file);
  const entries = parseDirectory(await read(start, end - start), count, file);
  const found = new Map<string, ZipStored>();
  let free = 0;
  let before = 'the beginning';
  for (const entry of entries.toSorted((a, b) => a.headerAt - b.headerAt)) {
    if (found.has(entry.name)) throw damaged(file, 'every entry once', `${entry.name} twice`);
    if (entry.headerAt < free) {
      throw damaged(file, 'entries side by side', `${before} and ${entry.name} overlapping`);
    }
    const dataAt = await dataStart(read, entry, start, file);
    free = dataAt + entry.sizeBytes;
    if (free > start) {
      throw damaged(
        file,
        `entries before the zip directory at ${start}`,
        `${entry.name} of ${entry.sizeBytes} bytes at ${dataAt}`,
      );
    }
    before = entry.name;
    const { name, sizeBytes, crc } = entry;
    found.set(name, { name, start: dataAt, sizeBytes, crc });
  }
  return found;
}

/** Holds an entry's own header against its record in the directory. */
async function dataStart(
  read: ReadAt,
  entry: ZipEntry,
  directoryAt: number,
  file: string,
): Promise<number> {
  const nameBytes = Buffer.from(entry.name);
  const length = headerLength + nameBytes.length;
  if (entry.headerAt + length > directoryAt) {
    throw damaged(file, `${entry.name} before the zip directory`, `it at ${entry.headerAt}`);
  }
  const header = await read(entry.headerAt, length);
  const short = (at: number): number => header.getUint16(at, true);
  const wide = (at: number): number => header.getUint32(at, true);
  // With bit 3 sizes and checksum follow the data, and stand here as 0.
  const later = (entry.flags & (1 << 3)) !== 0;
  const agrees = (value: number, wanted: number): boolean =>
    value === Math.min(wanted, 0xffffffff) || (later && value === 0);
  const name = Buffer.from(header.buffer, header.byteOffset + headerLength, nameBytes.length);
  const fields: readonly (readonly [string, boolean])[] = [
    ['signature', wide(0) === 0x04034b50],
    ['name', short(26) === nameBytes.length && name.equals(nameBytes)],
    ['flags', short(6) === entry.flags],
    ['method', short(8) === 0],
    ['checksum', agrees(wide(14), entry.crc)],
    ['size', agrees(wide(18), entry.sizeBytes) && agrees(wide(22), entry.sizeBytes)],
  ];
  const [differing] = fields.find(([, agreed]) => !agreed) ?? [];
  if (differing !== undefined) {
    const expected = `a header of ${entry.name} at ${entry.headerAt} as the zip directory says`;
    throw damaged(file, expected, `another ${differing}`);
  }
  return entry.headerAt + length + header.getUint16(28, true);
}

/**
 * Holds bytes against the checksum of their entry, if it has one: PyTorch can be told to write 0.
 *
 * @param crc CRC-32 of all its bytes.
 * @throws {ModelFailure} `bad-checkpoint`
 */
export function checkSum(entry: ZipStored, crc: number, file: string): void {
  if (entry.crc === 0 || entry.crc === crc) return;
  throw damaged(file, `checksum ${hex(entry.crc)} of ${entry.name}`, hex(crc));
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
